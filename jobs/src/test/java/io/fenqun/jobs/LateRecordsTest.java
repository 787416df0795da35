package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.pack.Pack;
import io.fenqun.pack.PackLoader;
import io.fenqun.plan.SourceInputs;
import io.fenqun.quality.MonthContent;
import io.fenqun.quality.StoredContent;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Records of earlier months in later deliveries: late, corrected, and once more the same. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LateRecordsTest extends JobsTest {
  private static final long serialVersionUID = 1L;
  private static final MonthRange MONTHS =
      new MonthRange(Month.parse("2024-01"), Month.parse("2024-04"));

  @TempDir private static Path folder;

  private static PackFolder pack;
  private static Path source;
  private static Warehouse monthly;

  @BeforeAll
  void readMonthByMonth() throws IOException {
    pack = PackFolder.copy("sample", folder);
    source = deliver(folder.resolve("source"));
    Path into = folder.resolve("monthly");
    for (Month month : MONTHS.months()) {
      assertDone(ingest(source, into, month.toString(), month.toString()));
      cover(source, into, month.toString(), month.toString());
    }
    monthly = warehouse(into, pack);
  }

  /**
   * Each delivery from the second: a late order, a corrected one and a copy of the month before.
   */
  private static Path deliver(Path into) throws IOException {
    SampleData.write(into, MONTHS);
    for (Month month : MONTHS.months().subList(1, MONTHS.months().size())) {
      SampleData.lines(SampleData.orders(into, month), SampleData.ORDER_HEADER, withEarlier(month));
    }
    return into;
  }

  private static List<String> withEarlier(Month month) {
    Month before = month.minus(1);
    List<String> old = SampleData.orders(before);
    List<String> lines = new ArrayList<>(SampleData.orders(month));
    lines.add("late-" + month + ",C01,I1," + before + "-05,SALE,1,12.00");
    lines.add(old.get(1).substring(0, old.get(1).lastIndexOf(',')) + ",7777.00");
    lines.add(old.get(2));
    if (month.equals(MONTHS.to())) {
      // of three months ago, which the second delivery had corrected: taken back
      lines.add(SampleData.orders(MONTHS.from()).get(1));
    }
    return lines;
  }

  private static Outcome ingest(Path source, Path warehouse, String from, String to) {
    return run("ingest", pack, source, warehouse, "--from", from, "--to", to);
  }

  /** A month is covered, so that the next one may follow, when it has features. */
  private static void cover(Path source, Path warehouse, String from, String to) {
    assertDone(run("features", pack, source, warehouse, "--from", from, "--to", to));
  }

  @Test
  void everyRecordIsAccountedForAndTheLedgerSaysWhatTheTableHolds() {
    Map<String, Row> lines = lastLines(monthly);
    assertThat(counts(lines.get("2024-01"))).endsWith(0L, 1L);
    assertThat(counts(lines.get("2024-02"))).endsWith(1L, 2L);
    assertThat(counts(lines.get("2024-04"))).endsWith(1L, 0L);
    assertLedgerHoldsTheTable(monthly);
    assertThat(monthly.read("displaced_orders").count()).isEqualTo(3 + 4);
    assertThat(monthly.read("orders").where("month = '2024-01' and delivery = '2024-04'").count())
        .isOne();
  }

  @Test
  void theRangeAtOnceGivesTheSameTables() {
    Path whole = folder.resolve("whole");
    assertDone(ingest(source, whole, "2024-01", "2024-04"));
    assertSame(whole);
  }

  @Test
  void anOldDeliveryThatWasWrongIsReadAgainAndItsLateRecordsGoWhereTheyBelong() throws IOException {
    Path wrong = deliver(folder.resolve("wrong-source"));
    SampleData.lines(
        SampleData.orders(wrong, Month.parse("2024-02")),
        SampleData.ORDER_HEADER,
        SampleData.orders(Month.parse("2024-02")).subList(0, 4));
    Path into = folder.resolve("corrected");
    assertDone(ingest(wrong, into, "2024-01", "2024-03"));
    cover(wrong, into, "2024-01", "2024-03");
    assertDone(ingest(source, into, "2024-04", "2024-04"));
    assertDone(ingest(source, into, "2024-02", "2024-02"));
    assertSame(into);
    assertDone(ingest(source, into, "2024-01", "2024-01"));
    assertSame(into);
  }

  @Test
  void aRunThatStoppedBeforeTheLedgerIsHealedByTheNextOne() throws IOException {
    Path into = folder.resolve("not-stopped");
    assertDone(ingest(source, into, "2024-01", "2024-03"));
    cover(source, into, "2024-01", "2024-03");
    Path stopped = folder.resolve("stopped-before-the-ledger");
    Folders.copy(
        into.resolve(pack.name()).resolve("run_ledger"),
        stopped.resolve(pack.name()).resolve("run_ledger"));
    assertDone(ingest(source, into, "2024-04", "2024-04"));
    for (String table : warehouse(into, pack).tables()) {
      if (!table.equals("run_ledger")) {
        Folders.copy(
            into.resolve(pack.name()).resolve(table), stopped.resolve(pack.name()).resolve(table));
      }
    }
    assertDone(ingest(source, stopped, "2024-04", "2024-04"));
    assertSame(stopped);
  }

  @Test
  void partitionsThatLoseNothingKeepTheirFiles() throws IOException {
    Path into = folder.resolve("kept");
    assertDone(ingest(source, into, "2024-01", "2024-03"));
    cover(source, into, "2024-01", "2024-03");
    SortedMap<String, SortedSet<String>> before = files(into);
    assertDone(ingest(source, into, "2024-04", "2024-04"));
    SortedMap<String, SortedSet<String>> after = files(into);
    List<String> grown = new ArrayList<>();
    before.forEach(
        (partition, files) -> {
          if (!files.equals(after.get(partition))) {
            grown.add(partition);
          }
        });
    assertThat(grown)
        .containsExactly("delivery=2024-02/month=2024-01", "delivery=2024-03/month=2024-03");
  }

  private static SortedMap<String, SortedSet<String>> files(Path warehouse) throws IOException {
    Path table = warehouse.resolve(pack.name()).resolve("orders");
    SortedMap<String, SortedSet<String>> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(table)) {
      all.filter(file -> file.toString().endsWith(".parquet"))
          .filter(file -> !file.toString().contains("_delta_log"))
          .forEach(
              file ->
                  files
                      .computeIfAbsent(
                          table.relativize(file.getParent()).toString(), any -> new TreeSet<>())
                      .add(file.getFileName().toString()));
    }
    return files;
  }

  private void assertSame(Path warehouse) {
    Warehouse other = warehouse(warehouse, pack);
    for (String table : List.of("orders", "displaced_orders", "quarantine")) {
      assertThat(other.rows(table, Set.of())).as(table).isEqualTo(monthly.rows(table, Set.of()));
    }
    assertLedgerHoldsTheTable(other);
  }

  private void assertLedgerHoldsTheTable(Warehouse warehouse) {
    SortedMap<String, SortedMap<String, MonthContent>> noted = new TreeMap<>();
    lastLines(warehouse)
        .forEach(
            (delivery, line) -> {
              noted.put(delivery, SourceInputs.parse(line.getAs("inputs")).content());
              List<Long> counts = counts(line);
              assertThat(counts.get(0))
                  .as(delivery)
                  .isEqualTo(counts.stream().skip(1).mapToLong(Long::longValue).sum());
            });
    Pack loaded = PackLoader.load(pack.folder());
    assertThat(StoredContent.of(loaded.sources().get("orders"), warehouse.read("orders")))
        .isEqualTo(noted);
  }

  private static List<Long> counts(Row line) {
    return Stream.of(
            "rows_read", "rows_written", "rows_refused", "rows_duplicate", "rows_superseded")
        .map(line::<Long>getAs)
        .toList();
  }

  private static Map<String, Row> lastLines(Warehouse warehouse) {
    Map<String, Row> last = new HashMap<>();
    warehouse
        .read("run_ledger")
        .where("step = 'ingest.orders' and status = 'done'")
        .orderBy("started_at")
        .collectAsList()
        .forEach(row -> last.put(row.getAs("month"), row));
    return last;
  }
}
