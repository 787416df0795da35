package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.fenqun.scheme.Grouping;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Largest remainder (Hamilton's method) over customers of few weights, in whole numbers. Of the
 * units Q of a group with weights that add up to W a customer of weight w has the exact share
 * Q·w/W; he gets its whole part, and the units then left go one each to the largest remainders.
 * Customers of one class have equal shares, so the arithmetic is done on classes: a class gets
 * {@code WHOLE} for each of its customers and one unit more for {@code EXTRA} of them.
 *
 * <p>Ties: of classes with equal remainders the larger weight comes first, then the smaller place.
 * A remainder of 0 never gets a unit: fewer units are left than there are remainders.
 *
 * @param grouping of the units
 */
record LargestRemainder(Grouping grouping) {
  /** In: bigint, customers of the class. */
  static final String CUSTOMERS = "allocate__customers";

  /** In: bigint, above 0. */
  static final String WEIGHT = "allocate__weight";

  /** In: int, unique in a group. */
  static final String PLACE = "allocate__place";

  /** In: bigint, 0 or more, the same in all classes of a group; null: unknown. */
  static final String UNITS = "allocate__units";

  /** Out: bigint, what every customer of the class gets; null where the units are unknown. */
  static final String WHOLE = "allocate__whole";

  /** Out: bigint, how many customers of the class get one more; 0 where the units are unknown. */
  static final String EXTRA = "allocate__extra";

  private static final String REMAINDER = "allocate__remainder";
  private static final String LEFT = "allocate__left";
  private static final String TOTAL = "allocate__total";
  private static final String UNIT_WEIGHT = "allocate__unit_weight";

  /** The classes with {@link #WHOLE} and {@link #EXTRA}; one row in and out per group and class. */
  Dataset<Row> shared(Dataset<Row> classes) {
    WindowSpec group = Window.partitionBy(grouping.columns());
    WindowSpec before =
        group
            .orderBy(col(REMAINDER).desc(), col(WEIGHT).desc(), col(PLACE))
            .rowsBetween(Window.unboundedPreceding(), -1);
    Column served = coalesce(sum(col(CUSTOMERS)).over(before), lit(0L));
    Column extra = greatest(lit(0L), least(col(CUSTOMERS), col(LEFT).minus(served)));
    return classes
        .withColumn(TOTAL, sum(product(CUSTOMERS, WEIGHT)).over(group))
        .withColumn(UNIT_WEIGHT, product(UNITS, WEIGHT))
        .withColumn(WHOLE, call_function("div", col(UNIT_WEIGHT), col(TOTAL)).cast("bigint"))
        .withColumn(REMAINDER, col(UNIT_WEIGHT).mod(col(TOTAL)))
        .withColumn(
            LEFT, col(UNITS).minus(sum(product(CUSTOMERS, WHOLE)).over(group)).cast("bigint"))
        .withColumn(EXTRA, when(col(LEFT).isNotNull(), extra).otherwise(lit(0L)))
        .drop(TOTAL, UNIT_WEIGHT, REMAINDER, LEFT);
  }

  /** Of 38 digits at most: units and customers have 18, weights 12. */
  private static Column product(String left, String right) {
    return whole(left).multiply(whole(right));
  }

  private static Column whole(String column) {
    return col(column).cast("decimal(18,0)");
  }
}
