package io.fenqun.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenqun.error.FenqunException;
import io.fenqun.feature.FeatureDef;
import io.fenqun.scheme.SchemeDef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackLoaderTest {
  private static final Path EXAMPLES = Path.of("../conf/examples");

  @TempDir Path parent;

  /**
   * A fault that only the pack as a whole shows: what is changed in which file, and every message.
   */
  private record Fault(
      String name, String file, String found, String changed, List<String> messages) {
    static Fault of(List<String> cells) {
      return new Fault(
          cells.get(0), cells.get(1), cells.get(2), cells.get(3), cells.subList(4, cells.size()));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Fault> faults() {
    return Table.rows("faults.txt").stream().map(Fault::of).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"berka", "iowa_liquor", "business_customers"})
  void theShippedPacksLoad(String name) {
    Pack pack = PackLoader.load(EXAMPLES.resolve(name));

    assertThat(pack.name()).isEqualTo(name);
    assertThat(pack.features()).hasSameSizeAs(pack.featureTypes().keySet());
    assertThat(pack.schemes()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultIsReportedWithPlaceRuleAndRemedy(Fault fault) throws IOException {
    EditedPack pack = EditedPack.in(parent).replace(fault.file(), fault.found(), fault.changed());

    assertThat(pack.faults()).containsExactlyElementsOf(fault.messages());
  }

  @Test
  void loadingStartsNoSession() throws IOException {
    boolean wasActive = SparkSession.getActiveSession().isDefined();

    EditedPack.in(parent).load();

    assertThat(SparkSession.getActiveSession().isDefined()).isEqualTo(wasActive);
  }

  @Test
  void whatIsReadComesFirst() throws IOException {
    Pack pack = EditedPack.in(parent).load();

    assertThat(pack.sources().keySet()).containsExactly("item", "event", "member", "quota");
    assertThat(pack.schemes())
        .extracting(SchemeDef::name)
        .containsExactly("asset_level", "points", "grade", "mood", "place");
  }

  @Test
  void placesCannotBeGivenByASchemeThatReadsTheirSegments() throws IOException {
    EditedPack pack =
        EditedPack.in(parent)
            .replace("schemes/points.yaml", "within: [region]", "within: [region, mood]")
            .replace(
                "schemes/mood.yaml",
                "method: rules",
                "method: rules\ncapacity: {by: points.score, max: [{segment: BUSY, max: 5}]}");

    assertThat(pack.faults())
        .containsExactly(
            "schemes/points.yaml:1: schemes read each other in a circle: points > mood > points");
  }

  @Test
  void aDerivedFeatureComesAfterWhatItReads() throws IOException {
    Pack pack =
        EditedPack.in(parent)
            .replace(
                "features/dealings.yaml",
                "features:\n",
                "features:\n  - {name: trend_twice, expr: trend * 2, zh: 双倍趋势, en: twice}\n")
            .load();

    assertThat(pack.features())
        .extracting(FeatureDef::name)
        .startsWith("amount_3m", "trend", "trend_twice", "amount_1m");
  }

  @Test
  void everyFeatureHasTheTypeOfItsColumn() throws IOException {
    Map<String, DataType> types =
        EditedPack.in(parent)
            .replace(
                "features/person.yaml",
                "features:\n",
                "features:\n  - {name: half, expr: cast(event_count as double) / 2, zh: 半, en: half}\n")
            .replace(
                "features/dealings.yaml",
                "features:\n",
                """
                features:
                  - {name: mean, from: event, agg: avg(amount), window: 3, zh: 均值, en: mean}
                  - {name: mean_day, from: event, agg: avg(day(day)), window: 3, zh: 均日, en: mean day}
                  - {name: days, from: event, agg: count(distinct day), window: 3, zh: 天数, en: days}
                  - {name: first_day, from: event, agg: min(day), window: ever, zh: 首日, en: first day}
                  - {name: idle_days, from: event, agg: recency(day), window: ever, zh: 间隔, en: idle days}
                  - {name: day_sum, from: event, agg: sum(day(day)), window: 3, zh: 日和, en: sum of days}
                  - {name: spread, from: event, agg: variance(amount), window: 3, zh: 方差, en: variance}
                  - {name: deviation, from: event, agg: stddev(day(day)), window: 3, zh: 标准差, en: deviation}
                  - {name: streak_events, from: event, agg: streak(amount > 0), window: ever, zh: 连续月数, en: streak}
                  - {name: growth, expr: "ratio(amount_3m, 12)", zh: 比, en: ratio}
                  - {name: slope, expr: "trend(amount_1m, 6)", unit: money, zh: 斜率, en: slope}
                  - {name: growing, expr: "growth > 1", zh: 增长, en: growing}
                  - {name: growing_months, expr: "streak(growing, 12)", zh: 增长月数, en: months}
                  - {name: part, expr: "share(amount_1m, region, is_closed)", zh: 占比, en: part}
                """)
            .load()
            .featureTypes();

    assertThat(types.keySet())
        .filteredOn(name -> !name.equals("trend"))
        .allSatisfy(
            name -> assertThat(types.get(name).simpleString()).as(name).isEqualTo(TYPES.get(name)));
    assertThat(types).hasSize(TYPES.size() + 1);
  }

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("spread", "double"),
          Map.entry("deviation", "double"),
          Map.entry("streak_events", "int"),
          Map.entry("growth", "double"),
          Map.entry("slope", "double"),
          Map.entry("growing", "boolean"),
          Map.entry("growing_months", "int"),
          Map.entry("part", "double"),
          Map.entry("amount_1m", "decimal(18,2)"),
          Map.entry("amount_3m", "decimal(18,2)"),
          Map.entry("amount_ever", "decimal(18,2)"),
          Map.entry("event_count", "bigint"),
          Map.entry("level", "decimal(18,2)"),
          Map.entry("idle_cycles", "int"),
          Map.entry("mean", "decimal(18,2)"),
          Map.entry("mean_day", "double"),
          Map.entry("days", "bigint"),
          Map.entry("first_day", "date"),
          Map.entry("idle_days", "int"),
          Map.entry("day_sum", "bigint"),
          Map.entry("region", "string"),
          Map.entry("tenure_months", "bigint"),
          Map.entry("is_closed", "boolean"),
          Map.entry("open_count", "bigint"),
          Map.entry("half", "double"));

  @Test
  void everyFaultIsReportedAtOnce() throws IOException {
    EditedPack pack =
        EditedPack.in(parent)
            .replace("pack.yaml", "value: amount_3m", "value: amount_4m")
            .replace("sources/event.yaml", "check: \"amount > 0\"", "check: \"amuont > 0\"")
            .replace("features/dealings.yaml", "unit: rate", "unt: rate")
            .replace("schemes/asset_level.yaml", "floor: 5000", "floor: 900")
            .replace("schemes/asset_level.yaml", "en: high", "eng: high")
            .replace("schemes/grade.yaml", "share: 50", "share: 40")
            .replace("schemes/points.yaml", "weight: 60", "weight: 50")
            .write("propensity.yaml", "products: []");

    assertThat(pack.faults())
        .hasSize(8)
        .anyMatch(fault -> fault.startsWith("propensity.yaml:1: not supported yet"))
        .anyMatch(
            fault ->
                fault.startsWith(
                    "features/dealings.yaml:8: features[4].unt: unknown key; did you mean unit?"))
        .anyMatch(fault -> fault.startsWith("pack.yaml:10: value: unknown feature amount_4m"))
        .anyMatch(
            fault ->
                fault.startsWith(
                    "schemes/asset_level.yaml:10: segments[2].eng: unknown key; did you mean en?"))
        .contains(
            "schemes/asset_level.yaml:10: segments[2].floor: 900 is not above 1000 before it; floors must rise",
            "schemes/grade.yaml:11: segments: shares add up to 90, not to 100",
            "schemes/points.yaml:7: indicators: weights add up to 90, not to 100")
        .anyMatch(
            fault ->
                fault.startsWith(
                    "sources/event.yaml:24: expect[0].check: unknown name amuont; did you mean amount?"))
        .isSorted();
  }

  @Test
  void noSuchFolderIsRefused() {
    assertRefused(
        parent.resolve("nowhere"),
        "Cannot load pack "
            + parent
            + "/nowhere: no such folder; give --pack the folder that holds pack.yaml");
  }

  @Test
  void aRuleWithPlacesLeavesSomebodyForTheRulesAfterIt() throws IOException {
    EditedPack pack =
        EditedPack.in(parent)
            .replace("schemes/mood.yaml", "event_count >= 10", "event_count = 0")
            .replace(
                "schemes/mood.yaml",
                "method: rules",
                "method: rules\ncapacity: {by: amount_3m, max: [{segment: QUIET, max: 5}]}");

    assertThat(pack.load().schemes()).extracting(SchemeDef::name).contains("mood");
  }

  @Test
  void aFolderOfPacksIsRefusedWithTheirNames() throws IOException {
    Path examples = EditedPack.in(parent).folder().getParent();

    assertRefused(
        examples, "Cannot load pack " + examples + ": it holds no pack.yaml; packs inside: sample");
  }

  private static void assertRefused(Path folder, String message) {
    assertThatThrownBy(() -> PackLoader.load(folder))
        .isInstanceOfSatisfying(
            FenqunException.class,
            refusal -> assertThat(refusal.kind()).isEqualTo(FenqunException.Kind.CONFIG))
        .hasMessage(message);
  }

  @Test
  void aFolderThatIsNoNameIsRefused() throws IOException {
    Path folder = EditedPack.in(parent).folder();
    Path renamed = Files.move(folder, folder.resolveSibling("My-Pack"));

    assertRefused(
        renamed,
        "Cannot load pack %s: 1 fault\n%s:1: 'My-Pack' is not a pack's name: rename the folder; lower case letters, digits and _"
            .formatted(renamed, renamed));
  }

  @Test
  void aFileThatNothingReadsIsRefusedAndNotesAreNot() throws IOException {
    EditedPack pack =
        EditedPack.in(parent)
            .write("README.md", "notes")
            .write(".hidden", "")
            .write("propensity.yaml", "")
            .write("pack.yml", "")
            .write("data/x.csv", "")
            .write("schemes/Level.yaml", "")
            .write("schemes/level.yml", "");

    assertThat(pack.faults())
        .containsExactly(
            "data:1: unknown folder (known: features, schemes, sources)",
            "pack.yml:1: unknown file (known: churn.yaml, defaults.yaml, lists.yaml, pack.yaml, treatments.yaml, world.yaml)",
            "propensity.yaml:1: not supported yet; remove it",
            "schemes/Level.yaml:1: 'Level' is not a name: rename the file; lower case letters, digits and _",
            "schemes/level.yml:1: nothing reads this; a file here is named <name>.yaml");
  }

  @Test
  void namesOfOursAndNamesOfTwoThingsAreRefused() throws IOException {
    String rules = "zh: 一\nen: one\nmethod: rules\nsegments: [{code: X, zh: 全, en: all}]\n";
    EditedPack pack =
        EditedPack.in(parent).write("schemes/value.yaml", rules).write("schemes/level.yaml", rules);
    Files.copy(
        pack.folder().resolve("sources/item.yaml"),
        pack.folder().resolve("sources/quarantine.yaml"));
    Files.copy(
        pack.folder().resolve("sources/item.yaml"),
        pack.folder().resolve("sources/feature_tile_item.yaml"));

    assertThat(pack.faults())
        .containsExactly(
            "schemes/level.yaml:1: a feature is named level too; rename one of them",
            "schemes/value.yaml:1: value is a column of ours; choose another name",
            "sources/feature_tile_item.yaml:1: a source named feature_tile_item would be one of our tables; rename the file",
            "sources/quarantine.yaml:1: a source named quarantine would be one of our tables; rename the file");
  }

  @Test
  void aPackNeedsSourcesAndFeatures() throws IOException {
    Path folder = Files.createDirectories(parent.resolve("empty"));
    Files.copy(EditedPack.in(parent).folder().resolve("pack.yaml"), folder.resolve("pack.yaml"));

    assertThatThrownBy(() -> PackLoader.load(folder))
        .hasMessageContaining("/empty/sources:1: holds no <name>.yaml; a pack needs at least one")
        .hasMessageContaining("/empty/features:1: holds no <name>.yaml; a pack needs at least one");
  }

  @Test
  void aFileInAnotherEncodingIsRefused() throws IOException {
    EditedPack pack = EditedPack.in(parent);
    Files.write(
        pack.folder().resolve("treatments.yaml"),
        "zh: 走访".getBytes(java.nio.charset.Charset.forName("GBK")));

    assertThat(pack.faults()).contains("treatments.yaml:1: is not UTF-8; save it as UTF-8");
  }

  @Test
  void aByteOrderMarkIsNoFault() throws IOException {
    EditedPack pack = EditedPack.in(parent);
    Path file = pack.folder().resolve("pack.yaml");
    Files.write(file, ("\uFEFF" + Files.readString(file)).getBytes(StandardCharsets.UTF_8));

    assertThat(pack.load().settings().currency()).isEqualTo("CNY");
  }

  @Test
  void brokenYamlIsReportedOnceWithItsLine() throws IOException {
    EditedPack pack =
        EditedPack.in(parent).replace("schemes/mood.yaml", "segments:", "segments: ]");

    assertThat(pack.faults())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("schemes/mood.yaml:4: not YAML: ");
  }

  @Test
  void withoutSeenInEveryTransactionsSourceWithACustomerCounts() throws IOException {
    assertThat(
            EditedPack.in(parent)
                .replace("pack.yaml", "seen_in: [event]\n", "")
                .load()
                .settings()
                .seenIn())
        .containsExactly("event");
  }
}
