package io.fenqun.quality;

import io.fenqun.SparkTest;
import io.fenqun.source.SourceDef;
import io.fenqun.source.Sources;
import io.fenqun.table.TableDef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeEach;

/**
 * Deliveries of made-up sales, read over tables that the test holds, in the order in which a run
 * commits them.
 */
abstract class SettlementHarness extends SparkTest {
  private static final long serialVersionUID = 1L;

  static final SourceDef SALES =
      Sources.source(
          "sales",
          """
          kind: transactions
          location: sales_{month}.csv
          key: [id]
          event_time: day
          customer: person
          columns:
            - {name: id, type: string, zh: 号, en: id}
            - {name: person, type: string, zh: 人, en: person}
            - {name: day, type: date, zh: 日, en: day}
            - {name: amount, type: "decimal(18,2)", unit: money, zh: 额, en: amount}
          derive:
            - {name: half, type: "decimal(18,2)", expr: "amount / 2", unit: money, zh: 半, en: half}
          """);

  static final TableDef CLEAN = CleanTables.of(SALES, Map.of());
  static final TableDef DISPLACED = DisplacedRows.table(CLEAN);

  /** A record: event month, key, amount; null is no amount. */
  record Sale(String month, String id, String amount) {}

  /** What the tables hold. */
  List<Row> clean = new ArrayList<>();

  List<Row> displaced = new ArrayList<>();

  /** By delivery; what other deliveries did to it since is in it. */
  SortedMap<String, SortedMap<String, MonthContent>> contents = new TreeMap<>();

  @BeforeEach
  void beginEmpty() {
    clean = new ArrayList<>();
    displaced = new ArrayList<>();
    contents = new TreeMap<>();
  }

  static Sale sale(String month, String id, String amount) {
    return new Sale(month, id, amount);
  }

  /** As a run does it; returns what became of the records of these deliveries. */
  SourceCounts read(SortedMap<String, List<Sale>> files) {
    Settlement settlement = settled(files);
    write(settlement, List.copyOf(files.keySet()));
    return settlement.ingested().counts();
  }

  Settlement settled(SortedMap<String, List<Sale>> files) {
    List<String> deliveries = List.copyOf(files.keySet());
    List<Row> records = new ArrayList<>();
    files.forEach(
        (delivery, sales) ->
            sales.forEach(
                sale ->
                    records.add(
                        RowFactory.create(
                            delivery,
                            "f",
                            (long) records.size(),
                            "hash",
                            null,
                            "",
                            sale.id(),
                            "P",
                            sale.month() + "-05",
                            sale.amount()))));
    Dataset<Row> raw =
        rows(
            "__delivery string, __file string, __record_no bigint, __record_hash string, __fault string, __content string, "
                + "id string, person string, day string, amount string",
            records);
    Ingested within = CleanSource.clean(SALES, deliveries, raw, Map.of());
    SortedSet<String> months = new TreeSet<>();
    within.counts().months().forEach(month -> month.month().ifPresent(months::add));
    clean.stream()
        .filter(row -> deliveries.contains(row.getString(0)))
        .forEach(row -> months.add(row.getString(1)));
    displaced.stream()
        .filter(row -> deliveries.contains(row.getString(0)))
        .forEach(row -> months.add(row.getString(1)));
    return Settlement.of(
        SALES,
        deliveries,
        months,
        within,
        in(months, clean, CLEAN),
        in(months, displaced, DISPLACED));
  }

  private Dataset<Row> in(Set<String> months, List<Row> rows, TableDef table) {
    return spark()
        .createDataFrame(
            rows.stream().filter(row -> months.contains(row.getString(1))).toList(),
            table.schema());
  }

  private void write(Settlement settlement, List<String> deliveries) {
    Dataset<Row> ofRead = settlement.ingested().clean();
    List<Row> newClean =
        new ArrayList<>(ofRead.select(CLEAN.selection(List.of(ofRead.columns()))).collectAsList());
    newClean.addAll(settlement.cleanOfOthers().collectAsList());
    Dataset<Row> leaving = settlement.displaced();
    List<Row> before =
        leaving.select(DISPLACED.selection(List.of(leaving.columns()))).collectAsList();
    displaced.removeIf(row -> isRewritten(settlement, deliveries, row, false));
    displaced.addAll(before);
    clean.removeIf(row -> isRewritten(settlement, deliveries, row, true));
    clean.addAll(newClean);
    List<Row> still =
        settlement
            .displacedStill(spark().createDataFrame(displaced, DISPLACED.schema()))
            .collectAsList();
    displaced.removeIf(
        row -> settlement.monthsOfReturn(row.getString(0)).contains(row.getString(1)));
    displaced.addAll(still);

    deliveries.forEach(
        delivery -> contents.put(delivery, settlement.ingested().counts().content(delivery)));
    for (Change change : settlement.ofOthers()) {
      if (change.isOfClean()) {
        MonthContent signed =
            change.to() == Standing.CLEAN ? change.rows() : MonthContent.NONE.minus(change.rows());
        SortedMap<String, MonthContent> of = contents.get(change.delivery());
        of.merge(change.month(), signed, MonthContent::plus);
        of.computeIfPresent(change.month(), (month, one) -> one.rows() == 0 ? null : one);
      }
    }
  }

  private static boolean isRewritten(
      Settlement settlement, List<String> deliveries, Row row, boolean ofClean) {
    return deliveries.contains(row.getString(0))
        || settlement.months(row.getString(0), ofClean).contains(row.getString(1));
  }

  List<String> cleanTexts() {
    return texts(clean, "amount");
  }

  List<String> displacedTexts() {
    return texts(displaced, "amount", "standing");
  }

  private static List<String> texts(List<Row> rows, String... more) {
    return rows.stream()
        .map(
            row -> {
              StringBuilder text = new StringBuilder();
              text.append(row.getString(0)).append(' ').append(row.getString(1)).append(' ');
              text.append(row.<String>getAs("id"));
              for (String column : more) {
                text.append(' ').append(row.<Object>getAs(column));
              }
              return text.toString();
            })
        .sorted()
        .toList();
  }

  static SortedMap<String, List<Sale>> file(String delivery, Sale... sales) {
    return new TreeMap<>(Map.of(delivery, List.of(sales)));
  }
}
