package io.fenqun.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.SparkTest;
import io.fenqun.source.SourceDef;
import io.fenqun.source.Sources;
import io.fenqun.table.TableDef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Deliveries that speak of one another's records, over tables held in the test; beside them a twin
 * that looks at all deliveries at once, key by key.
 */
class SettlementTest extends SparkTest {
  private static final long serialVersionUID = 1L;

  private static final SourceDef SALES =
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

  private static final TableDef CLEAN = CleanTables.of(SALES, Map.of());
  private static final TableDef DISPLACED = DisplacedRows.table(CLEAN);

  /** A record: event month, key, amount; null is no amount. */
  private record Sale(String month, String id, String amount) {}

  /** What the tables hold. */
  private List<Row> clean = new ArrayList<>();

  private List<Row> displaced = new ArrayList<>();

  /** By delivery; what other deliveries did to it since is in it. */
  private SortedMap<String, SortedMap<String, MonthContent>> contents = new TreeMap<>();

  @BeforeEach
  void beginEmpty() {
    clean = new ArrayList<>();
    displaced = new ArrayList<>();
    contents = new TreeMap<>();
  }

  private static Sale sale(String month, String id, String amount) {
    return new Sale(month, id, amount);
  }

  /** As a run does it; returns what became of the records of these deliveries. */
  private SourceCounts read(SortedMap<String, List<Sale>> files) {
    Settlement settlement = settled(files);
    write(settlement, List.copyOf(files.keySet()));
    return settlement.ingested().counts();
  }

