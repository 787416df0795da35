package io.fenqun.feature;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.table.MonthColumns;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shape of the physical plans, so that a regression is seen without a clock. */
class FeaturePlanTest extends FeatureGolden {
  private static final List<FeatureDef> FEATURES =
      TestSources.features(
          "name: n, from: txn, agg: count(*), windows: [1, 3, 12, ever]",
          "name: spent, from: txn, agg: sum(amount), windows: [1, 3, ever]",
          "name: shops, from: txn, agg: count(distinct shop), window: 3",
          "name: spread, from: txn, agg: variance(amount), windows: [3, ever]",
          "name: months, from: txn, agg: streak(*), windows: [12, ever]",
          "name: held, from: txn, agg: balance(amount), balance: daily_average");

  @TempDir Path folder;

  private static String plan(Dataset<Row> rows) {
    return rows.queryExecution().executedPlan().toString();
  }

  private static long count(String regex, String text) {
    return Pattern.compile(regex).matcher(text).results().count();
  }

  private Dataset<Row> stored(String name, Dataset<Row> rows) {
    String path = folder.resolve(name).toString();
    rows.write().partitionBy("month").parquet(path);
    return spark().read().parquet(path).withColumn("month", col("month").cast("string"));
  }

  @Test
  void aTileIsOneScanAndOneExchangeOfTheCleanRows() {
    String plan =
        plan(
            Tiles.of(TestSources.TXN, FEATURES, rows(TestSources.TXN_DDL, TXN).repartition(2), 10));
    assertThat(count("Exchange hashpartitioning\\(customer_id", plan)).as(plan).isEqualTo(1);
    assertThat(count("LocalTableScan|ExistingRDD|FileScan", plan)).as(plan).isEqualTo(1);
  }

  /** Frames of a range: an exchange and a sort for all windows, and the same for the base. */
  @Test
  void allWindowsShareOneExchangeAndOneSortByCustomer() {
    String plan = windowPlan("2024-03", "2024-04");
    assertThat(count("Exchange hashpartitioning\\(customer_id", plan)).as(plan).isEqualTo(2);
    assertThat(count("Exchange ", plan)).as(plan).isEqualTo(2);
    assertThat(count("\\bSort \\[", plan)).as(plan).isEqualTo(2);
  }

  /** And one more for hashes and runs. */
  @Test
  void aMonthByItselfIsOneAggregationOfBaseAndWindows() {
    String plan = windowPlan("2024-03", "2024-03");
    assertThat(count("Exchange hashpartitioning\\(customer_id", plan)).as(plan).isEqualTo(2);
    assertThat(count(" HashAggregate", plan)).as(plan).isEqualTo(2);
    assertThat(count(" ObjectHashAggregate", plan)).as(plan).isEqualTo(2);
    assertThat(plan).doesNotContain("Window").doesNotContain("SortAggregate");
    assertThat(count("\\bSort \\[", plan)).as(plan).isZero();
  }

  private String windowPlan(String from, String to) {
    MonthRange range = new MonthRange(Month.parse(from), Month.parse(to));
    Dataset<Row> tiles =
        Tiles.of(TestSources.TXN, FEATURES, rows(TestSources.TXN_DDL, TXN), 10).localCheckpoint();
    Dataset<Row> states =
        States.of(TestSources.TXN, FEATURES, range, tiles, Optional.empty(), 10).localCheckpoint();
    BaseInputs base =
        new BaseInputs(
            new CustomerBase(CustomerBase.Kind.KNOWN, 36),
            range,
            rows("customer_id string, month string", RowFactory.create("a", from)),
            rows(
                "customer_id string, first_month string, last_month string, departed_month string",
                RowFactory.create("b", "2024-01", "2024-01", null)));
    FeatureInputs inputs =
        new FeatureInputs(
            range,
            Month.parse("2024-01"),
            base,
            Map.of("txn", tiles),
            Map.of("txn", states),
            Map.of(),
            Optional.empty());
    FeatureRun run = run(TXN, FEATURES);
    return plan(run.builder().build(inputs));
  }

  @Test
  void nothingGathersTheBaseInOnePartition() {
    departed = Optional.of("held <= 0");
    types.put("before", "bigint");
    List<FeatureDef> features = new ArrayList<>(FEATURES);
    features.addAll(TestSources.features("name: before, expr: \"lag(n_1m, 1)\""));
    FeatureRun run = run(TXN, features).run("2024-01", "2024-02");
    run.features("2024-01", "2024-04");
    String plan = plan(run.build(new MonthRange(Month.parse("2024-03"), Month.parse("2024-04"))));
    assertThat(plan).contains("Window").doesNotContain("SinglePartition");
  }

  private long exchanges(String... derived) {
    List<FeatureDef> features = new ArrayList<>(FEATURES);
    features.addAll(TestSources.features(derived));
    FeatureRun run = run(TXN, features).run("2024-01", "2024-02");
    run.features("2024-01", "2024-04");
    String plan = plan(run.build(new MonthRange(Month.parse("2024-03"), Month.parse("2024-04"))));
    return count("Exchange ", plan);
  }

  @Test
  void ratiosTrendsAndStreaksMoveNoMoreRowsThanOneLag() {
    types.putAll(
        Map.of(
            "before",
            "bigint",
            "growth",
            "double",
            "slope",
            "double",
            "many",
            "boolean",
            "many_months",
            "int"));
    assertThat(
            exchanges(
                "name: growth, expr: \"ratio(n_1m, 2)\"",
                "name: slope, expr: \"trend(held, 6)\"",
                "name: many, expr: n_1m > 3",
                "name: many_months, expr: \"streak(many, 6)\""))
        .isEqualTo(exchanges("name: before, expr: \"lag(n_1m, 1)\""));
  }

  @Test
  void sharesOfOneSetOfGroupsAreOneGroupedSum() {
    types.putAll(Map.of("part", "double", "part_of_money", "double", "part_of_all", "double"));
    List<FeatureDef> features = new ArrayList<>(FEATURES);
    features.addAll(
        TestSources.features(
            "name: part, expr: \"share(n_1m, shops)\"",
            "name: part_of_money, expr: \"share(spent_1m, shops)\"",
            "name: part_of_all, expr: share(n_1m)"));
    String plan = plan(run(TXN, features).features("2024-01", "2024-04"));
    assertThat(count("HashAggregate\\(keys=\\[month#\\d+, shops", plan))
        .as("partial and final, for both shares: %s", plan)
        .isEqualTo(2);
    assertThat(count("HashAggregate\\(keys=\\[month#\\d+\\]", plan)).as(plan).isEqualTo(2);
    assertThat(plan).doesNotContain("SinglePartition").doesNotContain("CartesianProduct");
  }

  @Test
  void onlyTheMonthsOfTheRangeAreReadOfTilesForAState() {
    Dataset<Row> tiles =
        stored("tiles", Tiles.of(TestSources.TXN, FEATURES, rows(TestSources.TXN_DDL, TXN), 10));
    MonthRange range = MonthRange.of(Month.parse("2024-03"));
    String plan = plan(States.of(TestSources.TXN, FEATURES, range, tiles, Optional.empty(), 10));
    assertThat(plan).containsPattern("PartitionFilters: \\[[^\\]]*2024-03");
    assertThat(tiles.filter(MonthColumns.within(col("month"), range)).count()).isEqualTo(1);
  }
}
