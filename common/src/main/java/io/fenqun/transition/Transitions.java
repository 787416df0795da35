package io.fenqun.transition;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.ExactSum;
import io.fenqun.table.MonthColumns;
import io.fenqun.table.SchemeValue;
import io.fenqun.table.States;
import io.fenqun.table.Tables;
import io.fenqun.table.Wilson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;

/**
 * Transition matrices: who moved from which segment to which over a number of months (domain page
 * section 1.4, design sections 6 and 8.5).
 */
public final class Transitions {
  /** What a matrix is of; its rows are one from-segment each. */
  private static final List<String> MATRIX =
      List.of("scheme", "month_index", "horizon_months", "group_by", "group_value");

  private static final List<String> SUMS =
      List.of("customers", "cents_from", "cents_to", "weight", "weight_squares");

  /** States that a customer may go to beside the scheme's segments: OUTSIDE and LEFT. */
  private static final int OTHER_STATES = 2;

  private Transitions() {}

  /**
   * Rows of transition_month: one per scheme, month moved to, horizon, group, from-segment and
   * to-segment that occurs.
   *
   * <p>A customer of this month who was not in the base {@code horizon_months} ago comes from
   * ENTERED (first seen since) or RETURNED (seen before); a customer of that month who is not in
   * this month's base goes to LEFT. OUTSIDE is a segment like others, and a null segment counts as
   * it. The months between are not looked at: a customer who skips a month is LEFT and then
   * RETURNED at horizon 1, never a move of one month, and may be a move of a longer horizon.
   *
   * <p>{@code group_by} ALL holds everyone; beside it each grouping splits every matrix but that of
   * the scheme that it is. {@code group_value} is the group moved from, of whoever was not in the
   * base then the group of this month; a null is a group of its own.
   *
   * <p>{@code rate} = customers ÷ row_customers, with Wilson limits; {@code row_low} and {@code
   * row_high} hold for all cells of the row together (Goodman), over the segments that the scheme
   * declares, OUTSIDE and, for whoever was in the base, LEFT. {@code amount_from}, {@code
   * amount_to}, {@code row_amount} are raw sums of money, unknown values counting 0. {@code
   * amount_rate} = Σ max(value before, 0) of the cell ÷ that of the row, null where the row has
   * none; its limits are Wilson's at the effective number (Σw)² ÷ Σw² of the row, null below {@code
   * minimumEffective}.
   *
   * <p>Always: the rows sum to the base of the month moved from and the columns to this month's,
   * and the groups of a grouping to everyone, see {@link TransitionLaws}.
   *
   * @param customerMonth customer_id, month, a segment column per scheme, the value columns and
   *     those of the groupings, for the months to and from
   * @param span customer_id and first_month
   * @param scope the first covered month has no month before it and must not be moved to
   */
  public static Dataset<Row> between(
      Dataset<Row> customerMonth,
      Dataset<Row> span,
      List<SchemeValue> schemes,
      TransitionScope scope,
      RateLimits limits) {
    Moves moves = new Moves(schemes, scope.groupBy());
    Dataset<Row> tallied = MoveTally.of(moves.to(scope, customerMonth, span), moves);
    Dataset<Row> cells = rowTotals(byGroup(cells(tallied, scope.groupBy()), scope.groupBy()));
    Dataset<Row> rates =
        withRowLimits(
            withRates(cells, Wilson.at(limits.confidence()), limits.minimumEffective()),
            schemes,
            limits);
    Dataset<Row> rows =
        rates.select(
            col("*"),
            MonthColumns.text(col("month_index")).as("month"),
            col("row_customers").lt(limits.smallRow()).as("is_small"),
            ExactSum.money(col("cents_from")).as("amount_from"),
            ExactSum.money(col("cents_to")).as("amount_to"),
            ExactSum.money(col("row_cents")).as("row_amount"));
    return rows.select(Tables.TRANSITION_MONTH.selection(List.of(rows.columns())));
  }

