package io.fenqun.transition;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.SparkTest;
import io.fenqun.table.SchemeValue;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the plan must look like at any size, seen without a clock. */
class TransitionsPlanTest extends SparkTest {
  private static final List<SchemeValue> SCHEMES =
      List.of(new SchemeValue("tier", "value"), new SchemeValue("grade", "value"));

  @Test
  void oneJoinForAllSchemesAndEachMonthScannedOnceASide(@TempDir Path folder) {
    String plan = plan(folder, TransitionDef.DEFAULT);

    assertThat(count("\\b\\w*Join\\b", plan)).as(plan).isEqualTo(1);
    assertThat(count("FileScan parquet [^\\n]*tier", plan)).as(plan).isEqualTo(2);
    assertThat(count("PartitionFilters: \\[isnotnull\\(month", plan)).as(plan).isEqualTo(2);
    assertThat(plan).doesNotContain("SinglePartition");
  }

  @Test
  void anyNumberOfHorizonsAndGroupsIsStillOneJoinOfTwoScans(@TempDir Path folder) {
    String plan = plan(folder, new TransitionDef(List.of(1, 2, 3), List.of("tier", "branch")));

    assertThat(count("\\b\\w*Join\\b", plan)).as(plan).isEqualTo(1);
    assertThat(count("FileScan parquet [^\\n]*tier", plan)).as(plan).isEqualTo(2);
    assertThat(count("PartitionFilters: \\[isnotnull\\(month", plan)).as(plan).isEqualTo(2);
    assertThat(plan).doesNotContain("SinglePartition");
  }

  @Test
  void monthsBetweenThoseComparedAreNotRead(@TempDir Path folder) {
    TransitionScope scope =
        TransitionScope.of(
            new TransitionDef(List.of(3), List.of()),
            MonthRange.of(Month.of(2024, 4)),
            Month.of(2024, 1));
    Dataset<Row> moves = new Moves(SCHEMES, List.of()).to(scope, customerMonth(folder), span());
    String plan = moves.queryExecution().optimizedPlan().toString();
    assertThat(plan).contains("IN (2024-01,2024-03)");
  }

  private String plan(Path folder, TransitionDef def) {
    MonthRange months = new MonthRange(Month.of(2024, 3), Month.of(2024, 4));
    return Transitions.between(
            customerMonth(folder),
            span(),
            SCHEMES,
            TransitionScope.of(def, months, Month.of(2024, 1)),
            new RateLimits(30, 0.95, 30, Map.of()))
        .queryExecution()
        .executedPlan()
        .toString();
  }

  private Dataset<Row> span() {
    return rows("customer_id string, first_month string", RowFactory.create("c1", "2024-01"));
  }

  private Dataset<Row> customerMonth(Path folder) {
    String location = folder.resolve("customer_month").toString();
    Row[] customers =
        IntStream.rangeClosed(1, 4)
            .mapToObj(i -> RowFactory.create("2024-0" + i, "c" + i, BigDecimal.ONE, "A", "X", "N"))
            .toArray(Row[]::new);
    rows(
            "month string, customer_id string, value decimal(18,2), tier string, grade string, branch string",
            customers)
        .write()
        .partitionBy("month")
        .parquet(location);
    return spark().read().parquet(location);
  }

  private static long count(String pattern, String plan) {
    return Pattern.compile(pattern).matcher(plan).results().count();
  }
}
