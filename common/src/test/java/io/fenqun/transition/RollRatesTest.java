package io.fenqun.transition;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.Lines;
import io.fenqun.SparkTest;
import io.fenqun.conf.Position;
import io.fenqun.sql.SqlExpression;
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

class RollRatesTest extends SparkTest {
  private static final MonthRange JANUARY_TO_MAY =
      new MonthRange(Month.of(2024, 1), Month.of(2024, 5));
  private static final String STATE_COLUMNS =
      "customer_id month run is_left value run_before value_before";

  private static RollRateDef def(List<Month> baseMonths, int last) {
    Position nowhere = new Position("test", 1, "");
    return new RollRateDef(
        "asset_level",
        baseMonths,
        last,
        new SqlExpression("asset_level <> 'MASS'", nowhere),
        new SqlExpression("balance < base_floor", nowhere),
        2,
        2,
        Map.of("A", new BigDecimal("100"), "B", new BigDecimal("200")),
        "balance");
  }

  private static final RollRateDef JANUARY = def(List.of(Month.of(2024, 1)), 0);

  /**
   * cures falls, recovers and falls again; leaves is gone after February; returns is gone in April
   * only; unknown has no balance in February; mass is not in the population, late comes after the
   * base month.
   */
  private Dataset<Row> wideRows() {
    return rows(
        "month string, customer_id string, balance decimal(18,2), asset_level string",
        wide("2024-01", "cures", "150", "A"),
        wide("2024-02", "cures", "90", "MASS"),
        wide("2024-03", "cures", "120", "A"),
        wide("2024-04", "cures", "80", "MASS"),
        wide("2024-05", "cures", "70", "MASS"),
        wide("2024-01", "returns", "250", "B"),
        wide("2024-02", "returns", "210", "B"),
        wide("2024-03", "returns", "190", "A"),
        wide("2024-05", "returns", "300", "B"),
        wide("2024-01", "leaves", "100", "A"),
        wide("2024-02", "leaves", "100", "A"),
        wide("2024-01", "unknown", "130", "A"),
        wide("2024-02", "unknown", null, null),
        wide("2024-03", "unknown", "130", "A"),
        wide("2024-04", "unknown", "130", "A"),
        wide("2024-05", "unknown", "130", "A"),
        wide("2024-01", "mass", "50", "MASS"),
        wide("2024-02", "late", "110", "A"),
        wide("2024-03", "late", "10", "MASS"));
  }

  private static Row wide(String month, String customer, String balance, String level) {
    return RowFactory.create(
        month, customer, balance == null ? null : new BigDecimal(balance), level);
  }

  private Dataset<Row> nothingBefore() {
    return spark().createDataFrame(List.of(), Tables.ROLL_RATE_STATE.schema());
  }

  private Dataset<Row> stateOf(RollRateDef def, MonthRange months) {
    return RollRateState.follow(def, nothingBefore(), wideRows(), months);
  }

  @Test
  void countsConsecutiveMonthsBelowTheFloorOfTheBaseMonth() {
    assertThat(Lines.of(stateOf(JANUARY, JANUARY_TO_MAY), STATE_COLUMNS.split(" ")))
        .containsExactly(
            "cures 2024-01 0 false 150.00 - -",
            "cures 2024-02 1 false 90.00 0 150.00",
            "cures 2024-03 0 false 120.00 1 90.00",
            "cures 2024-04 1 false 80.00 0 120.00",
            "cures 2024-05 2 false 70.00 1 80.00",
            "leaves 2024-01 0 false 100.00 - -",
            "leaves 2024-02 0 false 100.00 0 100.00",
            "leaves 2024-03 1 true 0.00 0 100.00",
            "leaves 2024-04 2 true 0.00 1 0.00",
            "leaves 2024-05 3 true 0.00 2 0.00",
            "returns 2024-01 0 false 250.00 - -",
            "returns 2024-02 0 false 210.00 0 250.00",
            "returns 2024-03 1 false 190.00 0 210.00",
            "returns 2024-04 2 true 0.00 1 190.00",
            "returns 2024-05 3 true 0.00 2 0.00",
            "unknown 2024-01 0 false 130.00 - -",
            "unknown 2024-02 0 false - 0 130.00",
            "unknown 2024-03 0 false 130.00 0 -",
            "unknown 2024-04 0 false 130.00 0 130.00",
            "unknown 2024-05 0 false 130.00 0 130.00");
  }

