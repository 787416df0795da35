package io.fenqun.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fenqun.error.FenqunException;
import io.fenqun.table.RowRefusal;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every aggregate over its windows, worked by hand. */
class WindowFeaturesTest extends FeatureGolden {
  private static List<Row> computed = List.of();

  /** All at once: they share one pass. */
  @BeforeEach
  void compute() {
    if (computed.isEmpty()) {
      computed =
          featureRows(
              TXN,
              "name: count, from: txn, agg: count(*), windows: [1, 2, ever]",
              "name: quantities, from: txn, agg: count(quantity), window: 2",
              "name: count_in, from: txn, where: \"kind = 'IN'\", agg: count(*), window: ever",
              "name: spent, from: txn, agg: sum(amount), window: 3",
              "name: quantity, from: txn, agg: sum(quantity), window: ever",
              "name: mean_amount, from: txn, agg: avg(amount), window: ever",
              "name: mean_quantity, from: txn, agg: avg(quantity), windows: [1, ever]",
              "name: smallest, from: txn, agg: min(amount), window: 2",
              "name: largest_kind, from: txn, agg: max(kind), window: ever",
              "name: first_amount, from: txn, agg: first(amount), window: ever",
              "name: last_kind, from: txn, where: day <= '2024-01-10', agg: last(kind), window: ever",
              "name: last_quantity, from: txn, agg: last(quantity), window: 2",
              "name: kinds, from: txn, agg: count(distinct kind), window: ever",
              "name: days, from: txn, agg: count(distinct day), window: 3",
              "name: recency, from: txn, agg: recency(day), windows: [1, ever]",
              "name: idle_months, from: txn, agg: idle_cycles(visit), window: ever",
              "name: idle_weeks, from: txn, agg: idle_cycles(order), windows: [1, ever]",
              "name: held, from: txn, agg: balance(amount)",
              "name: held_daily, from: txn, agg: balance(amount), balance: daily_average",
              "name: spread, from: txn, agg: variance(amount), window: ever",
              "name: deviation, from: txn, agg: stddev(quantity), windows: [1, ever]",
              "name: complete, from: txn, agg: count(*), window: 3, complete: true");
    }
  }

  private static List<String> values(String feature) {
    return values(computed, feature);
  }

  @Test
  void thereIsARowForEveryKnownCustomerAndMonth() {
    assertThat(computed)
        .extracting(row -> row.getString(0) + " " + row.getString(1) + " " + row.getBoolean(2))
        .containsExactly(
            "a 2024-01 false",
            "a 2024-02 false",
            "a 2024-03 false",
            "a 2024-04 false",
            "b 2024-02 false",
            "b 2024-03 false",
            "b 2024-04 false");
  }

  @Test
  void countsAreZeroInMonthsWithoutRows() {
    assertThat(values("count_1m")).containsExactly("3", "0", "1", "0", "1", "0", "0");
    assertThat(values("count_2m")).containsExactly("3", "3", "1", "1", "1", "1", "0");
    assertThat(values("count_ever")).containsExactly("3", "3", "4", "4", "1", "1", "1");
    assertThat(values("quantities")).containsExactly("2", "2", "1", "1", "1", "1", "0");
    assertThat(values("count_in")).containsExactly("2", "2", "2", "2", "0", "0", "0");
  }

  @Test
  void sumsAreExactAndZeroWithoutRows() {
    assertThat(values("spent"))
        .containsExactly("79.50", "79.50", "59.49", "-20.01", "0.00", "0.00", "0.00");
    assertThat(values("quantity")).containsExactly("3", "3", "8", "8", "3", "3", "3");
  }

  @Test
  void averagesOfMoneyAreHalfUpToCents() {
    assertThat(values("mean_amount"))
        .containsExactly("26.50", "26.50", "14.87", "14.87", "null", "null", "null");
  }

  @Test
  void otherAveragesAreDoublesOfNineDigits() {
    assertThat(values("mean_quantity_ever"))
        .containsExactly("1.5", "1.5", "2.66666667", "2.66666667", "3.0", "3.0", "3.0");
    assertThat(values("mean_quantity_1m"))
        .containsExactly("1.5", "null", "5.0", "null", "3.0", "null", "null");
  }

