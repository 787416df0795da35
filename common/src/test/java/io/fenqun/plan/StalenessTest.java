package io.fenqun.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.pack.EditedPack;
import io.fenqun.pack.Pack;
import io.fenqun.plan.StaleMonth.Cause;
import io.fenqun.quality.MonthContent;
import io.fenqun.source.SourceDef;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each change of the data or the pack makes those steps and months stale that it can reach. */
class StalenessTest {
  private static final MonthRange MONTHS =
      new MonthRange(Month.parse("2024-01"), Month.parse("2024-04"));
  private static final List<String> STEPS =
      List.of(Staleness.FEATURES, Staleness.SEGMENTS, Staleness.TRANSITIONS, Staleness.PUBLISH);
  private static final int HORIZON = 12;

  @TempDir private Path parent;

  private EditedPack edited;
  private Books computed;

  @BeforeEach
  void computeFourMonths() throws IOException {
    edited = EditedPack.in(parent);
    Pack pack = edited.load();
    Books books = read(pack, Map.of());
    computed = books.with(lines(staleness(pack, books, scope()), MONTHS.months()));
  }

  private static StaleScope scope() {
    return StaleScope.within(MONTHS, HORIZON);
  }

  private static Staleness staleness(Pack pack, Books books, StaleScope scope) {
    return new Staleness(
        pack, books, SourceContents.of(pack, books), scope, Map.of(), Set.copyOf(STEPS));
  }

  /** Every delivery read, each month with ten rows; {@code other} replaces months of event. */
  private static Books read(Pack pack, Map<String, MonthContent> other) {
    List<Books.Line> lines = new ArrayList<>();
    for (SourceDef source : pack.sources().values()) {
      if (source.isMonthly()) {
        MONTHS.months().forEach(month -> lines.add(delivery(source, month.toString(), other)));
      } else {
        lines.add(delivery(source, SourceDef.ALL, other));
      }
    }
    return Books.EMPTY.with(lines);
  }

  private static Books.Line delivery(
      SourceDef source, String delivery, Map<String, MonthContent> other) {
    MonthContent usual = new MonthContent(10, delivery.hashCode(), 7, new TreeMap<>());
    MonthContent content =
        source.name().equals("event") ? other.getOrDefault(delivery, usual) : usual;
    SourceInputs inputs =
        new SourceInputs(
            "[]", source.definition(), new TreeMap<>(), new TreeMap<>(Map.of(delivery, content)));
    return line(SourceInputs.step(source.name()), delivery, inputs.json());
  }

  private static Books.Line line(String step, String month, String inputs) {
    return new Books.Line(step, month, new Books.Entry(inputs, 1, new Timestamp(1)));
  }

  private static List<Books.Line> lines(Staleness staleness, List<Month> months) {
    List<Books.Line> lines = new ArrayList<>();
    for (String step : STEPS) {
      months.forEach(
          month -> lines.add(line(step, month.toString(), staleness.of(step).after(month).json())));
    }
    return lines;
  }

  /** The stale months of each step that has any, as {@code from..to}. */
  private static Map<String, String> stale(Staleness staleness) {
    Map<String, String> stale = new LinkedHashMap<>();
    STEPS.forEach(
        step ->
            staleness
                .of(step)
                .months()
                .ifPresent(months -> stale.put(step, months.from() + ".." + months.to())));
    return stale;
  }

  private static String reasons(Staleness staleness, String step, String month) {
    return staleness.of(step).stale().get(Month.parse(month)).reasons().toString();
  }

  @Test
  void nothingIsStaleWhereNothingChanged() {
    assertThat(stale(staleness(edited.load(), computed, scope()))).isEmpty();
  }

  @Test
  void whatWasNeverComputedIsStale() {
    Staleness staleness = staleness(edited.load(), read(edited.load(), Map.of()), scope());
    assertThat(stale(staleness)).hasSize(STEPS.size()).containsValue("2024-01..2024-04");
    assertThat(reasons(staleness, Staleness.FEATURES, "2024-01")).contains("never computed");
  }