  @Test
  void keepsLevelAndFloorOfTheBaseMonth() {
    Dataset<Row> february = stateOf(JANUARY, JANUARY_TO_MAY).where("month = '2024-02'");
    assertThat(Lines.of(february, "scheme", "base_month", "customer_id", "level", "base_floor"))
        .containsExactly(
            "asset_level 2024-01 cures A 100.000000",
            "asset_level 2024-01 leaves A 100.000000",
            "asset_level 2024-01 returns B 200.000000",
            "asset_level 2024-01 unknown A 100.000000");
  }

  @Test
  void splitsWhoWasAtRiskIntoRolledAndCured() {
    Dataset<Row> rates = RollRates.of(stateOf(JANUARY, JANUARY_TO_MAY));
    assertThat(
            Lines.of(
                rates.where("month <= '2024-03'"),
                "month",
                "level",
                "n",
                "at_risk",
                "rolled",
                "cured",
                "rolled_left"))
        .containsExactly(
            "2024-02 A 0 3 1 0 0",
            "2024-02 ALL 0 4 1 0 0",
            "2024-02 B 0 1 0 0 0",
            "2024-03 A 0 2 1 0 1",
            "2024-03 A 1 1 0 1 0",
            "2024-03 ALL 0 3 2 0 1",
            "2024-03 ALL 1 1 0 1 0",
            "2024-03 B 0 1 1 0 0");
  }

  @Test
  void amountsAreThoseOfTheMonthBefore() {
    Dataset<Row> rates = RollRates.of(stateOf(JANUARY, JANUARY_TO_MAY));
    assertThat(
            Lines.of(
                rates.where("month <= '2024-03'"),
                "month",
                "level",
                "n",
                "at_risk_amount",
                "rolled_amount",
                "cured_amount"))
        .containsExactly(
            "2024-02 A 0 380.00 150.00 0.00",
            "2024-02 ALL 0 630.00 150.00 0.00",
            "2024-02 B 0 250.00 0.00 0.00",
            "2024-03 A 0 100.00 100.00 0.00",
            "2024-03 A 1 90.00 0.00 90.00",
            "2024-03 ALL 0 310.00 310.00 0.00",
            "2024-03 ALL 1 90.00 0.00 90.00",
            "2024-03 B 0 210.00 210.00 0.00");
  }

  @Test
  void theCurveSumsTheMonths() {
    Dataset<Row> curve = RollRates.curve(RollRates.of(stateOf(JANUARY, JANUARY_TO_MAY)), 0.95);
    assertThat(
            Lines.of(
                curve,
                "level",
                "n",
                "at_risk",
                "rolled",
                "cured",
                "rolled_left",
                "rate",
                "cure_rate"))
        .containsExactly(
            "A 0 8 3 0 1 0.375 -",
            "A 1 3 2 1 1 0.666666667 0.333333333",
            "A 2 1 1 0 1 1.0 0.0",
            "ALL 0 10 4 0 1 0.4 -",
            "ALL 1 4 3 1 2 0.75 0.25",
            "ALL 2 2 2 0 2 1.0 0.0",
            "B 0 2 1 0 0 0.5 -",
            "B 1 1 1 0 1 1.0 0.0",
            "B 2 1 1 0 1 1.0 0.0");
    assertThat(curve.schema().names()).containsExactly(Tables.ROLL_RATE_CURVE.schema().names());
  }

  @Test
  void followsEachOfTheLastMonthsNoLongerThanAsked() {
    Dataset<Row> state = stateOf(def(List.of(), 2), JANUARY_TO_MAY).where("customer_id = 'cures'");
    assertThat(Lines.of(state, "base_month", "month", "run"))
        .containsExactly(
            "2024-01 2024-01 0",
            "2024-01 2024-02 1",
            "2024-01 2024-03 0",
            "2024-03 2024-03 0",
            "2024-03 2024-04 1",
            "2024-03 2024-05 2");
  }

