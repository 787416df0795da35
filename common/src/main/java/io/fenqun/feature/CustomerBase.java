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
  static final String SEEN = "_seen";

  /** Whether a record in the month itself is needed. */
  public enum Kind {
    /** Seen in the month or the {@code forgetAfterMonths} before it, and not departed since. */
    KNOWN,
    /** Seen in the month. */
    ACTIVE
  }

  /**
   * One row per customer and month of the range in which the customer belongs to the base, as far
   * as departures before the range tell; departures inside it are found by {@link FeatureBuilder}.
   *
   * @param seen customer_id, month: at least one row wherever the customer has a record in a source
   *     of {@code seen_in}, for the months of the range
   * @param spanBefore {@link CustomerSpan} as of the month before the range: when a customer was
   *     last seen is all that the months before it decide
   * @return customer_id, month, last_seen_month (the latest month up to this one with a record)
   */
  public Dataset<Row> rows(MonthRange range, Dataset<Row> seen, Dataset<Row> spanBefore) {
    Dataset<Row> candidates = candidates(seen, spanBefore);
    // Each month with a record reaches to the one before the next
    Column nextSeen = lead(SEEN, 1).over(Window.partitionBy("customer_id").orderBy(SEEN));
    Column beforeNext = coalesce(nextSeen.minus(1), lit(range.to().index()));
    return candidates
        .select(
            col("customer_id"),
            col(SEEN),
            greatest(col(SEEN), lit(range.from().index())).as("_from"),
            least(lastKnown(), beforeNext, lit(range.to().index())).as("_to"))
        .filter("_from <= _to")
        .withColumn("_month_index", explode(sequence(col("_from"), col("_to"))))
        .select(
            col("customer_id"),
            MonthColumns.text(col("_month_index")).as("month"),
            MonthColumns.text(col(SEEN)).as("last_seen_month"));
  }

  /** customer_id and, as number in {@link #SEEN}, months with a record of those not departed. */
  static Dataset<Row> candidates(Dataset<Row> seen, Dataset<Row> spanBefore) {
    return seen.select(col("customer_id"), MonthColumns.index(col("month")).as(SEEN))
        .unionByName(
            spanBefore
                .filter(col("departed_month").isNull())
                .select(col("customer_id"), MonthColumns.index(col("last_month")).as(SEEN)));
  }

  /** Whether one whose latest candidate month stands in {@link #SEEN} is in a month's base. */
  Column isIn(Column month) {
    return lastKnown().geq(month);
  }

  private Column lastKnown() {
    return kind == Kind.ACTIVE ? col(SEEN) : col(SEEN).plus(forgetAfterMonths);
  }
}
