package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Records in quarantine after the pack was corrected, and how many of them a source may have. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayTest extends JobsTest {
  private static final long serialVersionUID = 1L;
  private static final MonthRange MONTHS =
      new MonthRange(Month.parse("2024-01"), Month.parse("2024-02"));
  private static final int CONFIG = 2;
  private static final int DATA = 3;
  private static final int NOT_READY = 4;

  @TempDir private static Path shared;

  private static PackFolder pack;
  private static PackFolder corrected;
  private static Path source;
  private static Warehouse read;

  private Warehouse warehouse;

  @BeforeAll
  void readTwoMonthsWithRefusedRecords() throws IOException {
    pack = PackFolder.copy("sample", shared.resolve("first"));
    corrected =
        PackFolder.copy("sample", shared.resolve("second"))
            .edit("sources/orders.yaml", "quantity > 0", "quantity > -5");
    source = deliver(shared.resolve("source"));
    Path into = shared.resolve("warehouse");
    assertDone(ingest(pack, source, into));
    read = warehouse(into, pack);
  }

  /** Three refused records in the first month, one in the second. */
  private static Path deliver(Path into) throws IOException {
    SampleData.write(into, MONTHS);
    for (Month month : MONTHS.months()) {
      List<String> lines = new ArrayList<>(SampleData.orders(month));
      lines.add("back-" + month + ",C01,I1," + month + "-05,SALE,-1,12.00");
      if (month.equals(MONTHS.from())) {
        lines.add("much,C01,I1,2024-01-05,SALE,-9,12.00");
        lines.add("cast,C01,I1,2024-01-05,SALE,1,twelve");
      }
      SampleData.lines(SampleData.orders(into, month), SampleData.ORDER_HEADER, lines);
    }
    return into;
  }

  private static Outcome ingest(PackFolder pack, Path source, Path warehouse) {
    return run("ingest", pack, source, warehouse, "--from", "2024-01", "--to", "2024-02");
  }

  @BeforeEach
  void copyIt(@TempDir Path folder) throws IOException {
    warehouse = read.copy(folder.resolve("warehouse"));
  }

  private Outcome replay(PackFolder with, Path files, String... more) {
    return run("replay", with, files, warehouse.folder(), more);
  }

  @Test
  void whatIsGoodNowComesInAndTheRestStaysWithItsReasons() {
    Outcome outcome = replay(corrected, source, "--of", "orders");
    assertDone(outcome);
    assertThat(outcome.out())
        .contains(
            "2024-01 orders: 3 refused before (CAST:amount 1, EXPECT:quantity > 0 2), 2 now (CAST:amount 1, EXPECT:quantity > -5 1)",
            "2024-02 orders: 1 refused before (EXPECT:quantity > 0 1), 0 now",
            "run takes them into what is computed of 2024-01");

    Path fresh = warehouse.folder().resolveSibling("fresh");
    assertDone(ingest(corrected, source, fresh));
    for (String table : List.of("orders", "quarantine")) {
      assertThat(warehouse.rows(table, Set.of()))
          .as(table)
          .isEqualTo(warehouse(fresh, corrected).rows(table, Set.of()));
    }
    assertThat(warehouse.read("orders").where("order_id like 'back-%'").count()).isEqualTo(2);
  }

  @Test
  void oneMonthAloneIsReplayed() {
    assertDone(replay(corrected, source, "--of", "orders", "--month", "2024-02"));
    assertThat(warehouse.read("quarantine").where("delivery = '2024-01'").count()).isEqualTo(3);
    assertThat(warehouse.read("quarantine").where("delivery = '2024-02'").count()).isZero();

    assertThat(replay(corrected, source, "--of", "orders", "--month", "2024-02").out())
        .contains("nothing to replay");
  }

  @Test
  void aFileThatChangedSinceIsToBeRun(@TempDir Path folder) throws IOException {
    Path changed = deliver(folder.resolve("source"));
    Files.writeString(
        SampleData.orders(changed, MONTHS.to()),
        Files.readString(SampleData.orders(changed, MONTHS.to())) + "\n");
    SortedMap<String, Long> before = warehouse.versions();
    Outcome outcome = replay(corrected, changed, "--of", "orders", "--month", "2024-02");
    assertThat(outcome.exitCode()).isEqualTo(NOT_READY);
    assertOneMessage(outcome, "orders", "2024-02", "not those that were read", "--month 2024-02");
    assertThat(warehouse.versions()).isEqualTo(before);
  }

  @Test
  void anUnknownSourceAndMonthsOfAnUndatedOneAreRefused() {
    Outcome unknown = replay(pack, source, "--of", "order");
    assertThat(unknown.exitCode()).isEqualTo(CONFIG);
    assertOneMessage(unknown, "order", "did you mean orders?");
    Outcome undated = replay(pack, source, "--of", "item", "--month", "2024-01");
    assertThat(undated.exitCode()).isEqualTo(CONFIG);
    assertOneMessage(undated, "item", "one delivery");
  }

  @Test
  void moreRefusedRecordsThanTheBudgetStopTheRunBeforeAnythingIsWritten(@TempDir Path folder)
      throws IOException {
    PackFolder strict =
        PackFolder.copy("sample", folder)
            .edit("sources/orders.yaml", "format: csv", "format: csv\nbudget: {count: 2}");
    SortedMap<String, Long> before = warehouse.versions();
    Outcome outcome =
        run(
            "ingest",
            strict,
            source,
            warehouse.folder(),
            "--from",
            "2024-01",
            "--to",
            "2024-02",
            "--force");
    assertThat(outcome.exitCode()).isEqualTo(DATA);
    assertOneMessage(
        outcome,
        "orders delivery 2024-01: 3 of",
        "2 records may be: EXPECT:quantity > 0 2, CAST:amount 1",
        "raise the budget at",
        "orders.yaml");
    SortedMap<String, Long> after = warehouse.versions();
    after.put("run_ledger", before.get("run_ledger"));
    assertThat(after).isEqualTo(before);
  }
}
