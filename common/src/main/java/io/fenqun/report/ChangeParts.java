package io.fenqun.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.States;
import io.fenqun.table.Tables;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * What each segment contributed to the change of an indicator of all segments together: by its own
 * level, and by its weight in the mix (domain page section 4). The symmetric two-way split of shift
 * analysis: E. M. Kitagawa, "Components of a difference between two rates", Journal of the American
 * Statistical Association 50 (1955) 1168–1194.
 *
 * <p>Of a ratio with r = numerator ÷ denominator of the segment, w = its share of the denominator
 * of all, R the ratio of all, 0 last month and 1 this month:
 *
 * <ul>
 *   <li>level = (w0 + w1)/2 · (r1 − r0);
 *   <li>mix = (w1 − w0) · ((r0 + r1)/2 − (R0 + R1)/2): growing above the mean raises it.
 * </ul>
 *
 * <p>Of a sum, w is the number of customers itself, r the sum per customer, and R is 0: mix is what
 * more or fewer customers bring.
 *
 * <p>Where a segment has no denominator in one month, r of the other month stands in for it, so
 * that coming and going is all mix; a numerator without a denominator counts as level. Both months
 * without: no mix. The parts of all segments sum to the change of ALL, whose row has their sums. Of
 * a ratio all parts are null where ALL has no ratio in one of the months. Parts are in the
 * indicator's unit, to 12 places.
 */
final class ChangeParts {
  static final String IS_SUM = "is_sum";

  private static final String[] KEYS = {
    "scheme", "month", Places.GROUP_BY, Places.GROUP_KEY, "indicator"
  };

  private ChangeParts() {}

  /**
   * The rows with {@code level_part} and {@code mix_part}.
   *
   * @param rows keys of places, indicator, is_sum, numerator, denominator, numerator_before,
   *     denominator_before; of every group and indicator one row is of segment ALL
   */
  static Dataset<Row> beside(Dataset<Row> rows) {
    WindowSpec whole = Window.partitionBy(KEYS[0], KEYS[1], KEYS[2], KEYS[3], KEYS[4]);
    Column isAll = col("segment").equalTo(States.ALL);
    Column n0 = number("numerator_before");
    Column n1 = number("numerator");
    Column d0 = number("denominator_before");
    Column d1 = number("denominator");
    Column isSum = col(IS_SUM);
    Column all0 = when(isSum, lit(1.0)).otherwise(unlessZero(ofAll(d0, isAll, whole)));
    Column all1 = when(isSum, lit(1.0)).otherwise(unlessZero(ofAll(d1, isAll, whole)));
    Column mean0 = when(isSum, lit(0.0)).otherwise(ofAll(n0, isAll, whole).divide(all0));
    Column mean1 = when(isSum, lit(0.0)).otherwise(ofAll(n1, isAll, whole).divide(all1));
    Dataset<Row> shares =
        rows.withColumn("__w", d1.divide(all1).minus(d0.divide(all0)))
            .withColumn("__mean", mean0.plus(mean1).divide(2))
            .withColumn("__a", n1.divide(all1).minus(n0.divide(all0)))
            .withColumn("__r0", n0.divide(unlessZero(d0)))
            .withColumn("__r1", n1.divide(unlessZero(d1)));
    Column ownMean =
        coalesce(col("__r0"), col("__r1"), lit(0.0))
            .plus(coalesce(col("__r1"), col("__r0"), lit(0.0)))
            .divide(2);
    Column difference = col("numerator").minus(col("numerator_before"));
    Column contribution =
        when(isSum, part(difference))
            .otherwise(part(col("__a").minus(col("__w").multiply(col("__mean")))));
    Dataset<Row> parts =
        shares
            .withColumn("__mix", part(col("__w").multiply(ownMean.minus(col("__mean")))))
            .withColumn("__level", part(contribution.minus(col("__mix"))));
    return parts
        .withColumn("level_part", withAll(col("__level"), isAll, whole))
        .withColumn("mix_part", withAll(col("__mix"), isAll, whole))
        .drop("__w", "__mean", "__a", "__r0", "__r1", "__mix", "__level");
  }

  private static Column number(String name) {
    return col(name).cast("double");
  }

  private static Column unlessZero(Column number) {
    return nullif(number, lit(0.0));
  }

  private static Column ofAll(Column number, Column isAll, WindowSpec whole) {
    return max(when(isAll, number)).over(whole);
  }

  private static Column part(Column number) {
    return number.cast(Tables.INDICATOR_VALUE);
  }

  /** Exact in whatever order, because parts are decimals. */
  private static Column withAll(Column part, Column isAll, WindowSpec whole) {
    Column sum = part(sum(when(not(isAll), part)).over(whole));
    return when(isAll, sum).otherwise(part);
  }
}
