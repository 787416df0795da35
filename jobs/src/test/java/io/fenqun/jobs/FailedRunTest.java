package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.pack.Pack;
import io.fenqun.pack.PackLoader;
import io.fenqun.store.FaultyDisk;
import io.fenqun.store.PackLock;
import io.fenqun.time.Month;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a run that fails leaves to readers, and to the next run. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailedRunTest extends JobsTest {
  private static final long serialVersionUID = 1L;
  private static final Month NEXT = TinyData.MONTHS.from().plus(1);

  /** Room for some of a month's tables, which are then ahead of the publication. */
  private static final long ROOM = 60_000;

  @TempDir private static Path folder;

  private PackFolder pack;
  private Path source;
  private Warehouse published;

  @BeforeAll
  void publishTheFirstMonth() throws IOException {
    pack = PackFolder.copy("tiny", folder);
    source = TinyData.write(folder.resolve("source"));
    Path warehouse = folder.resolve("published");
    assertDone(runMonth(warehouse, TinyData.MONTHS.from()));
    published = warehouse(warehouse, pack);
  }

  private Outcome runMonth(Path warehouse, Month month) {
    return run("run", pack, source, warehouse, "--month", month.toString());
  }

  private static void assertEndsWith(Outcome outcome, String line) {
    assertThat(outcome.err().lines().reduce((first, second) -> second)).contains(line);
  }

  @Test
  void onAFullDiskReadersSeeThePublicationBeforeAndTheNextRunGoesOn() throws IOException {
    Warehouse full = published.copy(folder.resolve("full"));
    SortedMap<String, Long> before = full.versions();
    AtomicReference<Outcome> outcome = new AtomicReference<>();
    FaultyDisk.full(
        spark().sparkContext().hadoopConfiguration(),
        full.folder(),
        ROOM,
        () -> outcome.set(runMonth(full.folder(), NEXT)));

    assertThat(outcome.get().exitCode()).as(outcome.get().err()).isEqualTo(1);
    assertOneMessage(
        outcome.get(), "No space left on device", "free space there", "nothing half written");
    assertEndsWith(outcome.get(), "readers still see publication 1 of tiny, months to 2023-12");
    assertThat(full.versions().get("dim_publication")).isEqualTo(before.get("dim_publication"));
    assertThat(full.readVersion("segment_month", before.get("segment_month")).collectAsList())
        .hasSameElementsAs(published.read("segment_month").collectAsList());
    assertThat(full.read("dim_publication").collectAsList())
        .hasSameElementsAs(published.read("dim_publication").collectAsList());

    assertDone(runMonth(full.folder(), NEXT));
  }

  @Test
  void aFirstRunThatFailsSaysThatNothingIsPublished() throws IOException {
    PackFolder strict =
        PackFolder.copy("tiny", folder.resolve("strict"))
            .edit("sources/orders.yaml", "\"amount > 0\"", "\"amount > 0\", limit: 0");
    Outcome outcome =
        run("run", strict, source, folder.resolve("none"), "--month", TinyData.MONTHS.from() + "");

    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(3);
    assertEndsWith(outcome, "pack tiny has no publication yet: readers see nothing of this run");
  }

  @Test
  void whileOneRunHoldsThePackAnotherExits5AndWritesNothing() throws IOException {
    Warehouse held = published.copy(folder.resolve("held"));
    SortedMap<String, Long> before = held.versions();
    Pack loaded = PackLoader.load(pack.folder());
    Progress quiet = Progress.byMonth(new PrintWriter(new StringWriter()));
    try (PackLock first = OneWriter.hold(spark(), loaded, held.folder().toString(), quiet)) {
      for (String command : List.of("run", "ingest", "publish")) {
        Outcome second = run(command, pack, source, held.folder(), "--month", NEXT.toString());
        assertThat(second.exitCode()).as(second.err()).isEqualTo(5);
        assertOneMessage(
            second,
            "Cannot take pack tiny: process " + ProcessHandle.current().pid(),
            "token " + first.token());
      }
    }
    assertThat(held.versions()).isEqualTo(before);
    assertDone(runMonth(held.folder(), NEXT));
  }
}
