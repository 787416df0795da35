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
        rates
            .withColumn("month", MonthColumns.text(col("month_index")))
            .withColumn("horizon_months", lit(HORIZON_MONTHS))
            .withColumn("group_by", lit(States.ALL))
            .withColumn("group_value", lit(States.ALL))
            .withColumn("is_small", col("row_customers").lt(smallRow))
            .withColumn("amount_from", ExactSum.money(col("cents_from")))
            .withColumn("amount_to", ExactSum.money(col("cents_to")))
            .withColumn("row_amount", ExactSum.money(col("row_cents")));
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
    return cells
        .withColumn("row_customers", ExactSum.of(col("customers")).over(row))
        .withColumn("row_cents", ExactSum.of(col("cents_from")).over(row))
        .withColumn("row_weight", ExactSum.of(col("weight")).over(row))
        .withColumn("row_weight_squares", ExactSum.of(col("weight_squares")).over(row));
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
