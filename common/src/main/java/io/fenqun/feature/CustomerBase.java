package io.fenqun.feature;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sequence;

import io.fenqun.table.MonthColumns;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Who is in a month (design section 3, {@code base}).
 *
 * @param forgetAfterMonths months without a record after which a customer is no longer known
 */
public record CustomerBase(Kind kind, int forgetAfterMonths) {
  /** Whether a record in the month itself is needed. */
  public enum Kind {
    /** Seen in the month or the {@code forgetAfterMonths} before it, and not departed since. */
    KNOWN,
    /** Seen in the month. */
    ACTIVE
  }

  /** The months whose records decide about the months of a range. */
  public MonthRange seenMonths(MonthRange range, Month firstCovered) {
    Month earliest = range.from().minus(kind == Kind.ACTIVE ? 0 : forgetAfterMonths);
    return new MonthRange(
        earliest.compareTo(firstCovered) < 0 ? firstCovered : earliest, range.to());
  }

  /**
   * One row per customer and month of the range in which the customer belongs to the base, as far
   * as departures before the range tell; departures inside it are found by {@link FeatureBuilder}.
   *
   * @param seen customer_id, month: at least one row wherever the customer has a record in a source
   *     of {@code seen_in}, for the months of {@link #seenMonths}; more of the same month do no
   *     harm
   * @param spanBefore {@link CustomerSpan} as of the month before the range
   * @return customer_id, month, last_seen_month (the latest month up to this one with a record)
   */
  public Dataset<Row> rows(MonthRange range, Dataset<Row> seen, Dataset<Row> spanBefore) {
    Dataset<Row> stays = stays(range, seen);
    Dataset<Row> departed =
        spanBefore
            .filter(col("departed_month").isNotNull())
            .select(col("customer_id").as("_departed_id"));
    Column sameCustomer = col("customer_id").equalTo(col("_departed_id"));
    Column seenBefore = col("_seen").lt(range.from().index());
    return stays
        .join(departed, sameCustomer.and(seenBefore), "left_anti")
        .withColumn("_month_index", explode(sequence(col("_from"), col("_to"))))
        .select(
            col("customer_id"),
            MonthColumns.text(col("_month_index")).as("month"),
            MonthColumns.text(col("_seen")).as("last_seen_month"));
  }

  /**
   * One row per month with a record: the months of the range, from _from to _to, in which it is the
   * latest.
   */
  private Dataset<Row> stays(MonthRange range, Dataset<Row> seen) {
    Column nextSeen = lead("_seen", 1).over(Window.partitionBy("customer_id").orderBy("_seen"));
    Column lastKnown = kind == Kind.ACTIVE ? col("_seen") : col("_seen").plus(forgetAfterMonths);
    Column beforeNext = coalesce(nextSeen.minus(1), lit(range.to().index()));
    return seen.select(col("customer_id"), MonthColumns.index(col("month")).as("_seen"))
        .select(
            col("customer_id"),
            col("_seen"),
            greatest(col("_seen"), lit(range.from().index())).as("_from"),
            least(lastKnown, beforeNext, lit(range.to().index())).as("_to"))
        .filter("_from <= _to");
  }
}
