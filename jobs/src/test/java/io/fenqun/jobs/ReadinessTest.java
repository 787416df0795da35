package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A month is done when each of its steps ended well, with rows or without. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadinessTest extends JobsTest {
  private static final long serialVersionUID = 1L;
  private static final int NOT_READY = 4;
  private static final MonthRange MONTHS =
      new MonthRange(Month.parse("2024-01"), Month.parse("2024-03"));

  @TempDir private static Path shared;

  private static PackFolder pack;
  private static Path source;
  private static Warehouse januaryDone;

  private Path warehouse;

  @BeforeAll
  void runTheFirstMonth() throws IOException {
    pack = PackFolder.copy("sample", shared);
    source = SampleData.write(shared.resolve("source"), MONTHS);
    Path january = shared.resolve("warehouse");
    assertDone(run("run", pack, source, january, "--month", "2024-01"));
    januaryDone = warehouse(january, pack);
  }

  @BeforeEach
  void copyIt(@TempDir Path folder) throws IOException {
    warehouse = januaryDone.copy(folder.resolve("warehouse")).folder();
  }

  private Outcome step(String command, String month) {
    return run(command, pack, source, warehouse, "--month", month);
  }

  private static void assertNotReady(Outcome outcome, String... parts) {
    assertThat(outcome.exitCode()).as(outcome.err() + outcome.out()).isEqualTo(NOT_READY);
    assertOneMessage(outcome, parts);
  }

  @Test
  void aMonthThatStoppedHalfWayIsCompletedByTheNextRun() {
    assertDone(step("ingest", "2024-02"));
    assertDone(step("features", "2024-02"));
    assertNotReady(step("transitions", "2024-02"), "step segments of 2024-02", "--from 2024-02");
    assertDone(step("run", "2024-03"));
    assertThat(warehouse(warehouse, pack).read("customer_month").select("month").distinct().count())
        .isEqualTo(MONTHS.months().size());
  }

  @Test
  void anAggregateThatWasAwayForAMonthIsBackfilledFromTheRecordsOfThatMonth(@TempDir Path folder)
      throws IOException {
    String largest =
        "  - {name: largest_amount, from: orders, agg: max(amount), windows: [3], unit: money, zh: 最大单, en: largest order}\n";
    PackFolder without = PackFolder.copy("sample", folder).edit("features/trade.yaml", largest, "");
    assertDone(run("run", without, source, warehouse, "--month", "2024-02"));
    assertDone(step("run", "2024-03"));
    Path whole = folder.resolve("whole");
    assertDone(run("run", pack, source, whole, "--from", "2024-01", "--to", "2024-03"));
    WarehouseAssert.assertSameTables(warehouse(warehouse, pack), warehouse(whole, pack), Set.of());
  }

  @Test
  void aStepWithoutTheOneBeforeItIsRefused() {
    assertNotReady(step("features", "2024-02"), "ingest.orders of 2024-02");
    assertDone(step("ingest", "2024-02"));
    assertNotReady(step("segments", "2024-02"), "2024-02");
  }

  @Test
  void aMonthWithoutARecordIsDoneAndTheNextOneFollows() throws IOException {
    Path quiet = SampleData.write(shared.resolve("quiet"), MONTHS);
    SampleData.lines(
        SampleData.orders(quiet, Month.parse("2024-02")), SampleData.ORDER_HEADER, List.of());
    PackFolder active =
        PackFolder.copy("sample", shared.resolve("active"))
            .edit("pack.yaml", "base: known", "base: active")
            .edit("sources/orders.yaml", "format: csv", "format: csv\nallow_empty: true");
    Path into = warehouse.resolveSibling("quiet-warehouse");
    for (Month month : MONTHS.months()) {
      assertDone(run("run", active, quiet, into, "--month", month.toString()));
    }
    assertThat(warehouse(into, active).read("customer_month").where("month = '2024-02'").count())
        .isZero();
    assertThat(warehouse(into, active).read("customer_month").where("month = '2024-03'").count())
        .isPositive();
  }
}