  @Test
  void aLabelTouchesTheLastPublicationAlone() throws IOException {
    Pack pack =
        edited.replace("schemes/asset_level.yaml", "zh: 低, en: low", "zh: 低, en: lowest").load();
    Staleness staleness = staleness(pack, computed, scope());
    assertThat(stale(staleness)).containsExactly(Map.entry("publish", "2024-04..2024-04"));
    assertThat(reasons(staleness, Staleness.PUBLISH, "2024-04"))
        .contains("schemes/asset_level.yaml changed");
  }

  @Test
  void aTreatmentTouchesTheLastPublicationAlone() throws IOException {
    Pack pack =
        edited.replace("treatments.yaml", "calls_per_month: 2", "calls_per_month: 3").load();
    assertThat(stale(staleness(pack, computed, scope())))
        .containsExactly(Map.entry("publish", "2024-04..2024-04"));
  }

  @Test
  void anIndicatorTouchesPublishAlone() throws IOException {
    Pack pack = edited.replace("pack.yaml", "sum(event_count)", "count(event_count)").load();
    Staleness staleness = staleness(pack, computed, scope());
    assertThat(stale(staleness)).containsExactly(Map.entry("publish", "2024-01..2024-04"));
    assertThat(reasons(staleness, Staleness.PUBLISH, "2024-02"))
        .contains("indicator mean_amount changed");
  }

  @Test
  void theLabelOfAnIndicatorTouchesTheLastPublicationAlone() throws IOException {
    Pack pack = edited.replace("pack.yaml", "zh: 次均金额", "zh: 均额").load();
    assertThat(stale(staleness(pack, computed, scope())))
        .containsExactly(Map.entry("publish", "2024-04..2024-04"));
  }

  @Test
  void aFeatureThatAnIndicatorAloneReadsReachesEveryPublishedMonth() throws IOException {
    Pack reading = edited.replace("pack.yaml", "sum(event_count)", "max(trend)").load();
    Books books = computed.with(lines(staleness(reading, computed, scope()), MONTHS.months()));
    assertThat(stale(staleness(reading, books, scope()))).isEmpty();

    Pack changed =
        edited.replace("features/dealings.yaml", "lag(amount_3m, 3)", "lag(amount_3m, 2)").load();
    Staleness staleness = staleness(changed, books, scope());
    assertThat(stale(staleness)).containsEntry("publish", "2024-01..2024-04");
    assertThat(stale(staleness)).containsOnlyKeys("features", "publish");
    assertThat(reasons(staleness, Staleness.PUBLISH, "2024-02")).contains("feature trend changed");
  }

  @Test
  void performanceAndAlarmsTouchPublishAlone() throws IOException {
    Pack grouped = edited.replace("pack.yaml", "group_by: [region]", "group_by: [grade]").load();
    Staleness staleness = staleness(grouped, computed, scope());
    assertThat(stale(staleness)).containsExactly(Map.entry("publish", "2024-01..2024-04"));
    assertThat(reasons(staleness, Staleness.PUBLISH, "2024-02"))
        .contains("setting performance changed")
        .doesNotContain("alarms");

    Pack wider = edited.replace("pack.yaml", "deviations: 2", "deviations: 3").load();
    staleness = staleness(wider, computed, scope());
    assertThat(stale(staleness)).containsExactly(Map.entry("publish", "2024-01..2024-04"));
    assertThat(reasons(staleness, Staleness.PUBLISH, "2024-02"))
        .contains("setting alarms changed", "setting performance changed");
  }

  @Test
  void fromWhereAShiftIsNotableTouchesPublishAlone() throws IOException {
    Pack pack = edited.write("../defaults.yaml", "notable_shift: 0.2\n").load();
    Staleness staleness = staleness(pack, computed, scope());
    assertThat(stale(staleness)).containsExactly(Map.entry("publish", "2024-01..2024-04"));
    assertThat(reasons(staleness, Staleness.PUBLISH, "2024-02")).contains("notable_shift");
  }

