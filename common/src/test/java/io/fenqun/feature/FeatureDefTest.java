package io.fenqun.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.conf.Labels;
import io.fenqun.conf.Problems;
import io.fenqun.feature.FeatureDef.Aggregate;
import io.fenqun.feature.FeatureDef.Attribute;
import io.fenqun.feature.FeatureDef.Derived;
import io.fenqun.feature.FeatureDef.Window;
import io.fenqun.sql.SqlExpression;
import io.fenqun.time.OrderCycle;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureDefTest {
  private static Aggregate aggregate(String entry) {
    return (Aggregate) TestSources.features(entry).get(0).calculation();
  }

  @Test
  void severalWindowsGiveSeveralFeaturesWithTheWindowInNameAndLabels() {
    List<FeatureDef> features =
        TestSources.features(
            "name: spent, from: txn, agg: sum(amount), windows: [1, 3, ever], unit: money, zh: 消费, en: money spent");
    assertThat(features)
        .extracting(FeatureDef::name)
        .containsExactly("spent_1m", "spent_3m", "spent_ever");
    assertThat(features)
        .extracting(FeatureDef::labels)
        .containsExactly(
            new Labels("消费（近1个月）", "money spent, 1 month"),
            new Labels("消费（近3个月）", "money spent, 3 months"),
            new Labels("消费（累计）", "money spent, ever"));
    assertThat(features)
        .extracting(f -> ((Aggregate) f.calculation()).window())
        .containsExactly(new Window(1), new Window(3), Window.EVER);
    assertThat(features)
        .allMatch(
            f ->
                f.unit().equals("money")
                    && f.group().equals("group")
                    && !f.complete()
                    && !f.sensitive());
  }

  @Test
  void oneWindowKeepsNameAndLabels() {
    FeatureDef feature =
        TestSources.features(
                "name: idle, from: txn, agg: idle_cycles(order), window: ever, zh: 闲, en: idle")
            .get(0);
    assertThat(feature.name()).isEqualTo("idle");
    assertThat(feature.labels()).isEqualTo(new Labels("闲", "idle"));
    assertThat(((Aggregate) feature.calculation()).cycle()).contains(OrderCycle.WEEKLY);
    assertThat(((Aggregate) feature.calculation()).argument()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "count(*), COUNT, ",
    "count(shop), COUNT, shop",
    "COUNT(DISTINCT shop), COUNT_DISTINCT, shop",
    "sum(-amount), SUM, -amount",
    "avg(amount), AVG, amount",
    "min(amount), MIN, amount",
    "max(amount), MAX, amount",
    "first(kind), FIRST, kind",
    "last(kind), LAST, kind",
    "recency(day), RECENCY, day",
    "variance(amount), VARIANCE, amount",
    "stddev(-amount), STDDEV, -amount",
    "streak(*), STREAK, ",
    "streak(amount > 0), STREAK, amount > 0",
    "sum(case when (kind = 'A') then 1 end), SUM, case when (kind = 'A') then 1 end",
  })
  void theTextOfAnAggregateIsTakenApart(String text, AggregateFunction function, String argument) {
    Aggregate aggregate = aggregate("name: x, from: txn, agg: \"" + text + "\", window: 1");
    assertThat(aggregate.function()).isEqualTo(function);
    assertThat(aggregate.argument().map(SqlExpression::text).orElse(null)).isEqualTo(argument);
  }

  @Test
  void balanceFollowsThePackUnlessTheFeatureSaysOtherwise() {
    assertThat(aggregate("name: x, from: txn, agg: balance(amount)").function())
        .isEqualTo(AggregateFunction.BALANCE_MONTH_END);
    assertThat(
            aggregate(
                    "name: x, from: txn, agg: balance(amount), balance: daily_average, window: ever")
                .function())
        .isEqualTo(AggregateFunction.BALANCE_DAILY_AVERAGE);
  }

  @Test
  void aSnapshotHasNoWindow() {
    assertThat(
            aggregate("name: x, from: account, where: closed_on > month_end, agg: count(*)")
                .window())
        .isEqualTo(Window.SNAPSHOT);
  }

  @Test
  void attributesAndDerivedFeaturesAreTheOtherKinds() {
    List<FeatureDef> features =
        TestSources.features(
            "name: city, from: place, expr: city, sensitive: true",
            "name: trend, expr: \"a / lag(a, 3)\"",
            "name: margin, expr: a / b",
            "name: slope, expr: \"trend(a, 3)\"",
            "name: growth, expr: \"ratio(a, 12)\"",
            "name: part, expr: \"share(a, city)\"",
            "name: months, expr: \"streak(b, 3)\"");
    assertThat(features.get(0).calculation()).isInstanceOf(Attribute.class);
    assertThat(features.get(0).sensitive()).isTrue();
    assertThat(features.get(1).calculation()).isInstanceOf(Derived.class);
    assertThat(features)
        .extracting(FeatureDef::complete)
        .containsExactly(false, true, false, true, true, false, false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: Spent, from: txn, agg: count(*), window: 1 | features[0].name: 'Spent' is no name",
        "name: x, from: tnx, agg: count(*), window: 1 | features[0].from: 'tnx' is no source; did you mean txn?",
        "name: x, from: product, agg: count(*) | features[0].from: product names no customer",
        "name: x, from: txn, expr: amount | features[0].from: txn holds transactions and an attribute needs a snapshot",
        "name: x, from: txn, agg: count(*) | features[0].window: is missing",
        "name: x, from: txn, agg: count(*), window: 1, windows: [2] | features[0].window: window and windows exclude each other",
        "name: x, from: txn, agg: count(*), windows: [1, 1] | features[0].windows: '1' stands twice",
        "name: x, from: txn, agg: count(*), windows: [] | features[0].windows: names no window",
        "name: x, from: txn, agg: count(*), window: 0 | features[0].window: '0' is neither a number of months from 1 nor ever",
        "name: x, from: txn, agg: balance(amount), window: 3 | features[0].window: a balance counts from the first month on",
        "name: x, from: txn, agg: sum(amount), balance: month_end, window: 1 | features[0].balance: is for agg: balance(…) only",
        "name: x, from: txn, agg: balance(amount), balance: daily | features[0].balance: 'daily' is unknown",
        "name: x, from: account, agg: count(*), window: 1 | features[0].window: a snapshot has no windows",
        "name: x, from: account, agg: last(closed_on) | features[0].agg: last needs the time of events, and account is a snapshot",
        "name: x, from: txn, agg: median(amount), window: 1 | features[0].agg: 'median' cannot be merged from the parts of months: it needs every value of the window",
        "name: x, from: txn, agg: MODE(kind), window: 1 | 'mode' cannot be merged from the parts of months",
        "name: x, from: txn, agg: \"percentile(amount, 0.5)\", window: 1 | 'percentile' cannot be merged from the parts of months",
        "name: x, from: txn, agg: percentile_cont(0.5) within group (order by amount), window: 1 | 'percentile_cont' cannot be merged",
        "name: x, from: txn, agg: approx_count_distinct(shop), window: 1 | its answer depends on how the rows are spread; take count(distinct …)",
        "name: x, from: txn, agg: varianse(amount), window: 1 | 'varianse' is no aggregate whose parts of months can be merged; did you mean variance?",
        "name: x, from: txn, agg: sum(amount) + 1, window: 1 | features[0].agg: 'sum(amount) + 1' is not one aggregate of one argument",
        "name: x, from: txn, agg: sum(amount) + sum(quantity), window: 1 | is not one aggregate of one argument",
        "name: x, from: txn, agg: sum(distinct amount), window: 1 | * is for count and streak only, distinct for count only",
        "name: x, from: txn, agg: variance(*), window: 1 | * is for count and streak only",
        "name: x, from: txn, agg: count(distinct *), window: 1 | distinct for count only, not both",
        "name: x, from: account, agg: streak(*) | features[0].agg: streak needs the time of events, and account is a snapshot",
        "name: x, from: txn, agg: idle_cycles(ordr), window: ever | features[0].agg: 'ordr' is no cycle of the calendar; did you mean order?",
        "name: x, from: txn, agg: count(*), where: day = month_end, window: 1 | features[0].where: month_end is for snapshots",
        "name: x, from: txn, agg: count(*), expr: a, window: 1 | features[0].expr: agg and expr exclude each other",
        "name: x, from: txn, agg: count(*), window: ever, complete: true | features[0].complete: is for windows of so many months",
        "name: x, from: place, expr: city, complete: true | features[0].complete: is for windows and lag",
        "name: x, from: place, expr: city, where: a = 1 | features[0].where: is for features with agg only",
        "name: x, expr: \"lag(a + 1, 3)\" | features[0].expr: lag takes a feature and a whole number of months from 1",
        "name: x, expr: \"lag(a, 0)\" | features[0].expr: lag takes a feature and a whole number of months from 1",
        "name: x, expr: \"trend(a, 1)\" | features[0].expr: trend takes a feature and a whole number of months from 2 to 120",
        "name: x, expr: \"trend(a, 121)\" | features[0].expr: trend takes a feature and a whole number of months from 2 to 120",
        "name: x, expr: \"1 - ratio(a, b)\" | features[0].expr: ratio takes a feature and a whole number of months from 1",
        "name: x, expr: \"streak(a)\" | features[0].expr: streak takes a feature and the most months that it counts",
        "name: x, expr: \"share(a, 3)\" | features[0].expr: share takes a feature and the features whose values form the groups",
        "name: x, expr: \"share()\" | features[0].expr: share takes a feature and the features whose values form the groups",
        "name: x | features[0].expr: is missing",
      })
  void everyFaultIsNamedWithItsPlace(String entry, String fault) {
    Problems problems = new Problems();
    TestSources.features(problems, entry);
    assertThat(problems.all()).anySatisfy(found -> assertThat(found).contains(fault));
  }

  @Test
  void sumsAndAveragesOfDoublesAreRefused() {
    assertThat(AggregateFunction.SUM.refusal(DataTypes.DoubleType))
        .get()
        .asString()
        .contains("needs an integer or a decimal");
    assertThat(AggregateFunction.AVG.refusal(DataTypes.FloatType)).isPresent();
    assertThat(AggregateFunction.BALANCE_MONTH_END.refusal(DataTypes.createDecimalType(18, 4)))
        .isPresent();
    assertThat(AggregateFunction.RECENCY.refusal(DataTypes.StringType))
        .get()
        .isEqualTo("needs a date, not string");
    assertThat(AggregateFunction.SUM.refusal(DataTypes.createDecimalType(19, 2))).isEmpty();
    assertThat(AggregateFunction.VARIANCE.refusal(DataTypes.DoubleType)).isPresent();
    assertThat(AggregateFunction.STDDEV.refusal(DataTypes.IntegerType)).isEmpty();
    assertThat(AggregateFunction.STREAK.refusal(DataTypes.LongType))
        .contains("needs * or a condition, not bigint");
  }

  @Test
  void resultTypesKeepMoneyExact() {
    assertThat(AggregateFunction.SUM.resultType(DataTypes.createDecimalType(19, 2)))
        .isEqualTo(DataTypes.createDecimalType(18, 2));
    assertThat(AggregateFunction.SUM.resultType(DataTypes.IntegerType))
        .isEqualTo(DataTypes.LongType);
    assertThat(AggregateFunction.AVG.resultType(DataTypes.createDecimalType(18, 2)))
        .isEqualTo(DataTypes.createDecimalType(18, 2));
    assertThat(AggregateFunction.AVG.resultType(DataTypes.IntegerType))
        .isEqualTo(DataTypes.DoubleType);
    assertThat(AggregateFunction.RECENCY.resultType(DataTypes.DateType))
        .isEqualTo(DataTypes.IntegerType);
    assertThat(AggregateFunction.LAST.resultType(DataTypes.StringType))
        .isEqualTo(DataTypes.StringType);
  }
}