  private Settlement settled(SortedMap<String, List<Sale>> files) {
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

  private List<String> cleanTexts() {
    return texts(clean, "amount");
  }

  private List<String> displacedTexts() {
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

  private static SortedMap<String, List<Sale>> file(String delivery, Sale... sales) {
    return new TreeMap<>(Map.of(delivery, List.of(sales)));
  }

  @Test
  void aLateCopyIsADuplicateAndALateCorrectionSupersedes() {
    read(
        file(
            "2024-01",
            sale("2024-01", "a", "1.00"),
            sale("2024-01", "b", "2.00"),
            sale("2024-01", "c", "3.00")));
    SourceCounts february =
        read(
            file(
                "2024-02",
                sale("2024-02", "a", "9.00"),
                sale("2024-01", "a", "1"),
                sale("2024-01", "b", "2.50"),
                sale("2024-01", "d", "4.00")));

    assertThat(cleanTexts())
        .containsExactly(
            "2024-01 2024-01 a 1.00",
            "2024-01 2024-01 c 3.00",
            "2024-02 2024-01 b 2.50",
            "2024-02 2024-01 d 4.00",
            "2024-02 2024-02 a 9.00");
    assertThat(displacedTexts())
        .containsExactly("2024-01 2024-01 b 2.00 SUPERSEDED", "2024-02 2024-01 a 1.00 DUPLICATE");
    MonthCounts all = february.of("2024-02");
    assertThat(List.of(all.read(), all.clean(), all.duplicates(), all.superseded()))
        .isEqualTo(List.of(4L, 3L, 1L, 0L));
    assertThat(all.reconciles()).isTrue();
    assertThat(all.money().get("amount").duplicates()).isEqualByComparingTo("1");
  }

  @Test
  void theOrderOfDeliveriesDecidesAndNotThatOfReading() {
    Sale first = sale("2024-01", "a", "1.00");
    Sale other = sale("2024-01", "a", "2.00");
    read(file("2024-01", first));
    read(file("2024-03", first));
    assertThat(cleanTexts()).containsExactly("2024-01 2024-01 a 1.00");

    // Between the two: then the third is a correction, and no copy
    SourceCounts between = read(file("2024-02", other));
    assertThat(cleanTexts()).containsExactly("2024-03 2024-01 a 1.00");
    assertThat(displacedTexts())
        .containsExactly("2024-01 2024-01 a 1.00 SUPERSEDED", "2024-02 2024-01 a 2.00 SUPERSEDED");
    assertThat(between.of("2024-02").superseded()).isEqualTo(1);

    // The second read again without the record: the oldest copy is back
    read(file("2024-02", sale("2024-02", "x", "7.00")));
    assertThat(cleanTexts()).containsExactly("2024-01 2024-01 a 1.00", "2024-02 2024-02 x 7.00");
    assertThat(displacedTexts()).containsExactly("2024-03 2024-01 a 1.00 DUPLICATE");
  }

  @Test
  void aDeliveryWhoseRowsWereSupersededIsTheSameAfterAnotherReading() {
    SortedMap<String, List<Sale>> january =
        file("2024-01", sale("2024-01", "a", "1.00"), sale("2024-01", "b", null));
    read(january);
    read(file("2024-02", sale("2024-01", "a", null), sale("2024-01", "b", "0.00")));
    List<String> tables = cleanTexts();
    List<String> standings = displacedTexts();
    SourceCounts again = read(january);

    assertThat(cleanTexts()).isEqualTo(tables).hasSize(2);
    assertThat(displacedTexts()).isEqualTo(standings).hasSize(2);
    assertThat(again.of("2024-01").superseded()).isEqualTo(2);
    assertThat(again.of("2024-01").reconciles()).isTrue();
  }

  @Test
  void aRowThatAStoppedRunLeftInBothTablesIsSettled() {
    read(file("2024-01", sale("2024-01", "a", "1.00")));
    Row row = clean.get(0);
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      values.add(row.get(i));
    }
    values.add(Standing.SUPERSEDED.name());
    displaced.add(RowFactory.create(values.toArray()));
    read(file("2024-02", sale("2024-01", "a", "1.00")));

    assertThat(cleanTexts()).containsExactly("2024-01 2024-01 a 1.00");
    assertThat(displacedTexts()).containsExactly("2024-02 2024-01 a 1.00 DUPLICATE");
  }

  @Test
  void aFewChangesAreSentToTheRowsAndTheRowsAreNotMoved() {
    read(file("2024-01", sale("2024-01", "a", "1.00"), sale("2024-01", "b", "1.00")));
    Settlement settlement =
        settled(file("2024-02", sale("2024-01", "a", "2.00"), sale("2024-02", "b", "1.00")));

    for (Dataset<Row> rows :
        List.of(
            settlement.ingested().clean(), settlement.cleanOfOthers(), settlement.displaced())) {
      String plan = rows.queryExecution().executedPlan().toString();
      assertThat(plan).contains("BroadcastHashJoin").doesNotContain("Exchange hash", "Window");
    }
  }

  @Test
  void generatedDeliveriesInAnyOrderAndReadAgainEqualTheTwin() {
    long seed = 20241117;
    Random random = new Random(seed);
    SortedMap<String, List<Sale>> files = generated(random);
    List<String> expected = null;
    for (int order = 0; order < 3; order++) {
      beginEmpty();
      List<String> deliveries = new ArrayList<>(files.keySet());
      if (order == 0) {
        read(files);
      } else {
        Collections.shuffle(deliveries, random);
        String wrong = deliveries.get(0);
        read(new TreeMap<>(Map.of(wrong, generated(random).get(wrong))));
        deliveries.forEach(delivery -> read(new TreeMap<>(Map.of(delivery, files.get(delivery)))));
        read(new TreeMap<>(Map.of(wrong, files.get(wrong))));
      }
      String as = "seed " + seed + " order " + order + " " + deliveries;
      assertThat(cleanTexts()).as(as).isEqualTo(twin(files, Standing.CLEAN));
      List<String> outdone = new ArrayList<>(twin(files, Standing.DUPLICATE));
      outdone.addAll(twin(files, Standing.SUPERSEDED));
      Collections.sort(outdone);
      assertThat(displacedTexts()).as(as).isEqualTo(outdone);
      assertThat(contents)
          .as(as)
          .isEqualTo(StoredContent.of(SALES, spark().createDataFrame(clean, CLEAN.schema())));
      expected = expected == null ? cleanTexts() : expected;
      assertThat(cleanTexts()).as(as).isEqualTo(expected);
    }
    assertThat(twin(files, Standing.DUPLICATE)).isNotEmpty();
    assertThat(twin(files, Standing.SUPERSEDED)).isNotEmpty();
  }

  /**
   * Six deliveries: a fifth of the records are late by one to four months, many keys come again.
   */
  private static SortedMap<String, List<Sale>> generated(Random random) {
    SortedMap<String, List<Sale>> files = new TreeMap<>();
    for (int month = 5; month <= 10; month++) {
      SortedMap<String, Sale> byKey = new TreeMap<>();
      for (int i = 0; i < 60; i++) {
        int late = random.nextInt(5) == 0 ? 1 + random.nextInt(4) : 0;
        String event = String.format("2024-%02d", month - late);
        String id = "k" + random.nextInt(25);
        String amount = random.nextInt(6) == 0 ? null : (1 + random.nextInt(2)) + ".00";
        byKey.putIfAbsent(event + id, new Sale(event, id, amount));
      }
      files.put(String.format("2024-%02d", month), List.copyOf(byKey.values()));
    }
    return files;
  }

  /** Delivery by delivery, key by key. */
  private static List<String> twin(SortedMap<String, List<Sale>> files, Standing wanted) {
    Map<List<String>, String> standingByRow =
        new TreeMap<>((a, b) -> String.join(" ", a).compareTo(String.join(" ", b)));
    Map<String, List<String>> standing = new TreeMap<>();
    files.forEach(
        (delivery, sales) ->
            sales.forEach(
                sale -> {
                  List<String> row =
                      List.of(delivery, sale.month(), sale.id(), String.valueOf(sale.amount()));
                  List<String> now = standing.get(sale.month() + sale.id());
                  if (now != null && now.get(3).equals(row.get(3))) {
                    standingByRow.put(row, "DUPLICATE");
                  } else {
                    if (now != null) {
                      standingByRow.put(now, "SUPERSEDED");
                    }
                    standingByRow.put(row, "CLEAN");
                    standing.put(sale.month() + sale.id(), row);
                  }
                }));
    return standingByRow.entrySet().stream()
        .filter(row -> row.getValue().equals(wanted.name()))
        .map(
            row ->
                String.join(" ", row.getKey())
                    + (wanted == Standing.CLEAN ? "" : " " + row.getValue()))
        .sorted()
        .collect(Collectors.toList());
  }
}
