package io.fenqun.transition;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.Lines;
import io.fenqun.SparkTest;
import io.fenqun.table.SchemeValue;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class TransitionsTest extends SparkTest {
  private static final List<SchemeValue> TIER = List.of(new SchemeValue("tier", "value"));
  private static final List<SchemeValue> TIER_AND_GRADE =
      List.of(new SchemeValue("tier", "value"), new SchemeValue("grade", "sales"));
  private static final MonthRange FEBRUARY_AND_MARCH =
      new MonthRange(Month.of(2024, 2), Month.of(2024, 3));

  /**
   * c1 stays, c2 moves, c3 skips February, c4 is first outside, c5 comes and goes, c6 is gone in
   * the month of coming.
   */
  private Dataset<Row> customerMonth() {
    return rows(
        "month string, customer_id string, value decimal(18,2), sales decimal(18,2), tier string, grade string",
        customer("2024-01", "c1", "100.00", "1.00", "A", "X"),
        customer("2024-01", "c2", "-20.00", "2.00", "A", "X"),
        customer("2024-01", "c3", "50.05", null, "B", null),
        customer("2024-01", "c4", "7.00", "4.00", "OUTSIDE", "Y"),
        customer("2024-02", "c1", "110.00", "1.00", "A", "X"),
        customer("2024-02", "c2", "5.00", "2.00", "B", "X"),
        customer("2024-02", "c4", "8.00", "4.00", "A", "Y"),
        customer("2024-02", "c5", "1.00", "5.00", "A", "X"),
        customer("2024-03", "c1", "120.00", "1.00", "A", "Y"),
        customer("2024-03", "c2", "-1.00", "2.00", "B", "Y"),
        customer("2024-03", "c3", "60.00", "3.00", "B", "X"),
        customer("2024-03", "c4", "9.00", "4.00", "OUTSIDE", "Y"));
  }

  private Dataset<Row> span() {
    return rows(
        "customer_id string, first_month string",
        RowFactory.create("c1", "2023-05"),
        RowFactory.create("c2", "2024-01"),
        RowFactory.create("c3", "2024-01"),
        RowFactory.create("c4", "2024-01"),
        RowFactory.create("c5", "2024-02"),
        RowFactory.create("c6", "2024-03"));
  }

  private static Row customer(
      String month, String customer, String value, String sales, String tier, String grade) {
    return RowFactory.create(
        month,
        customer,
        new BigDecimal(value),
        sales == null ? null : new BigDecimal(sales),
        tier,
        grade);
  }

  private Dataset<Row> between(
      Dataset<Row> customerMonth, List<SchemeValue> schemes, MonthRange months) {
    return between(customerMonth, schemes, TransitionScope.monthOverMonth(months));
  }

  private Dataset<Row> between(
      Dataset<Row> customerMonth, List<SchemeValue> schemes, TransitionScope scope) {
    return Transitions.between(
        customerMonth,
        span(),
        schemes,
        scope,
        new RateLimits(2, 0.95, 2, Map.of("tier", 2, "grade", 2)));
  }

  private static TransitionScope upToMarch(List<Integer> horizons, String... groupBy) {
    return TransitionScope.of(
        new TransitionDef(horizons, List.of(groupBy)), FEBRUARY_AND_MARCH, Month.of(2024, 1));
  }

  @Test
  void aLongerHorizonLooksAtItsTwoEndsAlone() {
    // c3 skipped February and is a move of two months, c5 came and went between
    Dataset<Row> transitions = between(customerMonth(), TIER, upToMarch(List.of(2)));
    assertThat(
            Lines.of(
                transitions.where("horizon_months = 2"),
                "month",
                "from_segment",
                "to_segment",
                "customers",
                "row_customers",
                "amount_from",
                "amount_to"))
        .containsExactly(
            "2024-03 A A 1 2 100.00 120.00",
            "2024-03 A B 1 2 -20.00 -1.00",
            "2024-03 B B 1 1 50.05 60.00",
            "2024-03 OUTSIDE OUTSIDE 1 1 7.00 9.00");
    assertThat(Lines.of(transitions.where("horizon_months = 1")))
        .isEqualTo(Lines.of(between(customerMonth(), TIER, FEBRUARY_AND_MARCH)));
  }

  @Test
  void aHorizonLongerThanTheHistoryHasNoRows() {
    TransitionScope scope = upToMarch(List.of(1, 2, 3));
    assertThat(scope.horizons().stream().map(h -> h.months() + " " + h.toMonths()))
        .containsExactly("1 2024-02..2024-03", "2 2024-03");
    assertThat(
            Lines.of(
                between(customerMonth(), TIER, scope).select("horizon_months", "month").distinct()))
        .containsExactly("1 2024-02", "1 2024-03", "2 2024-03");
  }

  @Test
  void aGroupIsTheOneMovedFromAndOfNewcomersTheOneMovedTo() {
    Dataset<Row> transitions = between(customerMonth(), TIER, upToMarch(List.of(1), "grade"));
    // c3 has no grade; c5 comes with X; in March c1 and c2 move from X though they are Y now
    assertThat(
            Lines.of(
                transitions.where("group_by = 'grade'"),
                "month",
                "group_value",
                "from_segment",
                "to_segment",
                "customers",
                "row_customers",
                "row_amount"))
        .containsExactly(
            "2024-02 - B LEFT 1 1 50.05",
            "2024-02 X A A 1 2 80.00",
            "2024-02 X A B 1 2 80.00",
            "2024-02 X ENTERED A 1 1 0.00",
            "2024-02 Y OUTSIDE A 1 1 7.00",
            "2024-03 X A A 1 2 111.00",
            "2024-03 X A LEFT 1 2 111.00",
            "2024-03 X B B 1 1 5.00",
            "2024-03 X RETURNED B 1 1 0.00",
            "2024-03 Y A OUTSIDE 1 1 8.00");
    assertThat(Lines.of(transitions.where("group_by = 'ALL'")))
        .isEqualTo(Lines.of(between(customerMonth(), TIER, FEBRUARY_AND_MARCH)));
  }

  @Test
  void aSchemeIsNotSplitByItselfAndANullSegmentCountsAsOutside() {
    Dataset<Row> transitions =
        between(customerMonth(), TIER_AND_GRADE, upToMarch(List.of(1), "grade"));
    assertThat(Lines.of(transitions.select("scheme", "group_by").distinct()))
        .containsExactly("grade ALL", "tier ALL", "tier grade");
    assertThat(
            Lines.of(
                transitions.where("group_by = 'grade' and to_segment = 'LEFT'"),
                "month",
                "group_value",
                "from_segment"))
        .containsExactly("2024-02 OUTSIDE B", "2024-03 X A");
  }

  @Test
  void rowLimitsAreWiderThanThoseOfACellAndOfNewcomersNarrowerThanOthers() {
    Dataset<Row> march = between(customerMonth(), TIER, MonthRange.of(Month.of(2024, 3)));
    assertThat(Lines.of(march.where("row_low > rate_low or row_high < rate_high"))).isEmpty();
    // one of one: tier has two segments, and OUTSIDE and LEFT are states, of newcomers only OUTSIDE
    assertThat(Lines.of(march.where("row_customers = 1"), "from_segment", "row_low", "row_high"))
        .containsExactly("B 0.138149546 1.0", "RETURNED 0.148563261 1.0");
  }

  @Test
  void countsEveryMoveWithEntrantsReturnersAndLeavers() {
    assertThat(
            Lines.of(
                between(customerMonth(), TIER, FEBRUARY_AND_MARCH),
                "month",
                "from_segment",
                "to_segment",
                "customers",
                "row_customers",
                "rate",
                "is_small"))
        .containsExactly(
            "2024-02 A A 1 2 0.5 false",
            "2024-02 A B 1 2 0.5 false",
            "2024-02 B LEFT 1 1 1.0 true",
            "2024-02 ENTERED A 1 1 1.0 true",
            "2024-02 OUTSIDE A 1 1 1.0 true",
            "2024-03 A A 1 3 0.333333333 false",
            "2024-03 A LEFT 1 3 0.333333333 false",
            "2024-03 A OUTSIDE 1 3 0.333333333 false",
            "2024-03 B B 1 1 1.0 true",
            "2024-03 RETURNED B 1 1 1.0 true");
  }

  @Test
  void sumsAmountsToTheCentAndWeighsNegativeOnesAsNothing() {
    assertThat(
            Lines.of(
                between(customerMonth(), TIER, FEBRUARY_AND_MARCH),
                "month",
                "from_segment",
                "to_segment",
                "amount_from",
                "amount_to",
                "row_amount",
                "amount_rate"))
        .containsExactly(
            "2024-02 A A 100.00 110.00 80.00 1.0",
            "2024-02 A B -20.00 5.00 80.00 0.0",
            "2024-02 B LEFT 50.05 0.00 50.05 1.0",
            "2024-02 ENTERED A 0.00 1.00 0.00 -",
            "2024-02 OUTSIDE A 7.00 8.00 7.00 1.0",
            "2024-03 A A 110.00 120.00 119.00 0.924369748",
            "2024-03 A LEFT 1.00 0.00 119.00 0.00840336134",
            "2024-03 A OUTSIDE 8.00 9.00 119.00 0.0672268908",
            "2024-03 B B 5.00 -1.00 5.00 1.0",
            "2024-03 RETURNED B 0.00 60.00 0.00 -");
  }

  @Test
  void eachSchemeHasItsOwnSegmentsAndMoney() {
    MonthRange february = MonthRange.of(Month.of(2024, 2));
    Dataset<Row> grade =
        between(customerMonth(), TIER_AND_GRADE, february).where("scheme = 'grade'");
    assertThat(
            Lines.of(grade, "from_segment", "to_segment", "customers", "amount_from", "amount_to"))
        .containsExactly(
            "ENTERED X 1 0.00 5.00",
            "OUTSIDE LEFT 1 0.00 0.00",
            "X X 2 3.00 3.00",
            "Y Y 1 4.00 4.00");
  }

  @Test
  void moneyLimitsNeedEnoughEffectiveCustomers() {
    Dataset<Row> march = between(customerMonth(), TIER_AND_GRADE, MonthRange.of(Month.of(2024, 3)));
    // grade X weighs 1, 2 and 5: n_eff = 8² ÷ 30 = 2.13; tier A weighs 110, 8 and 1: n_eff = 1.16,
    // too few
    assertThat(
            Lines.of(
                march.where("scheme = 'grade' and from_segment = 'X'"),
                "to_segment",
                "amount_rate",
                "amount_rate_low",
                "amount_rate_high"))
        .containsExactly("LEFT 0.625 0.148211596 0.941052318", "Y 0.375 0.0589476816 0.851788404");
    assertThat(
            Lines.of(
                march.where("scheme = 'tier' and from_segment = 'A'"),
                "amount_rate_low",
                "amount_rate_high"))
        .containsOnly("- -");
  }

  @Test
  void rowsHaveTheShapeOfTheTable() {
    Dataset<Row> transitions = between(customerMonth(), TIER, FEBRUARY_AND_MARCH);
    assertThat(transitions.schema().names())
        .containsExactly(Tables.TRANSITION_MONTH.schema().names());
    assertThat(
            Lines.of(
                transitions,
                "scheme",
                "horizon_months",
                "group_by",
                "group_value",
                "row_low",
                "row_high"))
        .isNotEmpty()
        .allMatch(line -> line.startsWith("tier 1 ALL ALL 0"));
  }

  @Test
  void aMonthAloneEqualsItsPartOfTheRange() {
    List<String> march =
        Lines.of(between(customerMonth(), TIER_AND_GRADE, MonthRange.of(Month.of(2024, 3))));
    assertThat(march)
        .isEqualTo(
            Lines.of(
                between(customerMonth(), TIER_AND_GRADE, FEBRUARY_AND_MARCH)
                    .where("month = '2024-03'")));
  }

  @Test
  void partitionsDoNotMatter() {
    List<String> expected = Lines.of(between(customerMonth(), TIER_AND_GRADE, FEBRUARY_AND_MARCH));
    assertThat(
            Lines.of(between(customerMonth().repartition(5), TIER_AND_GRADE, FEBRUARY_AND_MARCH)))
        .isEqualTo(expected);
  }

  @Test
  void theLawsHoldAndABrokenSumIsNamed() {
    TransitionScope scope = upToMarch(List.of(1, 2), "grade");
    Dataset<Row> transitions = between(customerMonth(), TIER_AND_GRADE, scope);
    assertThat(
            Lines.of(
                TransitionLaws.violations(transitions, customerMonth(), TIER_AND_GRADE, scope)))
        .isEmpty();

    Dataset<Row> withoutReturner = transitions.where("from_segment <> 'RETURNED'");
    assertThat(
            Lines.of(
                TransitionLaws.violations(withoutReturner, customerMonth(), TIER_AND_GRADE, scope)))
        .containsExactly(
            "grade 2024-03 1 columns X 1 0 3.00 0.00", "tier 2024-03 1 columns B 2 1 59.00 -1.00");

    Dataset<Row> withoutOneOfTwoMonths =
        transitions.where("not (horizon_months = 2 and from_segment = 'B')");
    assertThat(
            Lines.of(
                TransitionLaws.violations(
                    withoutOneOfTwoMonths, customerMonth(), TIER_AND_GRADE, scope)))
        .containsExactly(
            "tier 2024-03 2 columns B 2 1 59.00 -1.00", "tier 2024-03 2 rows B 1 0 50.05 0.00");

    Dataset<Row> withoutAGroup =
        transitions.where("not (group_by = 'grade' and to_segment = 'LEFT' and month = '2024-02')");
    assertThat(
            Lines.of(
                TransitionLaws.violations(withoutAGroup, customerMonth(), TIER_AND_GRADE, scope)))
        .containsExactly("tier 2024-02 1 grade B > LEFT 1 0 50.05 0.00");
  }
}
