package io.fenqun.transition;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.Lines;
import io.fenqun.SparkTest;
import io.fenqun.table.ForecastTables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class TransitionForecastTest extends SparkTest {
  private static final long serialVersionUID = 1L;
  private static final ForecastDef TWO_OF_TWELVE = new ForecastDef(2, 12, List.of());
  private static final MonthRange MARCH = MonthRange.of(Month.of(2024, 3));
  private static final MonthRange FEBRUARY_AND_MARCH =
      new MonthRange(Month.of(2024, 2), Month.of(2024, 3));

  /**
   * Tier: into February A keeps 80 of 100 and loses 10 to B and 10 altogether, B keeps all 50; into
   * March A keeps 64 of 80, B gives 12 of 60 to A; 20 enter B. Grade has nobody in March. Odd is
   * first entered in March.
   */
  private static MoveRows moves() {
    return new MoveRows()
        .move("tier", "2024-02", "A", "A", 80)
        .move("tier", "2024-02", "A", "B", 10)
        .move("tier", "2024-02", "A", "LEFT", 10)
        .move("tier", "2024-02", "B", "B", 50)
        .move("tier", "2024-03", "A", "A", 64)
        .move("tier", "2024-03", "A", "B", 8)
        .move("tier", "2024-03", "A", "LEFT", 8)
        .move("tier", "2024-03", "B", "A", 12)
        .move("tier", "2024-03", "B", "B", 48)
        .move("tier", "2024-03", "ENTERED", "B", 15)
        .move("tier", "2024-03", "RETURNED", "B", 5)
        .move("grade", "2024-02", "X", "X", 5)
        .move("grade", "2024-03", "X", "LEFT", 5)
        .move("odd", "2024-03", "X", "X", 8)
        .move("odd", "2024-03", "X", "Y", 2);
  }

  private Dataset<Row> forecast(MoveRows moves, ForecastDef def, MonthRange months) {
    return TransitionForecast.of(rows(MoveRows.SCHEMA, moves.rows()), def, months, 0.95);
  }

  /**
   * By hand: A keeps 144 of 180, gives 18 to B, loses 18: 0.8, 0.1, 0.1. B gives 12 of 110 to A. In
   * March there are 76 in A and 76 in B: a month on 0.8 × 76 + 12/110 × 76 = 69.0909 in A, two on
   * 0.8 × 69.0909 + 12/110 × 75.3091 = 63.4883.
   */
  @Test
  void todaysCustomersAreCarriedOnByTheMovesOfTheWindow() {
    assertThat(
            Lines.of(
                forecast(moves(), TWO_OF_TWELVE, MARCH).where("scheme = 'tier'"),
                "horizon_months",
                "segment",
                "target_month",
                "cohort_customers",
                "customers",
                "expected",
                "unknown",
                "window_months",
                "reason"))
        .containsExactly(
            "1 A 2024-04 152 76 69.0909091 0.0 2 -",
            "1 B 2024-04 152 76 75.3090909 0.0 2 -",
            "1 LEFT 2024-04 152 0 7.6 0.0 2 -",
            "2 A 2024-05 152 76 63.4882645 0.0 2 -",
            "2 B 2024-05 152 76 74.0026446 0.0 2 -",
            "2 LEFT 2024-05 152 0 14.5090909 0.0 2 -");
  }

  @Test
  void expectedNumbersAddUpToTheCohortBetweenTheirLimits() {
    Dataset<Row> rows = forecast(moves(), new ForecastDef(12, 12, List.of()), MARCH);
    assertThat(
            rows.where("reason is null")
                .groupBy("scheme", "horizon_months", "cohort_customers")
                .agg(org.apache.spark.sql.functions.sum("expected").as("total"))
                .where("abs(total - cohort_customers) > 1e-6")
                .count())
        .isZero();
    assertThat(
            rows.where(
                    "not (expected_low >= 0 and expected_high <= cohort_customers and expected_low"
                        + " < expected_high)")
                .count())
        .isZero();
    assertThat(
            rows.where("reason is null and not expected between expected_low and expected_high")
                .count())
        .isZero();
  }

  /** X may be in Y in a month, and of Y no move is known: 20 % of ten. */
  @Test
  void whereARowHasNoCustomersThereIsAReasonAndNoNumber() {
    assertThat(
            Lines.of(
                forecast(moves(), TWO_OF_TWELVE, MARCH).where("scheme = 'odd'"),
                "horizon_months",
                "segment",
                "expected",
                "unknown",
                "reason"))
        .containsExactly(
            "1 LEFT - 2.0 ROW_WITHOUT_CUSTOMERS",
            "1 X - 2.0 ROW_WITHOUT_CUSTOMERS",
            "1 Y - 2.0 ROW_WITHOUT_CUSTOMERS",
            "2 LEFT - 3.6 ROW_WITHOUT_CUSTOMERS",
            "2 X - 3.6 ROW_WITHOUT_CUSTOMERS",
            "2 Y - 3.6 ROW_WITHOUT_CUSTOMERS");
  }

  @Test
  void ofNobodyKnownEverythingIsPossible() {
    MoveRows entrants = new MoveRows().move("tier", "2024-03", "ENTERED", "A", 7);
    assertThat(
            Lines.of(
                forecast(entrants, TWO_OF_TWELVE, MARCH).where("horizon_months = 1"),
                "segment",
                "expected",
                "expected_low",
                "expected_high",
                "unknown",
                "dispersion"))
        .containsExactly("A - 0.0 7.0 7.0 -", "LEFT - 0.0 7.0 7.0 -");
  }

  @Test
  void aSchemeWithoutCustomersAndAMonthWithoutMovesHaveNoRows() {
    MonthRange untilMay = new MonthRange(Month.of(2024, 1), Month.of(2024, 5));
    Dataset<Row> rows = forecast(moves(), TWO_OF_TWELVE, untilMay);
    assertThat(Lines.of(rows.select("scheme", "month").distinct()))
        .containsExactly("grade 2024-02", "odd 2024-03", "tier 2024-02", "tier 2024-03");
  }

  /** In February alone B keeps everyone; a window of a month in March knows nothing of it. */
  @Test
  void aWindowForgetsAndAShorterHistoryIsSaid() {
    assertThat(
            Lines.of(
                forecast(moves(), new ForecastDef(1, 1, List.of()), FEBRUARY_AND_MARCH)
                    .where("scheme = 'tier' and segment = 'A'"),
                "month",
                "expected",
                "window_months",
                "dispersion"))
        .containsExactly("2024-02 64.0 1 -", "2024-03 76.0 1 -");
  }

  @Test
  void rowsHaveTheShapeOfTheTableAndHangOnNoOrder() {
    Dataset<Row> rows = forecast(moves(), TWO_OF_TWELVE, FEBRUARY_AND_MARCH);
    assertThat(rows.schema().names())
        .containsExactly(ForecastTables.TRANSITION_FORECAST.schema().names());
    List<Row> backwards = new java.util.ArrayList<>(moves().rows());
    java.util.Collections.reverse(backwards);
    assertThat(
            Lines.of(
                TransitionForecast.of(
                    rows(MoveRows.SCHEMA, backwards).repartition(5),
                    TWO_OF_TWELVE,
                    FEBRUARY_AND_MARCH,
                    0.95)))
        .isEqualTo(Lines.of(rows));
    assertThat(Lines.of(forecast(moves(), TWO_OF_TWELVE, MARCH)))
        .isEqualTo(Lines.of(rows.where("month = '2024-03'")));
  }
}
