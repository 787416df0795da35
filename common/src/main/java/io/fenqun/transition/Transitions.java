package io.fenqun.transition;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.ExactSum;
import io.fenqun.table.MonthColumns;
import io.fenqun.table.SchemeValue;
import io.fenqun.table.States;
import io.fenqun.table.Tables;
import io.fenqun.time.MonthRange;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;

/**
 * Transition matrices: who moved from which segment to which, month over month (domain page section
 * 1.4, design sections 6 and 8.5).
 */
public final class Transitions {
  /** Months between the two ends of a move. */
  private static final int HORIZON_MONTHS = 1;

  private Transitions() {}

  /**
   * Rows of transition_month: one per scheme, month moved to, from-segment and to-segment that
   * occurs.
   *
   * <p>A customer of this month who was not in the base last month comes from ENTERED (first seen
   * this month) or RETURNED (seen before); a customer of last month who is not in this month's base
   * goes to LEFT. OUTSIDE is a segment like others, and a null segment counts as it. A customer who
   * skips a month is LEFT and then RETURNED, never a move.
   *
   * <p>{@code rate} = customers ÷ row_customers, with Wilson limits. {@code amount_from}, {@code
   * amount_to}, {@code row_amount} are raw sums of money, unknown values counting 0. {@code
   * amount_rate} = Σ max(value before, 0) of the cell ÷ that of the row, null where the row has
   * none; its limits are Wilson's at the effective number (Σw)² ÷ Σw² of the row, null below {@code
   * minimumEffective}. {@code row_low} and {@code row_high} are null.
   *
   * <p>Always: the rows sum to last month's base and the columns to this month's, see {@link
   * TransitionLaws}.
   *
   * @param customerMonth customer_id, month, a segment column per scheme and the value columns, for
   *     the months to and the month before them
   * @param span customer_id and first_month
   * @param toMonths months moved to; the first covered month has no month before it and must not be
   *     among them
   * @param smallRow a from-segment of fewer customers is marked is_small
   * @param confidence of the limits, as a fraction
   */
  public static Dataset<Row> between(
      Dataset<Row> customerMonth,
      Dataset<Row> span,
      List<SchemeValue> schemes,
      MonthRange toMonths,
      int smallRow,
      double confidence,
      double minimumEffective) {
    Dataset<Row> moves = new Moves(schemes, HORIZON_MONTHS).to(toMonths, customerMonth, span);
    Dataset<Row> cells = rowTotals(cells(moves));
    Dataset<Row> rates = withRates(cells, Wilson.at(confidence), minimumEffective);
    Dataset<Row> rows =
        rates.select(
            col("*"),
            MonthColumns.text(col("month_index")).as("month"),
            lit(HORIZON_MONTHS).as("horizon_months"),
            lit(States.ALL).as("group_by"),
            lit(States.ALL).as("group_value"),
            col("row_customers").lt(smallRow).as("is_small"),
            ExactSum.money(col("cents_from")).as("amount_from"),
            ExactSum.money(col("cents_to")).as("amount_to"),
            ExactSum.money(col("row_cents")).as("row_amount"));
    return rows.select(Tables.TRANSITION_MONTH.selection(List.of(rows.columns())));
  }

  /** One row per cell of a matrix; amounts and weights in cents. */
  private static Dataset<Row> cells(Dataset<Row> moves) {
    Column from = ExactSum.cents(col("value_from"));
    Column weight = greatest(from, lit(0L));
    Column wide = weight.cast(DataTypes.createDecimalType(18, 0));
    return moves
        .groupBy("scheme", "month_index", "from_segment", "to_segment")
        .agg(
            count(lit(1)).as("customers"),
            ExactSum.of(from).as("cents_from"),
            ExactSum.of(ExactSum.cents(col("value_to"))).as("cents_to"),
            ExactSum.of(weight).as("weight"),
            ExactSum.of(wide.multiply(wide)).as("weight_squares"));
  }

  private static Dataset<Row> rowTotals(Dataset<Row> cells) {
    WindowSpec row = Window.partitionBy("scheme", "month_index", "from_segment");
    return cells.select(
        col("*"),
        ExactSum.over(row, col("customers")).as("row_customers"),
        ExactSum.over(row, col("cents_from")).as("row_cents"),
        ExactSum.over(row, col("weight")).as("row_weight"),
        ExactSum.over(row, col("weight_squares")).as("row_weight_squares"));
  }

  private static Dataset<Row> withRates(
      Dataset<Row> cells, Wilson wilson, double minimumEffective) {
    Column rowWeight = col("row_weight").cast("double");
    Column rowWeightSquares = nullif(col("row_weight_squares").cast("double"), lit(0.0));
    Column effective = rowWeight.multiply(rowWeight).divide(rowWeightSquares);
    Dataset<Row> counted = wilson.withRate(cells, "rate", col("customers"), col("row_customers"));
    return wilson.withRate(
        counted.withColumn("effective", effective),
        "amount_rate",
        col("weight"),
        col("row_weight"),
        when(col("effective").geq(minimumEffective), col("effective")));
  }
}
