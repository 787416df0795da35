package io.fenqun.feature;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.MonthColumns;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The first and last month in which a customer was seen, and the month of leaving. Mergeable: the
 * span as of a month is the span as of an earlier month with the records and departures since, or
 * with all records and departures and no earlier span; both give the same rows.
 */
public final class CustomerSpan {
  private CustomerSpan() {}

  /**
   * One row per customer seen up to now.
   *
   * @param earlier such rows as of the month before {@code seen} and {@code departures} begin;
   *     empty: those hold all months
   * @param seen customer_id, month: at least one row wherever the customer has a record in a source
   *     of {@code seen_in}
   * @param departures customer_id, month of the feature rows with is_departed
   * @return customer_id, first_month, last_month, departed_month: the latest departure, null if the
   *     customer was seen after it
   */
  public static Dataset<Row> of(
      Optional<Dataset<Row>> earlier, Dataset<Row> seen, Dataset<Row> departures) {
    Dataset<Row> spans =
        parts(seen, col("month"), lit(null), col("month"))
            .unionByName(parts(departures, lit(null), col("month"), lit(null)));
    Dataset<Row> all =
        earlier
            .map(span -> parts(span, col("last_month"), col("departed_month"), col("first_month")))
            .map(spans::unionByName)
            .orElse(spans);
    Column isGone = col("departed_month").geq(col("last_month"));
    return all.groupBy("customer_id")
        .agg(
            min("first_month").as("first_month"),
            max("last_month").as("last_month"),
            max("departed_month").as("departed_month"))
        .select(
            col("customer_id"),
            MonthColumns.text(col("first_month")).as("first_month"),
            MonthColumns.text(col("last_month")).as("last_month"),
            when(isGone, MonthColumns.text(col("departed_month"))).as("departed_month"));
  }

  /** Months as numbers: those an aggregation can compare in place. */
  private static Dataset<Row> parts(
      Dataset<Row> rows, Column lastMonth, Column departedMonth, Column firstMonth) {
    return rows.select(
        col("customer_id"),
        number(firstMonth).as("first_month"),
        number(lastMonth).as("last_month"),
        number(departedMonth).as("departed_month"));
  }

  private static Column number(Column month) {
    return MonthColumns.index(month.cast("string"));
  }
}
