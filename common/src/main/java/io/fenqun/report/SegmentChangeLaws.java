package io.fenqun.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.negate;

import io.fenqun.table.ExactSum;
import io.fenqun.table.MonthColumns;
import io.fenqun.time.MonthRange;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * What holds of every change of a segment: its parts are the whole, that is the size in the month
 * less the size in the month before as it was reported.
 */
public final class SegmentChangeLaws {
  private static final String IS_NOW = "is_now";
  private static final String IS_BEFORE = "is_before";

  private SegmentChangeLaws() {}

  /**
   * One row per broken sum, none when all hold: {@code scheme}, {@code month}, {@code segment},
   * {@code change_customers}, {@code part_customers}, {@code change_value}, {@code part_value}. The
   * change is taken from the sizes in both months and from what was revised in the earlier one;
   * customers and cents must agree exactly. A month whose predecessor has no sizes of the scheme is
   * not looked at.
   *
   * @param changes rows of segment_change
   * @param sizes scheme, month, segment, customers, value of the months and of the one before them:
   *     rows of segment_profile, or counted anew
   * @param revisions as {@link SegmentChange#of} was given them
   */
  public static Dataset<Row> violations(
      Dataset<Row> changes, Dataset<Row> sizes, Dataset<Row> revisions, MonthRange months) {
    Column cents = ExactSum.cents(col("value"));
    Column next = MonthColumns.text(MonthColumns.index(col("month")).plus(1));
    Dataset<Row> now =
        ofChange(sizes, col("month"), col("customers"), cents)
            .withColumn(IS_NOW, lit(true))
            .withColumn(IS_BEFORE, lit(false));
    Dataset<Row> before =
        ofChange(sizes, next, negate(col("customers")), negate(cents))
            .withColumn(IS_NOW, lit(false))
            .withColumn(IS_BEFORE, lit(true));
    Dataset<Row> others =
        ofChange(SegmentChange.revised(revisions), col("month"), col("customers"), col("cents"))
            .unionByName(ofParts(changes, cents))
            .withColumn(IS_NOW, lit(false))
            .withColumn(IS_BEFORE, lit(false));
    WindowSpec month = Window.partitionBy("scheme", "month");
    return now.unionByName(before)
        .unionByName(others)
        .where(MonthColumns.within(col("month"), months))
        .groupBy("scheme", "month", "segment")
        .agg(
            ExactSum.of(col("change_customers")).as("change_customers"),
            ExactSum.of(col("part_customers")).as("part_customers"),
            ExactSum.money(ExactSum.of(col("change_cents"))).as("change_value"),
            ExactSum.money(ExactSum.of(col("part_cents"))).as("part_value"),
            max(IS_NOW).as(IS_NOW),
            max(IS_BEFORE).as(IS_BEFORE))
        .withColumn(IS_NOW, max(IS_NOW).over(month))
        .withColumn(IS_BEFORE, max(IS_BEFORE).over(month))
        .where(col(IS_NOW).and(col(IS_BEFORE)))
        .where(
            col("change_customers")
                .notEqual(col("part_customers"))
                .or(col("change_value").notEqual(col("part_value"))))
        .drop(IS_NOW, IS_BEFORE);
  }

  private static Dataset<Row> ofChange(
      Dataset<Row> rows, Column month, Column customers, Column cents) {
    return rows.select(
        col("scheme"),
        month.as("month"),
        col("segment"),
        customers.as("change_customers"),
        lit(0L).as("part_customers"),
        cents.as("change_cents"),
        lit(0L).as("part_cents"));
  }

  private static Dataset<Row> ofParts(Dataset<Row> changes, Column cents) {
    return changes.select(
        col("scheme"),
        col("month"),
        col("segment"),
        lit(0L).as("change_customers"),
        col("customers").as("part_customers"),
        lit(0L).as("change_cents"),
        cents.as("part_cents"));
  }
}
