package io.fenqun.transition;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.Lines;
import io.fenqun.SparkTest;
import io.fenqun.table.ForecastTables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class ForecastBacktestTest extends SparkTest {
  private static final long serialVersionUID = 1L;
  private static final MonthRange APRIL = MonthRange.of(Month.of(2024, 4));

  /** Of 100 in A, forecast in January and in March; B of April was thought of by nobody. */
  private Dataset<Row> forecasts() {
    return rows(
        "month string, scheme string, horizon_months int, segment string, target_month string,"
            + " customers bigint, expected double, expected_low double, expected_high double,"
            + " reason string",
        RowFactory.create("2024-03", "tier", 1, "A", "2024-04", 100L, 90.0, 82.0, 95.0, null),
        RowFactory.create("2024-03", "tier", 1, "LEFT", "2024-04", 0L, 10.0, 5.0, 18.0, null),
        RowFactory.create(
            "2024-01", "tier", 3, "A", "2024-04", 80L, null, 0.0, 80.0, "ROW_WITHOUT_CUSTOMERS"),
        RowFactory.create("2024-02", "tier", 2, "A", "2024-04", 90L, 80.0, 70.0, 90.0, null),
        RowFactory.create("2024-03", "tier", 2, "A", "2024-05", 100L, 81.0, 70.0, 90.0, null));
  }

  private Dataset<Row> transitions() {
    return rows(
        MoveRows.SCHEMA,
        new MoveRows()
            .move("tier", "2024-04", "A", "A", 85)
            .move("tier", "2024-04", "A", "B", 15)
            .move("tier", "2024-04", "ENTERED", "A", 50)
            .move("tier", "2024-04", "RETURNED", "B", 6)
            .move("tier", "2024-04", 3, "ALL", "ALL", "A", "A", 60)
            .move("tier", "2024-04", 3, "ALL", "ALL", "A", "LEFT", 20)
            .move("tier", "2024-04", 3, "branch", "1", "A", "A", 60)
            .move("grade", "2024-04", "X", "X", 9)
            .rows());
  }

  @Test
  void forecastsStandBesideWhatHappenedToTheirCohort() {
    assertThat(
            Lines.of(
                ForecastBacktest.of(forecasts(), transitions(), APRIL),
                "horizon_months",
                "segment",
                "made_in_month",
                "cohort_customers",
                "customers_before",
                "customers",
                "expected",
                "error",
                "naive_error",
                "is_within",
                "reason"))
        .containsExactly(
            "1 A 2024-03 100 100 85 90.0 -5.0 -15 true -",
            "1 B 2024-03 100 0 15 - - 15 - NOT_FORECAST",
            "1 LEFT 2024-03 100 0 0 10.0 -10.0 0 false -",
            "3 A 2024-01 80 80 60 - - -20 true ROW_WITHOUT_CUSTOMERS",
            "3 LEFT 2024-01 80 0 20 - - 20 - NOT_FORECAST");
  }

  @Test
  void rowsHaveTheShapeOfTheTable() {
    Dataset<Row> rows = ForecastBacktest.of(forecasts(), transitions(), APRIL);
    assertThat(rows.schema().names())
        .containsExactly(ForecastTables.FORECAST_BACKTEST.schema().names());
    assertThat(Lines.of(rows, "month", "scheme")).containsOnly("2024-04 tier");
  }

  @Test
  void aMonthOfWhichNothingWasForecastHasNoRows() {
    assertThat(
            ForecastBacktest.of(forecasts().limit(0), transitions(), APRIL).count()
                + ForecastBacktest.of(forecasts(), transitions().limit(0), APRIL).count())
        .isZero();
  }
}
