package io.fenqun.jobs;

import static io.fenqun.jobs.WarehouseAssert.assertSameTables;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The result is a function of the data: not of how the months were cut into runs, nor of how the
 * records were cut into files.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MonthsAgreeTest extends JobsTest {
  private static final long serialVersionUID = 1L;
  private static final MonthRange MONTHS = SampleData.MONTHS;

  @TempDir private static Path folder;

  private static PackFolder pack;
  private static Path source;
  private static Warehouse wholeRange;

  @BeforeAll
  void runTheWholeRangeAtOnce() throws IOException {
    pack = PackFolder.copy("sample", folder);
    source = SampleData.write(folder.resolve("source"), MONTHS);
    wholeRange = runRange(source, folder.resolve("whole"), MONTHS);
  }

  @Test
  void monthByMonthAndAnyMonthAgainEqualTheWholeRangeAtOnce() {
    Path monthly = folder.resolve("monthly");
    for (Month month : MONTHS.months()) {
      assertDone(run("run", pack, source, monthly, "--month", month.toString()));
    }
    assertSameTables(warehouse(monthly, pack), wholeRange, Set.of());
    assertEachMonthWasReadFromItsOwnFiles(warehouse(monthly, pack));

    assertDone(run("run", pack, source, monthly, "--month", MONTHS.to().toString()));
    assertSameTables(warehouse(monthly, pack), wholeRange, Set.of());

    // an old month, with later ones present
    assertDone(run("run", pack, source, monthly, "--month", "2024-03"));
    assertSameTables(warehouse(monthly, pack), wholeRange, Set.of());
  }

  /** Files as delivered and files of clean rows: the older ones are not opened again. */
  private static void assertEachMonthWasReadFromItsOwnFiles(Warehouse monthly) {
    List<Row> reading =
        monthly
            .read("run_ledger")
            .where("step in ('ingest.orders', 'features.tile_orders')")
            .select("step", "month", "files_read")
            .collectAsList();
    assertThat(reading).hasSize(2 * MONTHS.months().size());
    assertThat(reading).allMatch(line -> line.<Long>getAs("files_read") > 0);
    assertThat(
            monthly
                .read("run_ledger")
                .where("other_files_read <> 0")
                .select("step", "month", "other_files_read")
                .collectAsList())
        .isEmpty();
  }

  @Test
  void theStepsOneByOneEqualTheRun() {
    Path stepped = folder.resolve("stepped");
    for (StepName step : StepName.values()) {
      assertDone(
          run(
              step.command(),
              pack,
              source,
              stepped,
              "--from",
              MONTHS.from().toString(),
              "--to",
              MONTHS.to().toString()));
    }
    assertSameTables(warehouse(stepped, pack), wholeRange, Set.of());
  }

  @Test
  void aMonthBeforeTheFirstOneIsFilledIn() throws IOException {
    MonthRange later = new MonthRange(Month.parse("2024-02"), MONTHS.to());
    Path backwards = folder.resolve("backwards");
    Path withoutFirst = SampleData.write(folder.resolve("without-first"), MONTHS);
    Files.delete(SampleData.orders(withoutFirst, MONTHS.from()));
    runRange(withoutFirst, backwards, later);
    Warehouse filled = runRange(source, backwards, MonthRange.of(MONTHS.from()));
    assertSameTables(filled, wholeRange, Set.of());
  }

  @Test
  void shuffledRecordsInTwoFilesGiveTheSameTables() throws IOException {
    long seed = 20240131;
    Path shuffled = SampleData.write(folder.resolve("shuffled"), MONTHS);
    for (Month month : MONTHS.months()) {
      List<String> lines = new ArrayList<>(SampleData.orders(month));
      Collections.shuffle(lines, new Random(seed + month.index()));
      int half = lines.size() / 3;
      SampleData.lines(
          SampleData.orders(shuffled, month), SampleData.ORDER_HEADER, lines.subList(0, half));
      SampleData.lines(
          shuffled.resolve("orders/orders_" + month + "_part2.csv"),
          SampleData.ORDER_HEADER,
          lines.subList(half, lines.size()));
    }
    Warehouse actual = runRange(shuffled, folder.resolve("from-shuffled"), MONTHS);
    assertSameTables(actual, wholeRange, Warehouse.PLACE_IN_FILE);
  }

  @Test
  void theSampleReachesEveryStateAndMethod() {
    Map<String, Long> moves = wholeRange.rows("transition_month", Set.of());
    for (String state : List.of("ENTERED", "RETURNED", "LEFT", "OUTSIDE")) {
      assertThat(moves.keySet()).as(state).anyMatch(row -> row.contains('"' + state + '"'));
    }
    for (String table :
        List.of(
            "quarantine",
            "roll_rate",
            "roll_rate_curve",
            "observation_window",
            "churn_month",
            "segment_profile",
            "tier_change")) {
      assertThat(wholeRange.rows(table)).as(table).isNotEmpty();
    }
    for (String state : List.of("regained_month is null", "regained_month is not null")) {
      assertThat(wholeRange.read("churn_month").where(state).count()).as(state).isPositive();
    }
    assertThat(
            wholeRange
                .read("segment_month")
                .where("scheme in ('grade', 'class') and segment <> 'OUTSIDE'")
                .count())
        .isPositive();
  }

  private Warehouse runRange(Path data, Path into, MonthRange months) {
    assertDone(
        run(
            "run",
            pack,
            data,
            into,
            "--from",
            months.from().toString(),
            "--to",
            months.to().toString()));
    return warehouse(into, pack);
  }
}
