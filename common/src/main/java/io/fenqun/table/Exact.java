package io.fenqun.table;

import static io.fenqun.table.RowRefusal.refuse;
import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.try_sum;
import static org.apache.spark.sql.functions.when;

import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.MakeDecimal;
import org.apache.spark.sql.catalyst.expressions.UnscaledValue;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/**
 * Exact sums and quotients. A decimal is summed as its unscaled long, which Spark aggregates three
 * times faster than the widened decimal, and given back as decimal(18, scale); whatever does not
 * fit is refused, never wrapped or nulled. Integers are summed as long.
 */
public final class Exact {
  /** Digits of a decimal whose unscaled value fits a long. */
  public static final int PRECISION = 18;

  private static final long LARGEST = 999_999_999_999_999_999L;

  private Exact() {}

  /**
   * True for what can be summed independently of order: integers, and decimals of at most 18 digits
   * after the point.
   */
  public static boolean isSummable(DataType type) {
    if (type instanceof DecimalType decimal) {
      return decimal.scale() <= PRECISION;
    }
    return type.equals(DataTypes.ByteType)
        || type.equals(DataTypes.ShortType)
        || type.equals(DataTypes.IntegerType)
        || type.equals(DataTypes.LongType);
  }

  /** The type of a sum: bigint of integers, decimal(18, scale) of decimals. */
  public static DataType sumType(DataType type) {
    return type instanceof DecimalType decimal
        ? DataTypes.createDecimalType(PRECISION, decimal.scale())
        : DataTypes.LongType;
  }

  /**
   * A value as whole units (unscaled long of a decimal); null stays null. {@code refusal} is said
   * of a value too large.
   */
  public static Column units(Column value, DataType type, String refusal) {
    if (!(type instanceof DecimalType decimal)) {
      return value.cast(DataTypes.LongType);
    }
    if (decimal.precision() <= PRECISION) {
      return new Column(new UnscaledValue(value.expr()));
    }
    Column narrowed = value.cast(sumType(type));
    Column checked = coalesce(narrowed, when(value.isNotNull(), refuse(refusal)));
    return new Column(new UnscaledValue(checked.expr()));
  }

  /** The value whose whole units these are, of {@link #sumType}; null stays null. */
  public static Column ofUnits(Column units, DataType type, String refusal) {
    if (!(type instanceof DecimalType decimal)) {
      return units;
    }
    Column made = new Column(new MakeDecimal(units.expr(), PRECISION, decimal.scale(), true));
    return when(abs(units).gt(LARGEST), refuse(refusal)).otherwise(made);
  }

  /**
   * Sum of whole units over a group or, with {@code over}, a window frame; 0 where all are null.
   */
  public static Column sumOfUnits(Column units, UnaryOperator<Column> over, String refusal) {
    return coalesce(over.apply(try_sum(coalesce(units, lit(0L)))), refuse(refusal));
  }

  /** The square of whole units, as decimal(38,0), which holds the square of any long. */
  public static Column square(Column units) {
    Column wide = units.cast("decimal(19,0)");
    return wide.multiply(wide);
  }

  /** As {@link #sumOfUnits}, of squares of whole units. */
  public static Column sumOfSquares(Column squares, UnaryOperator<Column> over, String refusal) {
    Column sum = try_sum(coalesce(squares, lit(0).cast("decimal(38,0)")));
    return coalesce(over.apply(sum), refuse(refusal));
  }

  /**
   * Sample variance as double, from n values' sum and sum of squares in whole units: (n Σx² −
   * (Σx)²) / (n (n − 1)), exact up to the division; null below 2 values. What takes more than 38
   * digits is refused.
   *
   * @param type of the sum, which says what a unit is
   */
  public static Column variance(
      Column count, Column sum, Column squares, DataType type, String refusal) {
    int places = type instanceof DecimalType decimal ? decimal.scale() : 0;
    Column units = units(sum, type, refusal);
    Column numerator =
        squares.multiply(count.cast("decimal(19,0)")).minus(square(units)).cast("decimal(38,0)");
    Column checked = coalesce(numerator, refuse(refusal)).cast(DataTypes.DoubleType);
    Column pairs = count.cast(DataTypes.DoubleType).multiply(count.minus(1));
    return when(count.gt(1), checked.divide(pairs).divide(Math.pow(10, 2 * places)));
  }

  /** A number as money; what money cannot hold is refused, null stays null. */
  public static Column money(Column value, String refusal) {
    return coalesce(value.cast(Tables.MONEY), when(value.isNotNull(), refuse(refusal)));
  }

  /**
   * {@code dividend / divisor} of whole numbers, rounded half up (away from zero); the divisor is
   * positive.
   */
  public static Column quotientHalfUp(Column dividend, Column divisor) {
    Column doubled = abs(dividend).multiply(2).plus(divisor);
    Column magnitude = call_function("div", doubled, divisor.multiply(2));
    return when(dividend.lt(0), magnitude.multiply(-1)).otherwise(magnitude);
  }
}