  /** One row per cell and combination of groups; amounts and weights in cents. */
  private static Dataset<Row> cells(Dataset<Row> tallied, List<String> groupBy) {
    List<String> keys =
        new ArrayList<>(
            List.of("scheme", "month_index", "horizon_months", "from_segment", "to_segment"));
    for (int i = 0; i < groupBy.size(); i++) {
      keys.add(Moves.group(i));
    }
    return tallied
        .groupBy(columns(keys.stream()))
        .agg(
            ExactSum.of(col("customers")).as("customers"),
            ExactSum.ofWide(col("cents_from")).as("cents_from"),
            ExactSum.ofWide(col("cents_to")).as("cents_to"),
            ExactSum.ofWide(col("weight")).as("weight"),
            ExactSum.of(col("weight_squares")).as("weight_squares"));
  }

  /** One row per cell of everyone's matrix, and of each group's; the customers are seen no more. */
  private static Dataset<Row> byGroup(Dataset<Row> cells, List<String> groupBy) {
    List<Column> groups = new ArrayList<>(List.of(group(lit(States.ALL), lit(States.ALL))));
    for (int i = 0; i < groupBy.size(); i++) {
      groups.add(group(lit(groupBy.get(i)), col(Moves.group(i))));
    }
    Dataset<Row> grouped =
        cells.select(
            Stream.concat(
                    Stream.of(columns(cellKeys().filter(key -> !key.startsWith("group_")))),
                    Stream.concat(
                        Stream.of(columns(SUMS.stream())),
                        Stream.of(inline(array(groups.toArray(Column[]::new))))))
                .toArray(Column[]::new));
    if (groupBy.isEmpty()) {
      return grouped;
    }
    List<Column> sums = SUMS.stream().map(sum -> ExactSum.of(col(sum)).as(sum)).toList();
    return grouped
        .where(not(col("group_by").equalTo(col("scheme"))))
        .groupBy(columns(cellKeys()))
        .agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new));
  }

  private static Stream<String> cellKeys() {
    return Stream.concat(MATRIX.stream(), Stream.of("from_segment", "to_segment"));
  }

  private static Column group(Column by, Column value) {
    return struct(by.as("group_by"), value.as("group_value"));
  }

  private static Column[] columns(Stream<String> names) {
    return names.map(name -> col(name)).toArray(Column[]::new);
  }

  private static Dataset<Row> rowTotals(Dataset<Row> cells) {
    WindowSpec row =
        Window.partitionBy(columns(Stream.concat(MATRIX.stream(), Stream.of("from_segment"))));
    return cells.select(
        col("*"),
        ExactSum.over(row, col("customers")).as("row_customers"),
        ExactSum.over(row, col("cents_from")).as("row_cents"),
        ExactSum.over(row, col("weight")).as("row_weight"),
        ExactSum.over(row, col("weight_squares")).as("row_weight_squares"));
  }

  /** Nobody goes from ENTERED or RETURNED to LEFT: such a row has a state less. */
  private static Dataset<Row> withRowLimits(
      Dataset<Row> cells, List<SchemeValue> schemes, RateLimits limits) {
    Map<String, Integer> segments = limits.segments();
    Column states = lit(null).cast(DataTypes.IntegerType);
    int most = OTHER_STATES;
    for (SchemeValue scheme : schemes) {
      int all = segments.getOrDefault(scheme.scheme(), 1) + OTHER_STATES;
      states = when(col("scheme").equalTo(scheme.scheme()), lit(all)).otherwise(states);
      most = Math.max(most, all);
    }
    Column isComing = col("from_segment").isin(States.ENTERED, States.RETURNED);
    Column categories = when(isComing, states.minus(1)).otherwise(states);
    return Wilson.jointly(limits.confidence(), categories, most)
        .withRate(cells, "row", col("customers"), col("row_customers"))
        .drop("row");
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
