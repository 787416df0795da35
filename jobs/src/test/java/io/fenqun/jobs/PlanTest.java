package io.fenqun.jobs;

import static org.apache.spark.sql.functions.row_number;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.expressions.Window;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Plans of the queries that a month's run asks, seen without a clock. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlanTest extends JobsTest {
  private static final String LISTS_PARTITIONS_ONLY = "ReadSchema: struct<>";
  private static final long serialVersionUID = 1L;

  @TempDir private static Path folder;

  private static PackFolder pack;
  private static Path source;
  private static Path warehouse;
  private static List<String> plans;

  @BeforeAll
  void runOneMoreMonth() throws IOException, TimeoutException {
    pack = PackFolder.copy("sample", folder);
    MonthRange months = new MonthRange(Month.parse("2024-01"), Month.parse("2024-03"));
    source = SampleData.write(folder.resolve("source"), months);
    warehouse = folder.resolve("warehouse");
    assertDone(run("run", pack, source, warehouse, "--from", "2024-01", "--to", "2024-02"));
    plans =
        Plans.during(
            spark(), () -> assertDone(run("run", pack, source, warehouse, "--month", "2024-03")));
  }

  @Test
  void everyScanOfATableByMonthNamesItsMonths() {
    for (String table :
        List.of(
            "orders",
            "feature_tile_orders",
            "feature_month",
            "segment_month",
            "customer_month",
            "transition_month")) {
      List<String> scans = Plans.scans(plans, warehouse.resolve(pack.name()).resolve(table));
      assertThat(scans)
          .as("scans of " + table)
          .isNotEmpty()
          .allMatch(
              scan ->
                  scan.matches("(?s).*PartitionFilters: \\[[^\\]]*month#.*")
                      || scan.contains(LISTS_PARTITIONS_ONLY));
    }
  }

  @Test
  void noWindowTakesAWholeBaseIntoOneTask() {
    assertThat(plans).isNotEmpty().noneMatch(PlanTest::hasWindowInOneTask);
  }

  /** The test above can fail. */
  @Test
  void aWindowOverAllRowsWouldBeSeen() throws TimeoutException {
    Column rank = row_number().over(Window.orderBy("id"));
    List<String> planted =
        Plans.during(spark(), () -> spark().range(10).withColumn("rank", rank).collectAsList());
    assertThat(planted).anyMatch(PlanTest::hasWindowInOneTask);
  }

  /** As the plan of a window over all rows, or of a window and a total in one query, shows it. */
  private static boolean hasWindowInOneTask(String plan) {
    return plan.contains("Arguments: SinglePartition") && plan.contains(") Window");
  }
}
