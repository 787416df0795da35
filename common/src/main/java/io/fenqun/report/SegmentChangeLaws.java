package io.fenqun.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;

import io.fenqun.table.ExactSum;
import io.fenqun.table.MonthColumns;
import io.fenqun.time.MonthRange;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What holds of every change of a segment: its parts are the whole, that is the size in the month
 * less the size in the month before as it was reported.
 */
public final class SegmentChangeLaws {
  private SegmentChangeLaws() {}

  /**
   * One row per broken sum, none when all hold: {@code scheme}, {@code month}, {@code segment},
   * {@code change_customers}, {@code part_customers}, {@code change_value}, {@code part_value}. The
   * change is taken from the profiles of both months and from what was revised in the earlier one;
   * customers and cents must agree exactly. A month whose predecessor has no profile of the scheme
   * is not looked at.
   *
   * @param changes rows of segment_change
   * @param profile rows of segment_profile of the months and of the one before them
   * @param revisions as {@link SegmentChange#of} was given them
   */
  public static Dataset<Row> violations(
      Dataset<Row> changes, Dataset<Row> profile, Dataset<Row> revisions, MonthRange months) {
    Column cents = ExactSum.cents(col("value"));
    Column next = MonthColumns.text(MonthColumns.index(col("month")).plus(1));
    Dataset<Row> sizes = side(profile, col("month"), col("customers"), cents, true);
    Dataset<Row> before = side(profile, next, negate(col("customers")), negate(cents), true);
    Dataset<Row> revised =
        side(SegmentChange.revised(revisions), col("month"), col("customers"), col("cents"), true);
    Dataset<Row> parts = side(changes, col("month"), col("customers"), cents, false);
    return sizes
        .unionByName(before)
        .unionByName(revised)
        .unionByName(parts)
        .where(MonthColumns.within(col("month"), months))
        .join(
            before.select("scheme", "month").distinct(),
            new String[] {"scheme", "month"},
            "left_semi")
        .join(
            sizes.select("scheme", "month").distinct(),
            new String[] {"scheme", "month"},
            "left_semi")
        .groupBy("scheme", "month", "segment")
        .agg(
            ExactSum.of(col("change_customers")).as("change_customers"),
            ExactSum.of(col("part_customers")).as("part_customers"),
            ExactSum.money(ExactSum.of(col("change_cents"))).as("change_value"),
            ExactSum.money(ExactSum.of(col("part_cents"))).as("part_value"))
        .where(
            col("change_customers")
                .notEqual(col("part_customers"))
                .or(col("change_value").notEqual(col("part_value"))));
  }

  private static Dataset<Row> side(
      Dataset<Row> rows, Column month, Column customers, Column cents, boolean isOfChange) {
    Column none = lit(0L);
    return rows.select(
        col("scheme"),
        month.as("month"),
        col("segment"),
        (isOfChange ? customers : none).as("change_customers"),
        (isOfChange ? none : customers).as("part_customers"),
        (isOfChange ? cents : none).as("change_cents"),
        (isOfChange ? none : cents).as("part_cents"));
  }
}
