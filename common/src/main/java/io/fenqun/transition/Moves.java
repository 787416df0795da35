package io.fenqun.transition;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.MonthColumns;
import io.fenqun.table.SchemeValue;
import io.fenqun.table.States;
import io.fenqun.table.Tables;
import io.fenqun.time.MonthRange;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Where every customer came from and went to: one full outer join of two months for all schemes.
 */
final class Moves {
  private final List<SchemeValue> schemes;
  private final int horizonMonths;

  /**
   * @param horizonMonths months between the two ends of a move; months in between are not looked at
   */
  Moves(List<SchemeValue> schemes, int horizonMonths) {
    this.schemes = schemes;
    this.horizonMonths = horizonMonths;
  }

  /**
   * One row per customer, scheme and month moved to, for everyone in the base of either end: {@code
   * month_index} (of the month moved to), {@code scheme}, {@code from_segment}, {@code to_segment},
   * {@code value_from}, {@code value_to} (money, 0 where absent or unknown). A null segment counts
   * as OUTSIDE.
   */
  Dataset<Row> to(MonthRange months, Dataset<Row> customerMonth, Dataset<Row> span) {
    MonthRange fromMonths =
        new MonthRange(months.from().minus(horizonMonths), months.to().minus(horizonMonths));
    Column index = MonthColumns.index(col("month"));

    Dataset<Row> now =
        customerMonth
            .where(MonthColumns.within(col("month"), months))
            .select(col("customer_id"), index.as("month_index"), state().as("now"));
    Dataset<Row> before =
        customerMonth
            .where(MonthColumns.within(col("month"), fromMonths))
            .select(
                col("customer_id"),
                index.plus(horizonMonths).as("month_index"),
                state().as("before"),
                lit(false).as("is_new"));

    // A customer has no row before its first month, so the mark of being new takes the place of
    // that row in the same join.
    Column nothingBefore = lit(null).cast(before.schema().apply("before").dataType());
    Dataset<Row> newcomers =
        firstMonths(span, months)
            .select(
                col("customer_id"),
                col("month_index"),
                nothingBefore.as("before"),
                lit(true).as("is_new"));

    Column inEitherBase = col("now").isNotNull().or(col("before").isNotNull());
    Column[] moves = schemes.stream().map(Moves::move).toArray(Column[]::new);
    return now.join(
            before.unionByName(newcomers),
            new String[] {"customer_id", "month_index"},
            "full_outer")
        .where(inEitherBase)
        .select(col("month_index"), inline(array(moves)));
  }

  /**
   * One row per customer and month to which a move of this horizon starts before the customer was
   * first seen.
   */
  private Dataset<Row> firstMonths(Dataset<Row> span, MonthRange months) {
    MonthRange seenFirst = new MonthRange(months.from().minus(horizonMonths - 1), months.to());
    Column firstIndex = MonthColumns.index(col("first_month"));
    return span.where(MonthColumns.within(col("first_month"), seenFirst))
        .select(
            col("customer_id"),
            explode(sequence(firstIndex, firstIndex.plus(horizonMonths - 1))).as("month_index"))
        .where(col("month_index").between(months.from().index(), months.to().index()));
  }

  /** The segment of every scheme and the values behind the amounts. */
  private Column state() {
    Stream<Column> segments =
        schemes.stream()
            .map(SchemeValue::scheme)
            .map(scheme -> coalesce(col(scheme), lit(States.OUTSIDE)).as(scheme));
    Stream<Column> values =
        schemes.stream()
            .map(SchemeValue::valueColumn)
            .distinct()
            .map(value -> col(value).cast(Tables.MONEY).as(value));
    return struct(Stream.concat(segments, values).toArray(Column[]::new));
  }

  private static Column move(SchemeValue scheme) {
    Column from =
        when(col("before").isNotNull(), col("before").getField(scheme.scheme()))
            .when(col("is_new"), lit(States.ENTERED))
            .otherwise(lit(States.RETURNED));
    Column to =
        when(col("now").isNotNull(), col("now").getField(scheme.scheme()))
            .otherwise(lit(States.LEFT));
    return struct(
        lit(scheme.scheme()).as("scheme"),
        from.as("from_segment"),
        to.as("to_segment"),
        value("before", scheme).as("value_from"),
        value("now", scheme).as("value_to"));
  }

  private static Column value(String state, SchemeValue scheme) {
    return coalesce(col(state).getField(scheme.valueColumn()), lit(0).cast(Tables.MONEY));
  }
}
