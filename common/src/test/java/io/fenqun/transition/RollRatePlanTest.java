package io.fenqun.transition;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.SparkTest;
import io.fenqun.conf.Position;
import io.fenqun.sql.SqlExpression;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.RuntimeConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the plans must look like at any size, seen without a clock. */
class RollRatePlanTest extends SparkTest {
  private static final Position NOWHERE = new Position("test", 1, "");
  private static final RollRateDef DEF =
      new RollRateDef(
          "tier",
          List.of(),
          12,
          new SqlExpression("tier <> 'MASS' and points.score >= 0", NOWHERE),
          new SqlExpression("balance < base_floor", NOWHERE),
          2,
          1,
          Map.of("A", BigDecimal.ONE),
          "balance");

  @TempDir private Path folder;

  private Dataset<Row> wideRows() {
    String location = folder.resolve("wide").toString();
    Row[] customers =
        IntStream.rangeClosed(1, 4)
            .mapToObj(i -> RowFactory.create("2024-0" + i, "c" + i, BigDecimal.ONE, "A", i, "x"))
            .toArray(Row[]::new);
    rows(
            "month string, customer_id string, balance decimal(18,2), tier string, points__score int, unread string",
            customers)
        .write()
        .partitionBy("month")
        .parquet(location);
    return spark().read().parquet(location);
  }

  @Test
  void theStateReadsFeaturesForOpeningAndFollowingAndKeepsCustomersApart() {
    Dataset<Row> before = spark().createDataFrame(List.of(), Tables.ROLL_RATE_STATE.schema());
    MonthRange months = new MonthRange(Month.of(2024, 2), Month.of(2024, 4));
    String plan = plan(() -> RollRateState.follow(DEF, before, wideRows(), months));

    assertThat(count("FileScan parquet", plan)).as(plan).isEqualTo(2);
    assertThat(count("PartitionFilters: \\[[^\\]]*month", plan)).as(plan).isEqualTo(2);
    assertThat(count("\\b\\w+Join\\b", plan)).as(plan).isEqualTo(1);
    assertThat(plan).doesNotContain("SinglePartition").doesNotContain("unread");
    assertThat(count("Exchange hashpartitioning", plan))
        .as("two for the join, one for all windows: " + plan)
        .isEqualTo(3);
  }

  @Test
  void theWindowReadsItsMonthsOnce() {
    String plan =
        plan(
            () ->
                ObservationWindows.of(
                    DEF, wideRows(), List.of(Month.of(2024, 2), Month.of(2024, 3)), 0.95));

    assertThat(count("FileScan parquet", plan)).as(plan).isEqualTo(2);
    assertThat(count("PartitionFilters: \\[[^\\]]*month", plan)).as(plan).isEqualTo(2);
    assertThat(count("\\b\\w+Join\\b", plan)).as(plan).isEqualTo(1);
    assertThat(plan).doesNotContain("SinglePartition").doesNotContain("unread");
  }

  /**
   * The plan as it is at size, where nothing is broadcast: Spark then drops the subqueries of
   * dynamic partition pruning, but only while it runs.
   */
  private String plan(Supplier<Dataset<Row>> rows) {
    Map<String, String> atSize =
        Map.of(
            "spark.sql.autoBroadcastJoinThreshold",
            "-1",
            "spark.sql.optimizer.dynamicPartitionPruning.enabled",
            "false");
    RuntimeConfig conf = spark().conf();
    Map<String, String> usual =
        atSize.keySet().stream().collect(Collectors.toMap(key -> key, conf::get));
    atSize.forEach(conf::set);
    try {
      return rows.get().queryExecution().executedPlan().toString();
    } finally {
      usual.forEach(conf::set);
    }
  }

  private static long count(String pattern, String plan) {
    return Pattern.compile(pattern).matcher(plan).results().count();
  }
}