  @Test
  void smallestAndLargestAreNullWithoutValues() {
    assertThat(values("smallest"))
        .containsExactly("-30.50", "-30.50", "-20.01", "-20.01", "null", "null", "null");
    assertThat(values("largest_kind"))
        .containsExactly("OUT", "OUT", "OUT", "OUT", "null", "null", "null");
  }

  /** On 2024-01-10 the key "1" comes before "10" and "2". */
  @Test
  void firstAndLastGoByEventTimeThenByTheKeyAsText() {
    assertThat(values("first_amount"))
        .containsExactly("100.00", "100.00", "100.00", "100.00", "null", "null", "null");
    assertThat(values("last_kind"))
        .containsExactly("OUT", "OUT", "OUT", "OUT", "null", "null", "null");
    assertThat(values("last_quantity")).containsExactly("null", "null", "5", "5", "3", "3", "null");
  }

  @Test
  void distinctValuesAreCountedOnceOverTheWindow() {
    assertThat(values("kinds")).containsExactly("2", "2", "2", "2", "0", "0", "0");
    assertThat(values("days")).containsExactly("2", "2", "3", "1", "1", "1", "1");
  }

  @Test
  void recencyIsInDaysBeforeTheMonthsEnd() {
    assertThat(values("recency_ever")).containsExactly("0", "29", "30", "60", "0", "31", "61");
    assertThat(values("recency_1m"))
        .containsExactly("0", "null", "30", "null", "0", "null", "null");
  }

  @Test
  void monthlyIdleCyclesCountMonthsSinceTheLastRow() {
    assertThat(values("idle_months")).containsExactly("0", "1", "0", "1", "0", "1", "2");
  }

  /**
   * Weeks run Monday to Sunday. January 2024 ends on a Wednesday: its last complete week began on
   * the 22nd; February's on the 19th; March ends on a Sunday, so the week of the 25th is complete;
   * April's last began on the 22nd.
   */
  @Test
  void weeklyIdleCyclesCountCompleteWeeksOnly() {
    assertThat(values("idle_weeks_ever")).containsExactly("0", "3", "4", "8", "0", "4", "8");
    assertThat(values("idle_weeks_1m"))
        .containsExactly("0", "null", "4", "null", "0", "null", "null");
  }

  @Test
  void aBalanceIsTheRunningSum() {
    assertThat(values("held"))
        .containsExactly("79.50", "79.50", "59.49", "59.49", "0.00", "0.00", "0.00");
  }

  /**
   * January: 69.50 on 22 days (10th to 31st) and 10.00 on one: 1539.00 / 31 = 49.645…; March: 79.50
   * less 20.01 on all its days.
   */
  @Test
  void aDailyAverageWeighsDayEndBalancesByCalendarDays() {
    assertThat(values("held_daily"))
        .containsExactly("49.65", "79.50", "59.49", "59.49", "0.00", "0.00", "0.00");
  }

  @Test
  void aCompleteWindowIsNullUntilItIsCovered() {
    assertThat(values("complete")).containsExactly("null", "null", "4", "1", "null", "1", "1");
  }

  /** 100.01 from the middle of April on is 15 of 30 days: 50.005, away from zero. */
  @Test
  void aDailyAverageIsRoundedHalfUp() {
    List<Row> txn =
        List.of(
            txn("a", "2024-04-16", "1", null, "100.01", 1),
            txn("b", "2024-04-16", "2", null, "-100.01", 1));
    List<Row> rows =
        featureRows(txn, "name: held, from: txn, agg: balance(amount), balance: daily_average");
    assertThat(values(rows, "held")).containsExactly("50.01", "-50.01");
  }

  @Test
  void varianceIsThatOfTheSampleAndNullBelowTwoValues() {
    assertThat(values("spread"))
        .containsExactly("4461.75", "4461.75", "3515.29502", "3515.29502", "null", "null", "null");
    assertThat(values("deviation_ever"))
        .containsExactly(
            "0.707106781", "0.707106781", "2.081666", "2.081666", "null", "null", "null");
    assertThat(values("deviation_1m"))
        .containsExactly("0.707106781", "null", "null", "null", "null", "null", "null");
  }