  @Test
  void aBandNeverRecomputesFeatures() throws IOException {
    Pack pack = edited.replace("schemes/asset_level.yaml", "floor: 5000", "floor: 6000").load();
    Staleness staleness = staleness(pack, computed, scope());
    assertThat(stale(staleness)).containsOnlyKeys("segments", "transitions", "publish");
    assertThat(reasons(staleness, Staleness.SEGMENTS, "2024-02"))
        .contains("scheme asset_level changed")
        .doesNotContain("month before");
  }

  @Test
  void whatChurnIsReachesTransitionsAndItsLabelsPublishAlone() throws IOException {
    Pack relabelled = edited.replace("churn.yaml", "en: part", "en: partial").load();
    assertThat(stale(staleness(relabelled, computed, scope()))).containsOnlyKeys("publish");

    Pack pack = edited.replace("churn.yaml", "share_lost >= 0.5", "share_lost >= 0.6").load();
    Staleness staleness = staleness(pack, computed, scope());
    assertThat(stale(staleness)).containsOnlyKeys("transitions", "publish");
    assertThat(reasons(staleness, Staleness.TRANSITIONS, "2024-02"))
        .contains("churn.yaml: degree changed")
        .doesNotContain("month before");
  }

  @Test
  void whoIsWarnedOfReachesTransitionsAndItsLabelsPublishAlone() throws IOException {
    Pack relabelled = edited.replace("churn.yaml", ", en: idle", ", en: resting").load();
    assertThat(stale(staleness(relabelled, computed, scope()))).containsOnlyKeys("publish");

    Pack pack = edited.replace("churn.yaml", "points: 2", "points: 3").load();
    Staleness staleness = staleness(pack, computed, scope());
    assertThat(stale(staleness)).containsOnlyKeys("transitions", "publish");
    assertThat(reasons(staleness, Staleness.TRANSITIONS, "2024-02"))
        .contains("churn.yaml: warning changed");
  }

  @Test
  void aFeatureNamesItselfAndThoseThatReadIt() throws IOException {
    Pack pack =
        edited
            .replace(
                "features/dealings.yaml",
                "nullif(lag(amount_3m, 3), 0)",
                "nullif(lag(amount_3m, 2), 0)")
            .load();
    Staleness staleness = staleness(pack, computed, scope());
    assertThat(reasons(staleness, Staleness.FEATURES, "2024-03"))
        .contains("feature trend changed")
        .doesNotContain("amount_3m", "data");
    Pack filtered =
        edited
            .replace(
                "features/dealings.yaml",
                "where: \"direction = 'IN'\"",
                "where: \"direction <> 'OUT'\"")
            .load();
    assertThat(reasons(staleness(filtered, computed, scope()), Staleness.FEATURES, "2024-03"))
        .contains("feature amount_3m changed", "feature trend changed")
        .doesNotContain("event_count");
  }

  @Test
  void aFeatureThatNoSchemeReadsLeavesSegmentsAlone() throws IOException {
    Pack pack =
        edited.replace("features/dealings.yaml", "lag(amount_3m, 3)", "lag(amount_3m, 2)").load();
    Staleness staleness = staleness(pack, computed, scope());
    boolean isRead = pack.schemes().stream().anyMatch(scheme -> scheme.reads().contains("trend"));
    assertThat(isRead).isFalse();
    assertThat(stale(staleness))
        .containsOnly(
            Map.entry("features", "2024-01..2024-04"), Map.entry("publish", "2024-01..2024-04"));
    assertThat(reasons(staleness, Staleness.PUBLISH, "2024-02")).contains("feature trend changed");
  }

  @Test
  void lateRecordsReachTheirMonthAndAllLaterOnes() {
    MonthContent more = new MonthContent(12, 99, 98, new TreeMap<>());
    Pack pack = edited.load();
    Books books = withEvents(pack, Map.of("2024-03", more));
    Staleness staleness = staleness(pack, books, scope());
    assertThat(stale(staleness))
        .containsEntry("features", "2024-03..2024-04")
        .containsEntry("segments", "2024-03..2024-04")
        .containsEntry("publish", "2024-03..2024-04");
    assertThat(reasons(staleness, Staleness.FEATURES, "2024-03"))
        .contains("2 late records of event");
    assertThat(
            staleness.of(Staleness.FEATURES).stale().get(Month.parse("2024-04")).is(Cause.FOLLOWS))
        .isTrue();
  }

