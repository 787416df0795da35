package io.fenqun.pack;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.conf.Labels;
import io.fenqun.conf.Problems;
import io.fenqun.report.IndicatorDef;
import io.fenqun.transition.AlarmDef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DefaultsTest {
  @TempDir Path parent;

  private final Problems problems = new Problems();

  private Defaults load() {
    return Defaults.load(parent, problems);
  }

  private record Key(
      String name,
      Function<Defaults, Object> value,
      String other,
      Object changed,
      String refused,
      String message) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Key state(String code) {
    return new Key(
        "states." + code,
        defaults -> defaults.states().get(code),
        "states: {" + code + ": {zh: 甲, en: first}}",
        new Labels("甲", "first"),
        "states: {" + code + ": {zh: 甲}}",
        "states." + code + ".en: is missing");
  }

  private static Key alarm(
      String name,
      Function<AlarmDef, Object> value,
      String other,
      Object changed,
      String refused,
      String rule) {
    return new Key(
        "alarms." + name,
        defaults -> value.apply(defaults.alarms()),
        "alarms: {" + name + ": " + other + "}",
        changed,
        "alarms: {" + name + ": " + refused + "}",
        "alarms." + name + ": " + rule);
  }

  private static Key key(
      String name,
      Function<Defaults, Object> value,
      String other,
      Object changed,
      String refused,
      String rule) {
    return new Key(
        name, value, name + ": " + other, changed, name + ": " + refused, name + ": " + rule);
  }

  static Stream<Key> keys() {
    return Stream.of(
        key("forget_after", Defaults::forgetAfterMonths, "24", 24, "0", "'0' is below 1"),
        key("max_age", Defaults::maxAgeMonths, "2", 2, "long", "'long' is not a whole number"),
        key(
            "balance",
            Defaults::balance,
            "month_end",
            "month_end",
            "mean",
            "'mean' is unknown (known: daily_average, month_end)"),
        key("expect_limit", Defaults::expectLimit, "2.5", 2.5, "101", "'101' is above 100"),
        key("gzip_warning_mib", Defaults::gzipWarningMib, "1", 1, "0", "'0' is below 1"),
        key("distinct_limit", Defaults::distinctLimit, "16", 16, "2", "'2' is below 3"),
        key("max_record_bytes", Defaults::maxRecordBytes, "65536", 65536, "0", "'0' is below 1"),
        key("rank_bucket_rows", Defaults::rankBucketRows, "1000", 1000L, "0", "'0' is below 1"),
        key("reason_bytes", Defaults::reasonBytes, "400", 400, "10", "'10' is below 40"),
        key("small_row", Defaults::smallRow, "50", 50, "-1", "'-1' is below 0"),
        key("confidence", Defaults::confidence, "99.5", 99.5, "100", "'100' is not below 100"),
        key("effective_number", Defaults::effectiveNumber, "20", 20.0, "0", "'0' is below 1"),
        key("look_back", Defaults::lookBack, "6", 6, "0", "'0' is below 1"),
        key("look_ahead", Defaults::lookAhead, "6", 6, "[1]", "a single value is expected here"),
        key(
            "base_months",
            Defaults::lastBaseMonths,
            "24",
            24,
            "1.5",
            "'1.5' is not a whole number"),
        key("forecast_months", Defaults::forecastMonths, "6", 6, "121", "'121' is above 120"),
        key("forecast_window", Defaults::forecastWindow, "24", 24, "0", "'0' is below 1"),
        key("notable_difference", Defaults::notableDifference, "0.25", 0.25, "2", "'2' is above 1"),
        key("notable_shift", Defaults::notableShift, "0.25", 0.25, "-1", "'-1' is below 0"),
        key("shift_confidence", Defaults::shiftConfidence, "99", 99.0, "40", "'40' is below 50"),
        key("restatement_horizon", Defaults::restatementHorizon, "6", 6, "0", "'0' is below 1"),
        key("beat_seconds", Defaults::beatSeconds, "10", 10, "0", "'0' is below 1"),
        key("missed_beats", Defaults::missedBeats, "5", 5, "1", "'1' is below 2"),
        new Key(
            "indicators",
            Defaults::indicators,
            "indicators: [{name: heads, expr: customers, zh: 人数, en: heads}]",
            List.of(new IndicatorDef("heads", new Labels("人数", "heads"), "", "customers")),
            "indicators: [{name: heads, expr: heads, zh: 人数, en: heads}]",
            "indicators[0].expr: unknown name heads (known: customer_share, customers,"
                + " customers_before, entered, expected_customer_share, expected_value_share, left,"
                + " stayed, value, value_before, value_share)"),
        new Key(
            "performance_indicators",
            Defaults::performanceIndicators,
            "performance_indicators: [{name: kept, expr: retained, zh: 保有, en: kept}]",
            List.of(new IndicatorDef("kept", new Labels("保有", "kept"), "", "retained")),
            "performance_indicators: [{name: kept, expr: left, zh: 保有, en: kept}]",
            "performance_indicators[0].expr: unknown name left (known: customers, customers_before,"
                + " owned_customers, owners, retained, stayed, value, value_before)"),
        new Key(
            "alarms",
            Defaults::alarms,
            "alarms: {history: 24}",
            new AlarmDef(AlarmDef.Band.DEVIATIONS, 3, 24, 6, 30, 5, 5, List.of()),
            "alarms: {histroy: 24}",
            "alarms.histroy: unknown key; did you mean history? (known: band, deviations, groups,"
                + " history, least_customers, least_history, least_moved)"),
        alarm(
            "band",
            AlarmDef::band,
            "range",
            AlarmDef.Band.RANGE,
            "rang",
            "'rang' is unknown; did you mean range? (known: deviations, range)"),
        alarm("deviations", AlarmDef::deviations, "2.5", 2.5, "0", "'0' is not above 0"),
        alarm("history", AlarmDef::history, "24", 24, "0", "'0' is below 1"),
        alarm("least_history", AlarmDef::leastHistory, "3", 3, "0", "'0' is below 1"),
        alarm("least_customers", AlarmDef::leastCustomers, "50", 50, "0", "'0' is below 1"),
        alarm("least_moved", AlarmDef::leastMoved, "9", 9, "0", "'0' is below 1"),
        alarm("groups", AlarmDef::groups, "3", 3, "0", "'0' is below 1"),
        new Key(
            "states",
            Defaults::states,
            "states: {LEFT: {zh: 流失, en: lost}}",
            Map.of(
                "OUTSIDE", new Labels("范围外", "outside"),
                "SCORED", new Labels("已评分", "scored"),
                "ENTERED", new Labels("新进入", "entered"),
                "RETURNED", new Labels("回归", "returned"),
                "LEFT", new Labels("流失", "lost")),
            "states: {GONE: {zh: 流失, en: lost}}",
            "states.GONE: unknown key (known: ENTERED, LEFT, OUTSIDE, RETURNED, SCORED)"),
        state("OUTSIDE"),
        state("SCORED"),
        state("ENTERED"),
        state("RETURNED"),
        state("LEFT"));
  }

  private static IndicatorDef indicator(
      String name, String zh, String en, String unit, String expression) {
    return new IndicatorDef(name, new Labels(zh, en), unit, expression);
  }

  @Test
  void theDefaultsAreThoseOfTheDomain() {
    assertThat(load())
        .isEqualTo(
            new Defaults(
                36,
                1,
                "daily_average",
                100,
                256,
                1 << 20,
                4096,
                200_000,
                200,
                30,
                95,
                30,
                3,
                3,
                12,
                12,
                12,
                0.1,
                0.1,
                99.9,
                12,
                30,
                3,
                List.of(
                    indicator("customers", "客户数", "customers", "count", "customers"),
                    indicator(
                        "customer_share", "客户占比", "share of customers", "share", "customer_share"),
                    indicator("value", "价值", "value", "money", "value"),
                    indicator("value_share", "价值占比", "share of value", "share", "value_share"),
                    indicator(
                        "value_per_customer",
                        "户均价值",
                        "value per customer",
                        "money",
                        "value / nullif(customers, 0)"),
                    indicator(
                        "retention_rate",
                        "留存率",
                        "stayed of last month's customers",
                        "rate",
                        "stayed / nullif(customers_before, 0)"),
                    indicator(
                        "value_growth",
                        "价值增长率",
                        "change of value on last month",
                        "rate",
                        "case when value_before > 0 then value / value_before - 1 end")),
                List.of(
                    indicator(
                        "retention",
                        "客户保有率",
                        "last month's customers who are still here",
                        "rate",
                        "retained / nullif(customers_before, 0)"),
                    indicator(
                        "staying",
                        "分群留存率",
                        "last month's customers who are still in the segment",
                        "rate",
                        "stayed / nullif(customers_before, 0)"),
                    indicator(
                        "customers_per_owner",
                        "人均管户数",
                        "customers per owner",
                        "count",
                        "owned_customers / nullif(owners, 0)")),
                new AlarmDef(AlarmDef.Band.DEVIATIONS, 3, 12, 6, 30, 5, 5, List.of()),
                Map.of(
                    "OUTSIDE", new Labels("范围外", "outside"),
                    "SCORED", new Labels("已评分", "scored"),
                    "ENTERED", new Labels("新进入", "entered"),
                    "RETURNED", new Labels("回归", "returned"),
                    "LEFT", new Labels("离开", "left"))));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void eachKeyCanBeReplaced(Key key) throws IOException {
    assertThat(key.value().apply(load())).isNotEqualTo(key.changed());

    Files.writeString(parent.resolve("defaults.yaml"), key.other() + "\n");

    assertThat(key.value().apply(load())).isEqualTo(key.changed());
    assertThat(problems.all()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void eachKeyIsChecked(Key key) throws IOException {
    Path file = Files.writeString(parent.resolve("defaults.yaml"), key.refused() + "\n");
    load();

    assertThat(problems.all()).containsExactly(file + ":1: " + key.message());
  }

  @Test
  void theTableAboveHasEveryKey() throws IOException {
    assertThat(keys().map(Key::name))
        .containsExactlyInAnyOrderElementsOf(SchemaKeys.of("defaults").keySet());
  }

  @ParameterizedTest
  @CsvSource({"a/b/c, 7", "a/b, 7", "a, 7", "., 30"})
  void aFileInTheFolderOrTheTwoAboveItCounts(String folder, int smallRow) throws IOException {
    Path pack = Files.createDirectories(parent.resolve("a/b/c"));
    Files.writeString(parent.resolve(folder).resolve("defaults.yaml"), "small_row: 7\n");

    assertThat(Defaults.load(pack, problems).smallRow()).isEqualTo(smallRow);
  }

  @Test
  void theNearestFileThatNamesAKeyDecides() throws IOException {
    Path pack = Files.createDirectories(parent.resolve("a/b"));
    Files.writeString(parent.resolve("defaults.yaml"), "small_row: 7\nlook_back: 8\n");
    Files.writeString(parent.resolve("a/defaults.yaml"), "small_row: 9\n");

    Defaults defaults = Defaults.load(pack, problems);

    assertThat(defaults.smallRow()).isEqualTo(9);
    assertThat(defaults.lookBack()).isEqualTo(8);
    assertThat(defaults.lookAhead()).isEqualTo(3);
  }

  @Test
  void defaultsReachWhatAPackLeavesOut() throws IOException {
    Pack pack =
        EditedPack.in(parent)
            .write(
                "defaults.yaml",
                "forget_after: 9\n"
                    + "max_age: 4\n"
                    + "balance: month_end\n"
                    + "expect_limit: 7\n"
                    + "look_back: 5\n"
                    + "look_ahead: 6\n"
                    + "base_months: 8\n")
            .replace("pack.yaml", "forget_after: 24\n", "")
            .replace("pack.yaml", "balance: month_end\n", "")
            .replace("sources/member.yaml", "max_age: 2\n", "")
            .replace("sources/event.yaml", ", limit: 0.5", "")
            .replace("schemes/asset_level.yaml", "  base_months: {last: 6}\n", "")
            .replace("schemes/asset_level.yaml", "  look_back: 2\n", "")
            .replace("schemes/asset_level.yaml", "  look_ahead: 4\n", "")
            .load();

    assertThat(pack.settings().forgetAfterMonths()).isEqualTo(9);
    assertThat(pack.settings().balance()).isEqualTo("month_end");
    assertThat(pack.sources().get("member").maxAgeMonths()).isEqualTo(4);
    assertThat(pack.sources().get("event").expect().get(0).limit()).isEqualTo(7);
    assertThat(pack.rollRates().get(0).lookBack()).isEqualTo(5);
    assertThat(pack.rollRates().get(0).lookAhead()).isEqualTo(6);
    assertThat(pack.rollRates().get(0).last()).isEqualTo(8);
  }
}
