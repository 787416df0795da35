package io.fenqun.transition;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.fenqun.table.MonthColumns;
import io.fenqun.table.States;
import io.fenqun.time.MonthRange;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Moves with where the customer was the month before: one join of three months for all schemes. */
final class Paths {
  private Paths() {}

  /**
   * One row per month moved to, scheme, and path that anyone took: {@code month}, {@code scheme},
   * {@code compared} (segment two months before), {@code from_segment} (one month before), {@code
   * to_segment} (or LEFT), {@code customers}. Only of customers who were in the base in both months
   * before; a null segment counts as OUTSIDE.
   *
   * @param customerMonth customer_id, month and a segment column per scheme
   */
  static Dataset<Row> to(MonthRange months, Dataset<Row> customerMonth, List<String> schemes) {
    String[] keys = {"customer_id", "month_index"};
    Dataset<Row> before = state(customerMonth, schemes, months, 2, "before");
    Dataset<Row> from = state(customerMonth, schemes, months, 1, "from");
    Dataset<Row> now = state(customerMonth, schemes, months, 0, "now");
    Column[] paths = schemes.stream().map(Paths::path).toArray(Column[]::new);
    return before
        .join(from, keys)
        .join(now, keys, "left")
        .select(col("month_index"), inline(array(paths)))
        .groupBy("month_index", "scheme", "compared", "from_segment", "to_segment")
        .agg(count(lit(1)).as("customers"))
        .withColumn("month", MonthColumns.text(col("month_index")));
  }

  /** The segments of so many months before, at the index of the month moved to. */
  private static Dataset<Row> state(
      Dataset<Row> customerMonth,
      List<String> schemes,
      MonthRange months,
      int monthsBefore,
      String name) {
    MonthRange read =
        new MonthRange(months.from().minus(monthsBefore), months.to().minus(monthsBefore));
    Column[] segments =
        schemes.stream()
            .map(scheme -> coalesce(col(scheme), lit(States.OUTSIDE)).as(scheme))
            .toArray(Column[]::new);
    return customerMonth
        .where(MonthColumns.within(col("month"), read))
        .select(
            col("customer_id"),
            MonthColumns.index(col("month")).plus(monthsBefore).as("month_index"),
            struct(segments).as(name));
  }

  private static Column path(String scheme) {
    return struct(
        lit(scheme).as("scheme"),
        col("before").getField(scheme).as("compared"),
        col("from").getField(scheme).as("from_segment"),
        coalesce(col("now").getField(scheme), lit(States.LEFT)).as("to_segment"));
  }
}