  @Test
  void aCorrectedAmountWithTheSameRowsIsSeen() {
    MonthContent corrected = new MonthContent(10, "2024-02".hashCode(), 8, new TreeMap<>());
    Pack pack = edited.load();
    Staleness staleness = staleness(pack, withEvents(pack, Map.of("2024-02", corrected)), scope());
    assertThat(reasons(staleness, Staleness.FEATURES, "2024-02"))
        .contains("corrected data of event");
  }

  /** Books of the four months with some deliveries of event read again since. */
  private Books withEvents(Pack pack, Map<String, MonthContent> other) {
    SourceDef event = pack.sources().get("event");
    return computed.with(
        other.keySet().stream().map(month -> delivery(event, month, other)).toList());
  }

  @Test
  void beyondTheHorizonAChangeWaitsForARestatement() {
    MonthContent more = new MonthContent(12, 99, 98, new TreeMap<>());
    Pack pack = edited.load();
    Books books = withEvents(pack, Map.of("2024-01", more));
    StaleScope short2 = StaleScope.within(MONTHS, 2);
    Staleness waiting = staleness(pack, books, short2);
    assertThat(stale(waiting)).isEmpty();
    assertThat(waiting.of(Staleness.FEATURES).waiting()).containsOnlyKeys(Month.parse("2024-01"));

    Staleness restated = staleness(pack, books, short2.restating(Month.parse("2024-01")));
    assertThat(stale(restated)).containsEntry("features", "2024-01..2024-04");
  }

  @Test
  void whatIsWithinTheHorizonIsComputedThoughOlderMonthsWait() throws IOException {
    Pack pack = edited.replace("schemes/asset_level.yaml", "floor: 5000", "floor: 6000").load();
    Staleness staleness = staleness(pack, computed, StaleScope.within(MONTHS, 2));
    assertThat(stale(staleness)).containsEntry("segments", "2024-03..2024-04");
    Books after =
        computed.with(
            lines(staleness, new MonthRange(Month.parse("2024-03"), MONTHS.to()).months()));
    assertThat(stale(staleness(pack, after, StaleScope.within(MONTHS, 2)))).isEmpty();
  }

  @Test
  void forceAndFailureAndALostTableAreReasons() {
    Pack pack = edited.load();
    Staleness forced = staleness(pack, computed, scope().forcing(Month.parse("2024-03")));
    assertThat(stale(forced)).containsEntry("features", "2024-03..2024-04");

    Books failed =
        new Books(
            computed.done(),
            List.of(
                new Books.Failure(
                    Staleness.SEGMENTS, MonthRange.of(Month.parse("2024-04")), new Timestamp(2))));
    assertThat(stale(staleness(pack, failed, scope())))
        .containsExactly(Map.entry("segments", "2024-04..2024-04"));

    Staleness lost =
        new Staleness(
            pack,
            computed,
            SourceContents.of(pack, computed),
            scope(),
            Map.of(),
            Set.of(Staleness.FEATURES, Staleness.TRANSITIONS, Staleness.PUBLISH));
    assertThat(stale(lost)).containsExactly(Map.entry("segments", "2024-01..2024-04"));
  }

  @Test
  void aMonthBeforeTheFirstOneMakesAllLaterOnesStale() {
    Pack pack = edited.load();
    MonthRange longer = new MonthRange(Month.parse("2023-12"), MONTHS.to());
    Staleness staleness = staleness(pack, computed, StaleScope.within(longer, 2));
    assertThat(stale(staleness)).containsEntry("features", "2023-12..2024-04");
  }

  @Test
  void booksOfAnEarlierVersionAreComputedAgain() {
    Pack pack = edited.load();
    Books old = read(pack, Map.of()).with(List.of(line(Staleness.FEATURES, "2024-04", "")));
    assertThat(reasons(staleness(pack, old, scope()), Staleness.FEATURES, "2024-04"))
        .contains("kept no inputs");
  }
}