  /** Of equal values exactly 0, however large they are. */
  @Test
  void theVarianceOfEqualValuesIsZero() {
    List<Row> txn = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      txn.add(txn("a", "2024-04-0" + (i % 3 + 1), "x" + i, null, "1000000000000000.01", 1));
    }
    String spread = "name: spread, from: txn, agg: variance(amount), window: 1";
    assertThat(values(featureRows(txn, spread), "spread")).containsExactly("0.0");
  }

  @Test
  void aVarianceThatDoesNotFitIsRefused() {
    List<Row> txn = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String amount = i % 2 == 0 ? "9000000000000000.00" : "-9000000000000000.00";
      txn.add(txn("a", "2024-01-01", "x" + i, null, amount, 1));
    }
    String spread = "name: spread, from: txn, agg: variance(amount), window: 1";
    assertThat(RowRefusal.find(catchThrowable(() -> featureRows(txn, spread))))
        .get()
        .extracting(FenqunException::getMessage)
        .isEqualTo(
            "Cannot compute spread: it takes more than 38 digits; look for wrong amounts in the source");
  }

  @Test
  void aStreakCountsMonthsInARowUpToTheMonth() {
    List<Row> txn =
        List.of(
            txn("a", "2024-01-10", "1", "IN", "5.00", 1),
            txn("a", "2024-02-10", "2", "IN", "-1.00", 1),
            txn("a", "2024-02-11", "3", null, null, 1),
            txn("a", "2024-03-10", "4", "OUT", "3.00", 1),
            txn("b", "2024-02-01", "5", "IN", "1.00", 1),
            txn("b", "2024-03-31", "6", "IN", "1.00", 1),
            txn("b", "2024-04-30", "7", "IN", "1.00", 1));
    List<Row> rows =
        featureRows(
            txn,
            "name: seen, from: txn, agg: streak(*), windows: [2, ever]",
            "name: paid, from: txn, agg: streak(amount > 0), window: ever",
            "name: in, from: txn, where: \"kind = 'IN'\", agg: streak(*), window: ever");
    assertThat(values(rows, "seen_ever")).containsExactly("1", "2", "3", "0", "1", "2", "3");
    assertThat(values(rows, "seen_2m")).containsExactly("1", "2", "2", "0", "1", "2", "2");
    assertThat(values(rows, "paid")).containsExactly("1", "0", "1", "0", "1", "2", "3");
    assertThat(values(rows, "in")).containsExactly("1", "2", "0", "0", "1", "2", "3");
  }

  private static List<Row> fiftyOneShops() {
    List<Row> txn = new ArrayList<>();
    for (int i = 0; i <= FeatureRun.DISTINCT_LIMIT; i++) {
      txn.add(txn("a", i < 30 ? "2024-01-01" : "2024-02-01", "x" + i, null, "1.00", 1));
    }
    return txn;
  }

  @Test
  void moreDistinctValuesThanTheLimitAreEstimated() {
    List<Row> txn = fiftyOneShops();
    List<Row> rows =
        featureRows(txn, "name: shops, from: txn, agg: count(distinct shop), windows: [1, 2]");
    String estimate =
        String.valueOf(NaiveDistinct.count(txn.stream().map(row -> row.getString(7)).toList()));
    assertThat(values(rows, "shops_1m")).containsExactly("30", "21", "0", "0");
    assertThat(values(rows, "shops_2m")).containsExactly("30", estimate, "21", "0");
  }

  @Test
  void tilesThatKeptFewerHashesThanTheLimitAsksForAreRefused() {
    List<FeatureDef> features =
        TestSources.features("name: shops, from: txn, agg: count(distinct shop), window: 2");
    FeatureRun run = run(fiftyOneShops(), features);
    run.tables().put("feature_tile_txn", Tiles.of(TestSources.TXN, features, clean.get("txn"), 20));
    MonthRange january = MonthRange.of(Month.parse("2024-01"));
    assertThat(RowRefusal.find(catchThrowable(() -> run.build(january).collectAsList())))
        .get()
        .extracting(FenqunException::getMessage)
        .isEqualTo(
            "Cannot compute smallest_hashes(shop): months were summed up with a distinct_limit below 50; run them again with --force");

    run.tables().put("feature_tile_txn", Tiles.of(TestSources.TXN, features, clean.get("txn"), 60));
    assertThat(values(run.build(january).collectAsList(), "shops")).containsExactly("30");
  }
}
