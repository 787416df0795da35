package io.fenqun.jobs;

import static io.fenqun.jobs.WarehouseAssert.assertSameTables;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What plan says after each kind of change, what run then does, and that the tables are those of a
 * run of all months over the changed data and pack at once.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestatementTest extends JobsTest {
  private static final long serialVersionUID = 1L;
  private static final Month MARCH = Month.parse("2024-03");
  private static final Month APRIL = Month.parse("2024-04");
  private static final MonthRange MONTHS = new MonthRange(Month.parse("2024-01"), APRIL);

  @TempDir private static Path shared;

  private static Path sharedSource;
  private static Warehouse computed;

  private Path folder;
  private Path source;
  private PackFolder pack;
  private Warehouse warehouse;

  @BeforeAll
  void runFourMonths() throws IOException {
    sharedSource = SampleData.write(shared.resolve("source"), MONTHS);
    PackFolder sample = monthOverMonth(shared);
    assertDone(
        run(
            "run",
            sample,
            sharedSource,
            shared.resolve("computed"),
            "--from",
            "2024-01",
            "--to",
            "2024-04"));
    computed = warehouse(shared.resolve("computed"), sample);
  }

  @BeforeEach
  void copyEverything(@TempDir Path fresh) throws IOException {
    folder = fresh;
    source = sharedSource;
    pack = monthOverMonth(fresh);
    warehouse = computed.copy(fresh.resolve("warehouse"));
  }

  private String plan(String... more) {
    List<String> args = new ArrayList<>(List.of("--month", "2024-04"));
    args.addAll(List.of(more));
    Outcome outcome = run("plan", pack, source, warehouse.folder(), args.toArray(String[]::new));
    assertDone(outcome);
    return outcome.out();
  }

  /** The sample with moves of one month alone: every test here runs it twice. */
  private static PackFolder monthOverMonth(Path into) throws IOException {
    return PackFolder.copy("sample", into)
        .edit("pack.yaml", "transitions: {horizons: [1, 3], group_by: [region, level]}\n", "")
        .edit("pack.yaml", "forecast: {months: 4, second_order: [level]}\n", "");
  }

  private void runApril() {
    assertDone(run("run", pack, source, warehouse.folder(), "--month", "2024-04"));
  }

  /** Steps and months of the last run, as the ledger has them. */
  private Set<String> lastRun() {
    String runId =
        warehouse
            .read("run_ledger")
            .orderBy(col("started_at").desc())
            .select("run_id")
            .first()
            .getString(0);
    return warehouse.read("run_ledger").where("run_id = '" + runId + "'").collectAsList().stream()
        .map(row -> row.<String>getAs("step") + " " + row.<String>getAs("month"))
        .collect(Collectors.toSet());
  }

  private void assertEqualsARunOfAllMonths() {
    Path whole = folder.resolve("whole");
    assertDone(run("run", pack, source, whole, "--from", "2024-01", "--to", "2024-04"));
    assertSameTables(warehouse, warehouse(whole, pack), Set.of());
  }

  private List<String> orders(Month month) {
    return new ArrayList<>(SampleData.orders(month));
  }

  /** Files of its own, of which one month's orders are these. */
  private void deliver(Month month, List<String> orders) throws IOException {
    source = folder.resolve("source");
    Folders.copy(sharedSource, source);
    SampleData.lines(SampleData.orders(source, month), SampleData.ORDER_HEADER, orders);
  }

  @Test
  void nothingChanged() {
    var versions = warehouse.versions();
    assertThat(plan()).contains("nothing to do");
    runApril();
    assertThat(warehouse.versions()).isEqualTo(versions);
    assertThat(plan("--verify")).contains("verified");
  }

  @Test
  void aLateRecordIsTakenIntoItsMonth() throws IOException {
    List<String> april = orders(APRIL);
    april.add("late,C01,I1,2024-02-05,SALE,1,12.00");
    deliver(APRIL, april);
    assertThat(plan()).contains("ingest.orders", "its files changed", "known after ingest");
    assertDone(run("ingest", pack, source, warehouse.folder(), "--month", "2024-04"));
    assertThat(plan()).contains("1 late record of orders").contains("2024-02 ");
    runApril();
    assertThat(lastRun())
        .contains("features.tile_orders 2024-02", "features 2024-02", "segments 2024-04")
        .doesNotContain(
            "features 2024-01", "features.tile_orders 2024-03", "ingest.orders 2024-02");
    assertThat(warehouse.read("revision").where("month = '2024-02' and cause = 'data'").count())
        .isPositive();
    assertEqualsARunOfAllMonths();
  }

  @Test
  void aCorrectedAmountIsFoundThoughTheRowsAreAsMany() throws IOException {
    List<String> march = orders(MARCH);
    march.set(0, march.get(0).replaceFirst(",[0-9.]+$", ",7777.77"));
    deliver(MARCH, march);
    assertThat(plan()).contains("ingest.orders", "2024-03").doesNotContain("nothing to do");
    assertThat(plan("--verify")).contains("its content changed in 2024-03");
    runApril();
    assertThat(lastRun())
        .contains("ingest.orders 2024-03", "features 2024-03", "publish 2024-04")
        .doesNotContain("features 2024-02");
    assertThat(
            warehouse
                .read("revision")
                .where("month = '2024-03' and value_from <> value_to and reason like '%data%'")
                .count())
        .isPositive();
    assertEqualsARunOfAllMonths();
  }

  @Test
  void aFileOfTheSameLengthAndTimeIsFoundByReadingItOnly() throws IOException {
    List<String> march = orders(MARCH);
    String first = march.get(0);
    march.set(0, first.substring(0, first.length() - 1) + (first.endsWith("7") ? "8" : "7"));
    deliver(MARCH, march);
    Path file = SampleData.orders(source, MARCH);
    Path before = SampleData.orders(sharedSource, MARCH);
    Files.setLastModifiedTime(file, Files.getLastModifiedTime(before));
    assertThat(Files.size(file)).isEqualTo(Files.size(before));
    assertThat(plan()).contains("nothing to do");
    assertThat(plan("--verify")).contains("its content changed in 2024-03", "run --force");
  }

  @Test
  void aLabelIsPublishedAndNothingElse() throws IOException {
    pack.edit("schemes/level.yaml", "zh: 低, en: low", "zh: 低, en: lowest");
    assertThat(plan())
        .contains("publish", "schemes/level.yaml changed")
        .doesNotContain("segments ");
    runApril();
    assertThat(lastRun()).containsExactly("publish 2024-04");
    assertThat(warehouse.read("dim_segment").where("label_en = 'lowest'").count()).isPositive();
    assertEqualsARunOfAllMonths();
  }

  @Test
  void aBandChangesSegmentsAndNoFeature() throws IOException {
    pack.edit("schemes/level.yaml", "floor: 150", "floor: 90.5");
    assertThat(plan()).contains("scheme level changed").doesNotContain("features ");
    runApril();
    assertThat(lastRun())
        .contains("segments 2024-01", "transitions 2024-04")
        .noneMatch(line -> line.startsWith("features") || line.startsWith("ingest"));
    List<Row> causes =
        warehouse
            .read("revision")
            .where("scheme = 'level'")
            .select("cause")
            .distinct()
            .collectAsList();
    assertThat(causes).extracting(row -> row.getString(0)).containsExactly("definition");
    assertEqualsARunOfAllMonths();
  }

  @Test
  void aFeatureIsComputedAloneAndANewPartialIsBackfilled() throws IOException {
    pack.edit(
        "features/trade.yaml", "agg: max(amount), windows: [3]", "agg: min(amount), windows: [3]");
    assertThat(plan()).contains("feature largest_amount_3m changed");
    runApril();
    assertThat(lastRun())
        .contains("features.tile_orders 2024-01", "features 2024-04")
        .noneMatch(line -> line.startsWith("segments") || line.startsWith("ingest"));
    assertThat(warehouse.read("feature_tile_orders").columns().length)
        .as("the old partial's column stays")
        .isPositive();
    assertSameFeatures();
  }

  /** Tiles keep the column of a partial that no feature needs any more. */
  private void assertSameFeatures() {
    Path whole = folder.resolve("whole");
    assertDone(run("run", pack, source, whole, "--from", "2024-01", "--to", "2024-04"));
    for (String table : List.of("feature_month", "customer_month", "customer_span")) {
      assertThat(warehouse.rows(table)).as(table).isEqualTo(warehouse(whole, pack).rows(table));
    }
  }

  @Test
  void aMappingReadsItsSourceAgain() throws IOException {
    pack.edit("sources/orders.yaml", "list_price >= 20.00", "list_price >= 19.99");
    assertThat(plan()).contains("definition of source orders changed");
    runApril();
    assertThat(lastRun()).contains("ingest.orders 2024-01", "features 2024-01");
    assertEqualsARunOfAllMonths();
  }

  @Test
  void aJoinedListReadsThoseThatJoinIt() throws IOException {
    source = folder.resolve("source");
    Folders.copy(sharedSource, source);
    SampleData.lines(
        source.resolve("item.csv"),
        "item_id;Item Group;price",
        List.of("I1;A;25.00", "I2;A;20.00", "I3;B;19.99", "I4;B;120.00"));
    runApril();
    assertThat(lastRun()).contains("ingest.item all", "ingest.orders 2024-01", "features 2024-01");
    assertEqualsARunOfAllMonths();
  }

  @Test
  void whatIsOlderThanTheHorizonWaitsForARestatement() throws IOException {
    pack.edit("pack.yaml", "base: known", "base: known\nrestatement_horizon: 2");
    List<String> april = orders(APRIL);
    april.add("late,C01,I1,2024-02-05,SALE,1,12.00");
    deliver(APRIL, april);
    Outcome outcome = run("run", pack, source, warehouse.folder(), "--month", "2024-04");
    assertDone(outcome);
    assertThat(outcome.out()).contains("beyond the restatement horizon", "restate --from 2024-02");
    assertThat(lastRun()).doesNotContain("features 2024-02");
    assertThat(plan()).contains("waits for restate", "1 late record of orders");

    assertDone(run("restate", pack, source, warehouse.folder(), "--month", "2024-02"));
    assertThat(lastRun()).contains("features 2024-02", "features 2024-04");
    assertEqualsARunOfAllMonths();
  }

  @Test
  void runsTellsWhatWasDone() {
    String[] where = {"--pack", pack.toString(), "--warehouse", warehouse.folder().toString()};
    Outcome all = Outcome.of("runs", where[0], where[1], where[2], where[3]);
    assertDone(all);
    assertThat(all.out().lines().toList()).hasSize(StepName.values().length);
    assertThat(all.out()).containsPattern("features +2024-01..2024-04 +done");
    Outcome month =
        Outcome.of("runs", where[0], where[1], where[2], where[3], "--month", "2024-02");
    assertDone(month);
    assertThat(month.out()).contains("features.tile_orders", "segments").doesNotContain("2024-03");
    Outcome nowhere =
        Outcome.of("runs", where[0], where[1], where[2], folder.resolve("none").toString());
    assertThat(nowhere.exitCode()).isEqualTo(4);
    assertOneMessage(nowhere, "has no ledger");
  }
}
