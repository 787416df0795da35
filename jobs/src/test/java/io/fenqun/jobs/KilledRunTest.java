package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.store.TableStore;
import io.fenqun.time.MonthRange;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A run that is killed between any two commits heals by being run again. */
@Tag("kill")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledRunTest extends JobsTest {
  private static final long serialVersionUID = 1L;
  private static final MonthRange FIRST =
      new MonthRange(TinyData.MONTHS.from(), TinyData.MONTHS.to().minus(1));
  private static final MonthRange NEXT = MonthRange.of(TinyData.MONTHS.to());

  /** A range makes the same commits as a month does, which is stopped at every one. */
  private static final int EVERY_THIRD = 3;

  /** Copies that are run again at the same time. */
  private static final int AT_ONCE = 2;

  @TempDir private static Path folder;

  private PackFolder pack;
  private Path source;
  private Undisturbed first;
  private Undisturbed next;

  /** What a run leaves that nobody disturbed. */
  private record Undisturbed(
      Path warehouse, SortedMap<String, Map<String, Long>> tables, Set<String> books) {}

  @BeforeAll
  void runUndisturbed() throws IOException {
    pack = PackFolder.copy("tiny", folder);
    source = TinyData.write(folder.resolve("source"));
    Path warehouse = folder.resolve("undisturbed");
    run(warehouse, FIRST, UnaryOperator.identity());
    first = undisturbed(warehouse(warehouse, pack).copy(folder.resolve("first")));
    run(warehouse, NEXT, UnaryOperator.identity());
    next = undisturbed(warehouse(warehouse, pack));
  }

  @Test
  void theTinyPackReachesWhatCanBreak() {
    for (String table :
        List.of(
            "quarantine",
            "customer_span",
            "feature_tile_orders",
            "feature_state_orders",
            "roll_rate_state",
            "roll_rate_curve",
            "observation_window",
            "churn_month",
            "segment_profile")) {
      assertThat(next.tables().get(table)).as(table).isNotEmpty();
    }
    assertThat(next.tables().get("segment_month").keySet())
        .anyMatch(
            row ->
                row.contains("\"evaluated_month\":\"2023-12\"")
                    && row.contains("\"month\":\"2024-02\""));
  }

  @Test
  void aRangeThatIsKilledHeals() throws Exception {
    assertHeals(folder.resolve("range"), FIRST, EVERY_THIRD, first);
  }

  @Test
  void aMonthThatIsKilledAnywhereHealsAndReadersSeeTheMonthsBefore() throws Exception {
    Path killed = folder.resolve("month");
    Folders.copy(first.warehouse(), killed);
    List<StopAtEveryCommit.Stopped> stopped = assertHeals(killed, NEXT, 1, next);
    assertThat(stopped).hasSizeGreaterThan(20);
  }

  private List<StopAtEveryCommit.Stopped> assertHeals(
      Path killed, MonthRange months, int step, Undisturbed expected) throws Exception {
    StopAtEveryCommit[] stop = new StopAtEveryCommit[1];
    run(
        killed,
        months,
        store ->
            stop[0] =
                new StopAtEveryCommit(store, killed, folder.resolve(killed.getFileName() + "-at")));
    stop[0].keep("lock released");
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    List<StopAtEveryCommit.Stopped> stopped = stop[0].stopped();
    List<Future<?>> healed =
        IntStream.iterate(0, i -> i < stopped.size(), i -> i + step)
            .<Future<?>>mapToObj(
                i -> threads.submit(() -> assertHeals(stopped.get(i), months, expected)))
            .toList();
    threads.shutdown();
    for (Future<?> one : healed) {
      try {
        one.get();
      } catch (ExecutionException failure) {
        throw new AssertionError(failure.getCause().getMessage(), failure.getCause());
      }
    }
    return stopped;
  }

  private Path assertHeals(
      StopAtEveryCommit.Stopped stopped, MonthRange months, Undisturbed expected)
      throws IOException {
    Warehouse warehouse = warehouse(stopped.warehouse(), pack);
    endTheProcess(warehouse);
    plantWhatAKillLeavesInMidWrite(warehouse);
    try {
      run(stopped.warehouse(), months, UnaryOperator.identity());
    } catch (RuntimeException failure) {
      throw new AssertionError(stopped.boundary() + ": " + failure.getMessage(), failure);
    }
    Undisturbed healed = undisturbed(warehouse);
    assertThat(healed.tables().keySet())
        .as(stopped.boundary())
        .isEqualTo(expected.tables().keySet());
    for (String table : expected.tables().keySet()) {
      assertThat(healed.tables().get(table).equals(expected.tables().get(table)))
          .as("killed %s: %s is as in an undisturbed run", stopped.boundary(), table)
          .isTrue();
    }
    assertThat(healed.books()).as(stopped.boundary()).isEqualTo(expected.books());
    assertThat(lockFiles(warehouse)).as(stopped.boundary()).anyMatch(f -> f.endsWith(".released"));
    assertThat(lockFiles(warehouse)).filteredOn(f -> f.endsWith(".owner")).hasSize(1);
    // Spark would keep what it knows of every copy
    for (String table : warehouse.tables()) {
      DeltaLog.invalidateCache(spark(), new org.apache.hadoop.fs.Path(warehouse.path(table) + ""));
    }
    return stopped.warehouse();
  }

  /** The copy's lock names this process, which lives: its start is made another one. */
  private static void endTheProcess(Warehouse warehouse) throws IOException {
    for (String file : lockFiles(warehouse)) {
      if (file.endsWith(".owner")) {
        Path owner = warehouse.path("_lock").resolve(file);
        Files.writeString(
            owner,
            Files.readString(owner)
                .replaceFirst("\"processStartedAt\":\\d+", "\"processStartedAt\":1"));
      }
    }
  }

  /** Data files without a commit, and a commit that has not got its name yet. */
  private static void plantWhatAKillLeavesInMidWrite(Warehouse warehouse) throws IOException {
    for (String table : warehouse.tables()) {
      Path path = warehouse.path(table);
      Files.writeString(path.resolve("_delta_log/.00000000000000000099.json.1-2.tmp"), "{\"add\":");
      try (Stream<Path> files = Files.walk(path)) {
        Path data = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElse(null);
        if (data != null && !data.getParent().endsWith("_delta_log")) {
          Files.copy(data, data.resolveSibling("part-99999-planted.c000.snappy.parquet"));
        }
      }
    }
  }

  private static List<String> lockFiles(Warehouse warehouse) throws IOException {
    try (Stream<Path> files = Files.list(warehouse.path("_lock"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private Undisturbed undisturbed(Warehouse warehouse) {
    Set<String> books = new TreeSet<>();
    warehouse
        .read("run_ledger")
        .where("status = 'done'")
        .select("step", "month")
        .collectAsList()
        .forEach(row -> books.add(row.mkString(" ")));
    return new Undisturbed(warehouse.folder(), warehouse.content(Set.of()), books);
  }

  private void run(Path warehouse, MonthRange months, UnaryOperator<TableStore> watched) {
    RunOptions options = new RunOptions();
    options.pack = pack.folder();
    options.source = source.toString();
    options.warehouse = warehouse.toString();
    options.from = months.from().toString();
    options.to = months.to().toString();
    new Run(options, Progress.byMonth(new PrintWriter(new StringWriter())), watched)
        .execute(Arrays.asList(StepName.values()));
  }
}
