package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * No number and no word of the business stands in the program: each key of {@code
 * conf/defaults.yaml}, given another value in a file beside the pack, changes what a run does, and
 * so does each number of a pack. A key without a case here fails the test.
 */
@Tag("defaults")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DefaultsTest extends JobsTest {
  private static final long serialVersionUID = 1L;
  private static final MonthRange MONTHS =
      new MonthRange(Month.parse("2024-01"), Month.parse("2024-06"));
  private static final List<String> STATES =
      List.of("OUTSIDE", "SCORED", "ENTERED", "RETURNED", "LEFT");

  @TempDir private static Path folder;

  private static Path source;
  private static Warehouse usual;
  private static int copies;

  /**
   * What shows that a key is read: the defaults.yaml that changes it, and what must be different
   * then.
   */
  private interface Case {
    void check() throws Exception;
  }

  @BeforeAll
  void runWithTheUsualDefaults() throws IOException {
    source = SampleData.write(folder.resolve("source"), MONTHS);
    PackFolder pack = pack("");
    Path warehouse = folder.resolve("usual");
    assertDone(
        run(
            "run",
            pack,
            source,
            warehouse,
            "--from",
            MONTHS.from().toString(),
            "--to",
            MONTHS.to().toString()));
    usual = warehouse(warehouse, pack);
  }

  @Test
  void everyKeyOfTheFileHasACase() throws IOException {
    assertThat(cases().keySet()).containsExactlyInAnyOrderElementsOf(keys("", usualDefaults()));
  }

  @TestFactory
  Stream<DynamicTest> everyKeyChangesARun() {
    return cases().entrySet().stream()
        .map(one -> dynamicTest(one.getKey(), () -> one.getValue().check()));
  }

  @Test
  void aFloorOfAPackChangesTheSegments() throws IOException {
    assertChanged(
        "segments",
        pack("").edit("schemes/level.yaml", "floor: 150", "floor: 90.5"),
        "segment_month",
        "customer_id",
        "month",
        "segment");
  }

  @Test
  void aShareOfAPackChangesTheSegments() throws IOException {
    PackFolder pack =
        pack("")
            .edit("schemes/top20.yaml", "share: 20, value_share: 80", "share: 40, value_share: 80")
            .edit("schemes/top20.yaml", "share: 80, value_share: 20", "share: 60, value_share: 20");
    assertChanged("segments", pack, "segment_month", "customer_id", "month", "segment");
  }

  @Test
  void aWeightOfAPackChangesTheScores() throws IOException {
    PackFolder pack =
        pack("")
            .edit("schemes/contribution.yaml", "weight: 40", "weight: 10")
            .edit(
                "schemes/contribution.yaml",
                "{by: key_quantity_6m, weight: 30}",
                "{by: key_quantity_6m, weight: 60}");
    assertChanged("segments", pack, "segment_month", "customer_id", "month", "scheme", "score");
  }

  private Map<String, Case> cases() {
    Map<String, Case> cases = new LinkedHashMap<>();
    changes(cases, "forget_after: 2", "features", "feature_month", "customer_id", "month");
    cases.put("max_age", this::aSnapshotMayBeOlder);
    changes(
        cases,
        "balance: month_end",
        "features",
        "feature_month",
        "customer_id",
        "month",
        "account");
    cases.put("expect_limit", this::aRefusedRecordStopsTheMonth);
    cases.put("gzip_warning_mib", this::aLargeGzIsWarnedOf);
    cases.put("distinct_limit", this::moreDistinctValuesThanTheLimitAreEstimated);
    cases.put("max_record_bytes", this::aLongRecordIsRefused);
    cases.put("rank_bucket_rows", this::theRankingIsCutAccordingly);
    changes(cases, "reason_bytes: 40", "segments", "segment_month", "reason");
    changes(cases, "small_row: 2", "transitions", "transition_month", "row_customers", "is_small");
    changes(cases, "confidence: 80", "transitions", "transition_month", "rate", "rate_low");
    changes(
        cases,
        "effective_number: 1.5",
        "transitions",
        "transition_month",
        "amount_rate",
        "amount_rate_low");
    changes(
        cases,
        "look_back: 2",
        "transitions",
        "observation_window",
        "scheme",
        "base_month",
        "look_back",
        "population");
    changes(
        cases,
        "look_ahead: 2",
        "transitions",
        "observation_window",
        "scheme",
        "base_month",
        "look_ahead",
        "population");
    cases.put("restatement_horizon", this::changesOfOlderMonthsWait);
    changes(cases, "base_months: 2", "transitions", "roll_rate", "scheme", "base_month", "month");
    cases.put("forecast_months", this::theForecastGoesAsFar);
    changes(
        cases,
        "forecast_window: 2",
        "transitions",
        "transition_forecast",
        "month",
        "segment",
        "window_months");
    changes(
        cases,
        "notable_difference: 1",
        "transitions",
        "transition_test",
        "month",
        "scheme",
        "test",
        "is_flagged");
    changes(
        cases,
        "notable_shift: 1000",
        "publish",
        "scheme_stability",
        "month",
        "scheme",
        "psi_limit");
    changes(
        cases,
        "shift_confidence: 50",
        "publish",
        "feature_stability",
        "month",
        "feature",
        "psi_limit");
    cases.put("beat_seconds", () -> assertWaits("", "beat_seconds: 1", "3 s at most"));
    String owner =
        "{'host':'other','machine':'m','process':1,'processStartedAt':0,'since':'','beatMillis':500}"
            .replace('\'', '"');
    changes(
        cases,
        "indicators: [{name: all_of_them, expr: customers + 1, zh: 合计, en: all}]",
        "publish",
        "segment_indicator_month",
        "indicator",
        "value");
    cases.put("performance_indicators", this::performanceTellsWhatTheDefaultsSay);
    alarms(cases, "band: range", "band_high");
    alarms(cases, "deviations: 0.25", "band_high");
    alarms(cases, "history: 2", "history_months");
    alarms(cases, "least_history: 3", "month");
    alarms(cases, "least_customers: 9", "base_customers");
    alarms(cases, "least_moved: 3", "customers");
    alarms(cases, "groups: 1", "groups");
    cases.put("missed_beats", () -> assertWaits(owner, "missed_beats: 4", "2 s at most"));
    for (String state : STATES) {
      for (String language : List.of("zh", "en")) {
        String word = language + "-" + state;
        cases.put(
            "states." + state + "." + language, () -> assertThat(stateWords()).contains(word));
      }
    }
    return cases;
  }

  /** For a holder of which nothing more is known than its file. */
  private void assertWaits(String owner, String defaults, String most) throws IOException {
    Warehouse copy = usual.copy(newFolder());
    Files.writeString(copy.path("_lock").resolve("%020d.owner".formatted(99)), owner);
    Outcome outcome = runStep("publish", pack(defaults), copy);
    assertDone(outcome);
    assertThat(outcome.out()).contains("waiting for a sign of life, " + most);
  }

  private void changes(
      Map<String, Case> cases, String defaults, String step, String table, String... columns) {
    cases.put(
        defaults.substring(0, defaults.indexOf(':')),
        () -> assertChanged(step, pack(defaults), table, columns));
  }

  private void performanceTellsWhatTheDefaultsSay() throws IOException {
    PackFolder pack =
        pack("performance_indicators: [{name: kept, expr: retained, zh: 保有, en: kept}]")
            .edit(
                "pack.yaml",
                "forecast:",
                "performance: {schemes: [level], indicators: [customers]}\nforecast:");
    Warehouse copy = usual.copy(newFolder());
    assertDone(runStep("publish", pack, copy));
    assertThat(rows(copy, "performance_month", "indicator").keySet())
        .containsExactlyInAnyOrder("{\"indicator\":\"customers\"}", "{\"indicator\":\"kept\"}");
  }

  /** A dozen customers, so that the usual limits raise no alarm. */
  private static void alarms(Map<String, Case> cases, String change, String column) {
    String key = change.substring(0, change.indexOf(':'));
    cases.put(
        "alarms." + key, () -> assertThat(alarms(change, column)).isNotEqualTo(alarms("", column)));
  }

  private static Map<String, Long> alarms(String change, String column) throws IOException {
    Map<String, String> limits = new LinkedHashMap<>();
    Stream.of("deviations: 0.5", "least_history: 1", "least_customers: 1", "least_moved: 1", change)
        .filter(limit -> !limit.isEmpty())
        .forEach(limit -> limits.put(limit.substring(0, limit.indexOf(':')), limit));
    PackFolder pack =
        pack("alarms: {" + String.join(", ", limits.values()) + "}")
            .edit("pack.yaml", "forecast:", "alarms: {}\nforecast:");
    Warehouse copy = usual.copy(newFolder());
    assertDone(runStep("publish", pack, copy));
    return rows(copy, "movement_alarm", "month", "scheme", column);
  }

  private void theForecastGoesAsFar() throws IOException {
    PackFolder pack =
        pack("forecast_months: 2").edit("pack.yaml", "{months: 4, second_order", "{second_order");
    Warehouse copy = usual.copy(newFolder());
    assertDone(runStep("transitions", pack, copy));
    Row last = copy.read("transition_forecast").selectExpr("max(horizon_months)").first();
    assertThat(last.getInt(0)).isEqualTo(2);
  }

  private void aSnapshotMayBeOlder() throws IOException {
    Path data = SampleData.write(newFolder(), MONTHS);
    for (String month : List.of("2024-02", "2024-04", "2024-05")) {
      Files.delete(data.resolve("rating/rating_" + month + ".csv"));
    }
    Outcome refused = ingest(pack(""), data, "2024-04");
    assertThat(refused.exitCode()).isEqualTo(4);
    assertThat(refused.err()).contains("rating", "2024-03");
    assertDone(ingest(pack("max_age: 3"), data, "2024-04"));
  }

  private void aRefusedRecordStopsTheMonth() throws IOException {
    Outcome refused = ingest(pack("expect_limit: 0"), source, "2024-03");
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.err()).contains("orders", "2024-03", "quantity > 0");
  }

  private void changesOfOlderMonthsWait() throws IOException {
    PackFolder pack =
        pack("restatement_horizon: 2").edit("schemes/level.yaml", "floor: 150", "floor: 90.5");
    Outcome outcome = runStep("segments", pack, usual.copy(newFolder()));
    assertDone(outcome);
    String last = MONTHS.to().minus(2).toString();
    assertThat(outcome.out()).contains("beyond the restatement horizon", "--to " + last);
  }

  private void aLargeGzIsWarnedOf() throws IOException {
    Path data = SampleData.write(newFolder(), MonthRange.of(MONTHS.from()));
    Path plain = SampleData.orders(data, MONTHS.from());
    Files.delete(plain);
    Random random = new Random(1);
    try (Writer writer = gz(plain.resolveSibling(plain.getFileName() + ".gz"))) {
      writer.write(SampleData.ORDER_HEADER + ",note\n");
      for (String line : SampleData.orders(MONTHS.from())) {
        byte[] noise = new byte[60_000];
        random.nextBytes(noise);
        writer.write(line + "," + java.util.HexFormat.of().formatHex(noise) + "\n");
      }
    }
    assertThat(ingest(pack(""), data, "2024-01").out()).doesNotContain("warning");
    Outcome warned = ingest(pack("gzip_warning_mib: 1"), data, "2024-01");
    assertDone(warned);
    assertThat(warned.out()).contains("warning: ", "orders_2024-01.csv.gz", "1 MiB");
  }

  private void aLongRecordIsRefused() throws IOException {
    Path data = SampleData.write(newFolder(), MonthRange.of(MONTHS.from()));
    List<String> lines = new ArrayList<>(SampleData.orders(MONTHS.from()));
    lines.add("several,\"C01\n and more of it, over\n several lines\",I1,2024-01-05,SALE,1,12.00");
    SampleData.lines(SampleData.orders(data, MONTHS.from()), SampleData.ORDER_HEADER, lines);
    assertDone(ingest(multiLine(""), data, "2024-01"));
    Outcome refused = ingest(multiLine("max_record_bytes: 50"), data, "2024-01");
    assertDone(refused);
    assertThat(refused.out()).contains("1 TOO_LONG");
  }

  private PackFolder multiLine(String defaults) throws IOException {
    return pack(defaults)
        .edit("sources/orders.yaml", "format: csv", "format: csv\nmulti_line: true");
  }

  private void moreDistinctValuesThanTheLimitAreEstimated() throws IOException {
    PackFolder pack = pack("distinct_limit: 3");
    assertChanged("features", pack, "feature_month", "customer_id", "month", "item_variety_3m");
    assertChanged("run", pack, "dim_feature", "feature", "relative_error");
  }

  /** Ranks do not depend on it, so that it is looked for in the plan. */
  private void theRankingIsCutAccordingly() throws Exception {
    Warehouse copy = usual.copy(newFolder());
    List<String> plans =
        Plans.during(
            spark(), () -> assertDone(runUnchecked("segments", "rank_bucket_rows: 7654321", copy)));
    assertThat(plans).anyMatch(plan -> plan.contains("7654321"));
    assertThat(copy.rows("segment_month")).isEqualTo(usual.rows("segment_month"));
  }

  private Outcome runUnchecked(String step, String defaults, Warehouse warehouse) {
    try {
      return runStep(step, pack(defaults), warehouse, "--force");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Set<String> words;

  /** Labels of dim_segment when every state is called by its language and code. */
  private Set<String> stateWords() throws IOException {
    if (words == null) {
      String states =
          STATES.stream()
              .map(s -> "  " + s + ": {zh: zh-" + s + ", en: en-" + s + "}")
              .collect(Collectors.joining("\n", "states:\n", "\n"));
      Warehouse copy = usual.copy(newFolder());
      assertDone(runStep("publish", pack(states), copy));
      words = new TreeSet<>();
      copy.read("dim_segment")
          .select("label_zh", "label_en")
          .collectAsList()
          .forEach(row -> words.addAll(List.of(row.getString(0), row.getString(1))));
    }
    return words;
  }

  private void assertChanged(String step, PackFolder pack, String table, String... columns)
      throws IOException {
    Warehouse copy = usual.copy(newFolder());
    assertDone(runStep(step, pack, copy));
    assertThat(rows(copy, table, columns)).isNotEqualTo(rows(usual, table, columns));
  }

  private static Map<String, Long> rows(Warehouse warehouse, String table, String... columns) {
    return warehouse
        .read(table)
        .select(columns[0], java.util.Arrays.copyOfRange(columns, 1, columns.length))
        .collectAsList()
        .stream()
        .collect(Collectors.groupingBy(row -> row.json(), Collectors.counting()));
  }

  private static Outcome runStep(
      String step, PackFolder pack, Warehouse warehouse, String... more) {
    List<String> months =
        List.of("--from", MONTHS.from().toString(), "--to", MONTHS.to().toString());
    return run(
        step,
        pack,
        source,
        warehouse.folder(),
        Stream.concat(months.stream(), Stream.of(more)).toArray(String[]::new));
  }

  private static Outcome ingest(PackFolder pack, Path data, String to) throws IOException {
    return run("ingest", pack, data, newFolder(), "--from", MONTHS.from().toString(), "--to", to);
  }

  /** The sample without what it says itself about a default, and a defaults.yaml beside it. */
  private static PackFolder pack(String defaults) throws IOException {
    Path beside = newFolder();
    if (!defaults.isEmpty()) {
      Files.createDirectories(beside);
      Files.writeString(beside.resolve("defaults.yaml"), defaults);
    }
    return PackFolder.copy("sample", beside).edit("pack.yaml", "balance: month_end\n", "");
  }

  private static Path newFolder() {
    return folder.resolve("copy-" + ++copies);
  }

  private static Writer gz(Path file) throws IOException {
    return new BufferedWriter(
        new OutputStreamWriter(
            new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8));
  }

  private static Map<?, ?> usualDefaults() throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(
            DefaultsTest.class.getResourceAsStream("/io/fenqun/conf/defaults.yaml"))) {
      return new Yaml().load(stream);
    }
  }

  /** Paths of the leaves. */
  private static List<String> keys(String path, Map<?, ?> node) {
    List<String> keys = new ArrayList<>();
    node.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> inner) {
            keys.addAll(keys(path + key + ".", inner));
          } else {
            keys.add(path + key);
          }
        });
    return keys;
  }
}
