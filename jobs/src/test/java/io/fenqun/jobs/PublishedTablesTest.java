package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What readers of the tables rely on: columns, types, comments, protocol, and that the tables agree
 * with each other.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublishedTablesTest extends JobsTest {
  private static final long serialVersionUID = 1L;

  private static final String CLUSTERS =
      """
      zh: 聚类
      en: kind
      method: kmeans
      features: [{by: idle_days}]
      clusters: 2
      starts: 2
      iterations: 20
      segments:
        - {code: K1, zh: 一类, en: first}
        - {code: K2, zh: 二类, en: second}
      """;

  @TempDir private static Path folder;

  private static PackFolder pack;
  private static Warehouse warehouse;

  @BeforeAll
  void publish() throws IOException {
    pack =
        PackFolder.copy("sample", folder)
            .edit("churn.yaml", "severity:", ChurnWarning.KEY + "\nseverity:")
            .write("schemes/kind.yaml", CLUSTERS);
    Path source = SampleData.write(folder.resolve("source"), SampleData.MONTHS);
    assertDone(
        run(
            "run",
            pack,
            source,
            folder.resolve("warehouse"),
            "--from",
            SampleData.MONTHS.from().toString(),
            "--to",
            SampleData.MONTHS.to().toString()));
    warehouse = warehouse(folder.resolve("warehouse"), pack);
  }

  @Test
  void tablesPartitionsColumnsTypesAndCommentsAreTheContract() throws IOException {
    assertThat(String.join("\n", described())).isEqualTo(contract());
  }

  @Test
  void everyTableIsOfReaderProtocolOne() {
    for (String table : warehouse.tables()) {
      Row detail = detail(table);
      assertThat(detail.<Integer>getAs("minReaderVersion")).as(table).isEqualTo(1);
      assertThat(detail.<Integer>getAs("minWriterVersion")).as(table).isEqualTo(2);
    }
  }

  @Test
  void noIdAndNoPersonalDatumStandsInALog() throws IOException {
    Set<String> secrets = new TreeSet<>(List.of("\"C01\"", "\"C12\"", "Person 1", "2024-01-C01-0"));
    for (String table : warehouse.tables()) {
      try (Stream<Path> log = Files.list(warehouse.path(table).resolve("_delta_log"))) {
        for (Path commit : log.filter(file -> file.toString().endsWith(".json")).toList()) {
          assertThat(Files.readString(commit).replace("\\\"", "\""))
              .as(table)
              .doesNotContain(secrets);
        }
      }
    }
  }

  @Test
  void everyCustomerHasExactlyOneSegmentPerSchemeAndMonth() throws IOException {
    Dataset<Row> base =
        warehouse.read("feature_month").where("not is_departed").select("customer_id", "month");
    Dataset<Row> segments = warehouse.read("segment_month");
    assertThat(segments.where("segment is null").count()).isZero();
    for (String scheme : pack.names("schemes")) {
      Dataset<Row> customers =
          segments.where(col("scheme").equalTo(scheme)).select("customer_id", "month");
      assertThat(customers.exceptAll(base).count()).as(scheme).isZero();
      assertThat(base.exceptAll(customers).count()).as(scheme).isZero();
    }
  }

  @Test
  void theWideTableRepeatsTheSegments() throws IOException {
    Dataset<Row> wide = warehouse.read("customer_month");
    for (String scheme : pack.names("schemes")) {
      Dataset<Row> narrow =
          warehouse
              .read("segment_month")
              .where(col("scheme").equalTo(scheme))
              .select("customer_id", "month", "segment");
      assertThat(
              wide.select(col("customer_id"), col("month"), col(scheme)).exceptAll(narrow).count())
          .as(scheme)
          .isZero();
    }
    assertThat(wide.count())
        .isEqualTo(warehouse.read("feature_month").where("not is_departed").count());
  }

  @Test
  void aDimensionOfFewerColumnsGainsTheOthers() throws IOException {
    Warehouse older = warehouse.copy(folder.resolve("older"));
    older
        .read("dim_feature")
        .drop("relative_error")
        .write()
        .format("delta")
        .mode("overwrite")
        .option("overwriteSchema", "true")
        .save(older.path("dim_feature").toString());
    assertDone(
        run(
            "publish",
            pack,
            folder.resolve("source"),
            older.folder(),
            "--from",
            SampleData.MONTHS.from().toString(),
            "--to",
            SampleData.MONTHS.to().toString(),
            "--force"));
    assertThat(older.rows("dim_feature")).isEqualTo(warehouse.rows("dim_feature"));
  }

  @Test
  void whoDepartsHasALastFeatureRowAndNoSegment() {
    List<Row> last =
        warehouse
            .read("feature_month")
            .where("customer_id = 'C09' and month between '2024-06' and '2024-07'")
            .select("month", "is_departed")
            .collectAsList();
    assertThat(last).hasSize(1);
    assertThat(last.get(0).getString(0)).isEqualTo("2024-06");
    assertThat(last.get(0).getBoolean(1)).isTrue();
    assertThat(segments("C09", "2024-06")).isZero();
  }

  @Test
  void whoComesBackIsKnownAgainAndHasReturned() {
    Row span = warehouse.read("customer_span").where("customer_id = 'C09'").first();
    assertThat(span.<String>getAs("last_month")).isEqualTo("2024-08");
    assertThat(span.<String>getAs("departed_month")).isNull();
    assertThat(segments("C09", "2024-08")).isEqualTo(segments("C01", "2024-08")).isPositive();
    assertThat(
            warehouse
                .read("transition_month")
                .where(
                    "scheme = 'level' and month = '2024-08' and from_segment = 'RETURNED'"
                        + " and horizon_months = 1 and group_by = 'ALL'")
                .selectExpr("sum(customers)")
                .first()
                .getLong(0))
        .isOne();
  }

  private long segments(String customer, String month) {
    return warehouse
        .read("segment_month")
        .where("customer_id = '" + customer + "' and month = '" + month + "'")
        .count();
  }

  @Test
  void gradesAreCarriedFromTheirHalfYear() {
    Dataset<Row> grades = warehouse.read("segment_month").where("scheme = 'grade'");
    assertThat(grades.where("month < '2024-06' and segment <> 'OUTSIDE'").count()).isZero();
    assertThat(grades.where("month = '2024-06' and segment <> 'OUTSIDE'").count()).isPositive();
    Dataset<Row> carried = grades.where("month > '2024-06' and segment <> 'OUTSIDE'");
    assertThat(carried.count()).isPositive();
    assertThat(carried.where("evaluated_month <> '2024-06'").count()).isZero();
  }

  @Test
  void everySegmentAndStateThatOccursIsInTheDimension() {
    Dataset<Row> occurring =
        warehouse
            .read("segment_month")
            .select("scheme", "segment")
            .union(warehouse.read("transition_month").select("scheme", "from_segment"))
            .union(warehouse.read("transition_month").select("scheme", "to_segment"))
            .distinct();
    Dataset<Row> dimension = warehouse.read("dim_segment").select("scheme", "segment");
    assertThat(occurring.except(dimension).collectAsList()).isEmpty();
    assertThat(dimension.distinct().count()).isEqualTo(dimension.count());
    for (String state : List.of("OUTSIDE", "ENTERED", "RETURNED", "LEFT")) {
      assertThat(dimension.where(col("segment").equalTo(state)).count())
          .as(state)
          .isEqualTo(warehouse.read("dim_scheme").count());
    }
    assertThat(dimension.where("segment = 'SCORED'").collectAsList())
        .singleElement()
        .asString()
        .contains("contribution");
  }

  @Test
  void rowsAndColumnsOfEveryMatrixAreTheBasesOfBothMonths() {
    Dataset<Row> moves =
        warehouse.read("transition_month").where("horizon_months = 1 and group_by = 'ALL'");
    Dataset<Row> segments =
        warehouse.read("segment_month").groupBy("scheme", "month", "segment").count();
    Dataset<Row> columns =
        moves
            .where("to_segment <> 'LEFT'")
            .groupBy("scheme", "month", "to_segment")
            .agg(expr("sum(customers) as count"));
    assertThat(columns.except(segments).collectAsList()).isEmpty();
    assertThat(segments.where("month > '2024-01'").except(columns).collectAsList()).isEmpty();
    Dataset<Row> rows =
        moves
            .where("from_segment not in ('ENTERED', 'RETURNED')")
            .groupBy(
                col("scheme"),
                expr(
                    "date_format(add_months(to_date(concat(month, '-01')), -1), 'yyyy-MM') as"
                        + " month"),
                col("from_segment"))
            .agg(expr("sum(customers) as count"));
    assertThat(rows.except(segments).collectAsList()).isEmpty();
    assertThat(segments.where("month < '2024-08'").except(rows).collectAsList()).isEmpty();
  }

  @Test
  void forecastsAreOfTheBaseOfTheirMonth() {
    Dataset<Row> base =
        warehouse
            .read("customer_month")
            .where("month > '2024-01'")
            .groupBy("month")
            .agg(expr("count(*) as customers"));
    Dataset<Row> schemes = warehouse.read("dim_scheme").select("scheme");
    Dataset<Row> cohorts =
        warehouse
            .read("transition_forecast")
            .groupBy("scheme", "month", "horizon_months")
            .agg(
                expr("max(cohort_customers) as cohort"),
                expr("sum(customers) as customers"),
                expr("abs(sum(expected) - max(cohort_customers)) < 1e-6 as adds_up"),
                expr("bool_or(reason is not null) as is_unknown"));
    assertThat(cohorts.where("not (customers = cohort and (adds_up or is_unknown))").count())
        .isZero();
    assertThat(cohorts.where("adds_up").count()).isPositive();
    assertThat(
            cohorts
                .select("scheme", "month", "customers")
                .distinct()
                .exceptAll(schemes.crossJoin(base).select("scheme", "month", "customers"))
                .count())
        .isZero();
    assertThat(cohorts.count()).isEqualTo(schemes.count() * base.count() * 4);
  }

  @Test
  void theBacktestIsWhatBecameOfTheCustomers() {
    Dataset<Row> wide = warehouse.read("customer_month").select("customer_id", "month", "level");
    wide.createOrReplaceTempView("wide");
    Dataset<Row> became =
        spark()
            .sql(
                "select b.month, coalesce(n.level, 'LEFT') as segment, count(*) as customers from"
                    + " (select customer_id, date_format(add_months(to_date(concat(month, '-01')),"
                    + " 1), 'yyyy-MM') as month from wide) b left join wide n using (customer_id,"
                    + " month) where b.month between '2024-03' and '2024-08' group by 1, 2");
    Dataset<Row> told =
        warehouse
            .read("forecast_backtest")
            .where("scheme = 'level' and horizon_months = 1 and customers > 0")
            .select("month", "segment", "customers");
    assertThat(told.exceptAll(became).collectAsList()).isEmpty();
    assertThat(became.exceptAll(told).collectAsList()).isEmpty();
    assertThat(warehouse.read("transition_test").where("test = 'ORDER'").count()).isPositive();
  }

  @Test
  void everyTwoSchemesShareOutTheBaseOfEachMonth() {
    Dataset<Row> base =
        warehouse.read("customer_month").groupBy("month").agg(expr("count(*)"), expr("sum(value)"));
    Dataset<Row> overlap = warehouse.read("scheme_overlap");
    long segmented = warehouse.read("dim_scheme").where("method <> 'score'").count();
    List<Row> pairs = overlap.select("scheme_a", "scheme_b").distinct().collectAsList();
    assertThat(pairs).hasSize((int) (segmented * (segmented - 1) / 2));
    for (Row pair : pairs) {
      Dataset<Row> ofPair =
          overlap.where(
              col("scheme_a").equalTo(pair.get(0)).and(col("scheme_b").equalTo(pair.get(1))));
      assertThat(
              ofPair
                  .groupBy("month")
                  .agg(expr("sum(customers)"), expr("sum(value)"))
                  .exceptAll(base)
                  .collectAsList())
          .as(pair.toString())
          .isEmpty();
    }
    assertThat(overlap.where("customers < 1 or lift <= 0 or share_of_a > 1").count()).isZero();
  }

  @Test
  void indicatorsAreTheFiguresOfTheirSegments() {
    Dataset<Row> indicators = warehouse.read("segment_indicator_month");
    Dataset<Row> profile = warehouse.read("segment_profile");
    long kinds = warehouse.read("dim_indicator").count();
    assertThat(kinds).isEqualTo(7 + 3);
    assertThat(indicators.count()).isEqualTo(kinds * profile.count());
    assertThat(
            indicators
                .where("indicator = 'customers'")
                .selectExpr("scheme", "month", "segment", "cast(value as bigint)")
                .exceptAll(profile.selectExpr("scheme", "month", "segment", "customers"))
                .collectAsList())
        .isEmpty();
    Dataset<Row> accounts =
        warehouse
            .read("feature_month")
            .where("not is_departed")
            .groupBy("month")
            .agg(expr("cast(sum(account) as decimal(28,12)) as total"));
    Dataset<Row> ofSchemes =
        indicators
            .where("indicator = 'account_total'")
            .groupBy("month", "scheme")
            .agg(expr("cast(sum(value) as decimal(28,12)) as of_scheme"));
    assertThat(ofSchemes.count()).isPositive();
    assertThat(ofSchemes.join(accounts, "month").where("of_scheme <> total").count()).isZero();
    assertThat(ofSchemes.join(accounts, "month").count()).isEqualTo(ofSchemes.count());
  }

  @Test
  void aPublicationNamesOneReadableVersionOfEachTable() {
    List<Row> published = warehouse.read("dim_publication").where("readable").collectAsList();
    Set<String> tables = new TreeSet<>();
    for (Row row : published) {
      String table = row.getAs("table");
      assertThat(tables.add(table)).as("once: " + table).isTrue();
      long rows = warehouse.readVersion(table, row.<Long>getAs("version")).count();
      if (!Warehouse.BOOKS.contains(table)) {
        assertThat(rows).as(table).isEqualTo(warehouse.read(table).count());
      }
    }
    assertThat(warehouse.tables()).containsAll(tables);
    assertThat(tables)
        .containsAll(
            List.of(
                "segment_month",
                "transition_month",
                "segment_profile",
                "dim_segment",
                "dim_month"));
  }

  @Test
  void theLedgerReconcilesWhatWasReadWithWhatBecameOfIt() {
    Dataset<Row> ledger = warehouse.read("run_ledger");
    assertThat(ledger.where("status <> 'done'").count()).isZero();
    Dataset<Row> ingest = ledger.where("step like 'ingest%'");
    assertThat(
            ingest
                .where(
                    "rows_read <> rows_written + rows_refused + rows_duplicate + rows_superseded")
                .collectAsList())
        .isEmpty();
    assertThat(ingest.agg(expr("sum(rows_refused)")).first().getLong(0))
        .isEqualTo(warehouse.read("quarantine").count())
        .isOne();
    assertThat(ingest.agg(expr("sum(rows_duplicate)")).first().getLong(0)).isOne();
    Set<String> steps =
        ledger.select("step").distinct().collectAsList().stream()
            .map(row -> row.getString(0))
            .collect(Collectors.toSet());
    for (StepName step : StepName.values()) {
      assertThat(steps).anyMatch(name -> name.startsWith(step.command()));
    }
  }

  @Test
  void theLedgerSaysHowManySchemesTookOnePassOverTheRows() {
    Dataset<Row> segments = warehouse.read("run_ledger").where("step = 'segments'");
    assertThat(segments.select("message").distinct().collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("3 of 10 schemes in one pass over the rows");
  }

  @Test
  void moneyOfTheBaseIsTheMoneyOfTheRecords() {
    Row clean = warehouse.read("orders").where("kind = 'SALE'").agg(expr("sum(amount)")).first();
    Row features = warehouse.read("feature_month").agg(expr("sum(amount_1m)")).first();
    assertThat(features.getDecimal(0)).isEqualByComparingTo(clean.getDecimal(0));
  }

  /** All tables but the engine's own partials, whose columns follow from the features. */
  private List<String> described() {
    List<String> lines = new ArrayList<>();
    for (String table : warehouse.tables()) {
      if (table.matches("feature_(tile|state)_.*")) {
        continue;
      }
      List<String> partitions = detail(table).getList(detail(table).fieldIndex("partitionColumns"));
      lines.add(table + (partitions.isEmpty() ? "" : " by " + String.join(", ", partitions)));
      StructField[] fields = warehouse.read(table).schema().fields();
      lines.addAll(Arrays.stream(fields).map(PublishedTablesTest::described).toList());
    }
    return lines;
  }

  private static String described(StructField field) {
    return "  "
        + field.name()
        + " "
        + field.dataType().simpleString()
        + (field.getComment().isDefined() ? " -- " + field.getComment().get() : "");
  }

  private static String contract() throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(
            PublishedTablesTest.class.getResourceAsStream("/published-tables.txt"))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }

  private Row detail(String table) {
    return spark().sql("describe detail delta.`" + warehouse.path(table) + "`").first();
  }
}