  @Test
  void aBaseMonthNoLongerDeclaredIsNotCarriedOn() {
    Dataset<Row> january = stateOf(JANUARY, MonthRange.of(Month.of(2024, 1)));
    RollRateDef february = def(List.of(Month.of(2024, 2)), 0);
    Dataset<Row> state =
        RollRateState.follow(february, january, wideRows(), MonthRange.of(Month.of(2024, 2)));
    assertThat(Lines.of(state, "base_month", "customer_id"))
        .containsExactly("2024-02 late", "2024-02 leaves", "2024-02 returns");
  }

  @Test
  void aFeatureMayBearAnyNameOfTheState() {
    Dataset<Row> renamed =
        wideRows()
            .withColumnRenamed("balance", "run")
            .withColumn("level", org.apache.spark.sql.functions.lit(1))
            .withColumn("is_left", org.apache.spark.sql.functions.lit(true));
    Position nowhere = new Position("test", 1, "");
    RollRateDef onRun =
        new RollRateDef(
            "asset_level",
            JANUARY.baseMonths(),
            0,
            JANUARY.population(),
            new SqlExpression("run < base_floor and level = 1 and is_left", nowhere),
            2,
            2,
            JANUARY.floors(),
            "run");
    assertThat(Lines.of(RollRateState.follow(onRun, nothingBefore(), renamed, JANUARY_TO_MAY)))
        .isEqualTo(Lines.of(stateOf(JANUARY, JANUARY_TO_MAY)));
  }

  @Test
  void theObservationWindowLooksBackAndAhead() {
    RollRateDef february = def(List.of(Month.of(2024, 2)), 0);
    assertThat(february.observedIn(JANUARY_TO_MAY, Month.of(2024, 1)))
        .containsExactly(Month.of(2024, 2));
    Dataset<Row> windows =
        ObservationWindows.of(february, wideRows(), List.of(Month.of(2024, 2)), 0.95);
    // returns (B) and leaves (A) were above in January and February; returns is below in March and
    // absent in April, leaves absent in both;
    // late was not there in January, and unknown is not known to be above in February
    assertThat(
            Lines.of(
                windows,
                "base_month",
                "scheme",
                "level",
                "look_back",
                "look_ahead",
                "population",
                "outcome",
                "rate",
                "population_amount",
                "outcome_amount"))
        .containsExactly(
            "2024-02 asset_level A 2 2 1 1 1.0 100.00 100.00",
            "2024-02 asset_level ALL 2 2 2 2 1.0 310.00 310.00",
            "2024-02 asset_level B 2 2 1 1 1.0 210.00 210.00");
  }

  @Test
  void whoIsAboveOnceInTheWindowIsNoOutcome() {
    RollRateDef january =
        new RollRateDef(
            "asset_level",
            List.of(Month.of(2024, 1)),
            0,
            JANUARY.population(),
            JANUARY.below(),
            1,
            2,
            JANUARY.floors(),
            "balance");
    Dataset<Row> windows =
        ObservationWindows.of(january, wideRows(), List.of(Month.of(2024, 1)), 0.95);
    assertThat(Lines.of(windows, "level", "population", "outcome", "rate"))
        .containsExactly("A 3 0 0.0", "ALL 4 0 0.0", "B 1 0 0.0");
  }

  @Test
  void aWindowNeedsItsWholeHistoryAndFuture() {
    assertThat(JANUARY.observedIn(JANUARY_TO_MAY, Month.of(2024, 1)))
        .as("December is not covered")
        .isEmpty();
    assertThat(
            JANUARY.observedIn(
                new MonthRange(Month.of(2024, 1), Month.of(2024, 2)), Month.of(2023, 1)))
        .as("March has not passed")
        .isEmpty();
    assertThat(def(List.of(), 12).observedIn(MonthRange.of(Month.of(2024, 5)), Month.of(2024, 1)))
        .containsExactly(Month.of(2024, 3));
    assertThat(JANUARY.observed(List.of(Month.of(2024, 1), Month.of(2024, 3))))
        .isEqualTo(new MonthRange(Month.of(2023, 12), Month.of(2024, 5)));
  }
}
