package io.fenqun.transition;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.ExactSum;
import io.fenqun.table.ForecastTables;
import io.fenqun.table.MonthColumns;
import io.fenqun.table.Rounding;
import io.fenqun.table.States;
import io.fenqun.time.MonthRange;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Forecasts of earlier months beside what happened to the same customers. */
public final class ForecastBacktest {
  /** Reason: the segment was in nobody's reach when the forecast was made. */
  public static final String NOT_FORECAST = "NOT_FORECAST";

  private static final String[] COHORT = {"scheme", "month", "horizon_months"};
  private static final String[] STATE = {"scheme", "month", "horizon_months", "segment"};

  private ForecastBacktest() {}

  /**
   * Rows of forecast_backtest: one per month, scheme, horizon and state that was forecast or came
   * true, for every horizon of which transition_month has moves into the month and a forecast was
   * made then. {@code customers} are those of the cohort who are in the state now, 0 where nobody
   * is; someone who left and came back is where he is now. A state that was not forecast has null
   * limits and reason {@value #NOT_FORECAST}.
   *
   * <p>Always: over the states of a cohort, customers add up to cohort_customers, and so do
   * customers_before.
   *
   * @param forecasts rows of transition_forecast, as they were made
   * @param transitions rows of transition_month
   */
  public static Dataset<Row> of(
      Dataset<Row> forecasts, Dataset<Row> transitions, MonthRange months) {
    Dataset<Row> happened = happened(transitions, months);
    Dataset<Row> made =
        forecasts
            .where(MonthColumns.within(col("target_month"), months))
            .select(
                col("scheme"),
                col("target_month").as("month"),
                col("horizon_months"),
                col("segment"),
                col("customers").as("customers_before"),
                col("expected"),
                col("expected_low"),
                col("expected_high"),
                col("reason").as("forecast_reason"),
                lit(true).as("is_forecast"));
    Dataset<Row> cohorts =
        happened
            .groupBy(COHORT[0], COHORT[1], COHORT[2])
            .agg(ExactSum.of(col("now")).as("cohort_customers"))
            .join(made.select(COHORT[0], COHORT[1], COHORT[2]).distinct(), COHORT);
    return published(made.join(happened, STATE, "full_outer").join(cohorts, COHORT));
  }

  /** Where everyone is who was in the base before. */
  private static Dataset<Row> happened(Dataset<Row> transitions, MonthRange months) {
    return transitions
        .where(
            MonthColumns.within(col("month"), months)
                .and(col("group_by").equalTo(States.ALL))
                .and(not(col("from_segment").isin(States.ENTERED, States.RETURNED))))
        .groupBy(
            col("scheme"), col("month"), col("horizon_months"), col("to_segment").as("segment"))
        .agg(ExactSum.of(col("customers")).as("now"));
  }

  private static Dataset<Row> published(Dataset<Row> sideBySide) {
    Column customers = coalesce(col("now"), lit(0L));
    Column before = coalesce(col("customers_before"), lit(0L));
    Column madeIn =
        MonthColumns.text(MonthColumns.index(col("month")).minus(col("horizon_months")));
    Dataset<Row> rows =
        sideBySide
            .withColumn("customers", customers)
            .withColumn("customers_before", before)
            .withColumn("made_in_month", madeIn)
            .withColumn("error", Rounding.significant(col("customers").minus(col("expected"))))
            .withColumn("naive_error", col("customers").minus(col("customers_before")))
            .withColumn(
                "is_within", col("customers").between(col("expected_low"), col("expected_high")))
            .withColumn(
                "reason", when(col("is_forecast"), col("forecast_reason")).otherwise(NOT_FORECAST));
    return rows.select(ForecastTables.FORECAST_BACKTEST.selection(List.of(rows.columns())));
  }
}
