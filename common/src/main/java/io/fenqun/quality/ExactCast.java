package io.fenqun.quality;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StringType;

/**
 * Whether a cast keeps the number: Spark's own cast wraps what is too large for an integer type,
 * cuts 3.7 to 3 and rounds the text 12.345 to two digits, all without a word. A number that becomes
 * a decimal is rounded on purpose: whoever computes it declares the type for that.
 */
final class ExactCast {
  private static final int DIGITS = 38;
  private static final int DECIMALS = 18;

  private ExactCast() {}

  /**
   * True where the number is another one after the cast, false where it is the same or there is
   * none; never null.
   *
   * @param found type of {@code value}
   */
  static Column changes(Column value, DataType found, DataType declared) {
    if (Cast.canUpCast(found, declared)) {
      return lit(false);
    }
    boolean isWhole = declared instanceof IntegralType;
    if (isWhole && (found instanceof DoubleType || found instanceof FloatType)) {
      return changed(value, declared, DataTypes.DoubleType);
    }
    boolean isText = found instanceof StringType;
    if (isWhole && (isText || found instanceof IntegralType || found instanceof DecimalType)) {
      return changed(value, declared, DataTypes.createDecimalType(DIGITS, DECIMALS));
    }
    return isText && declared instanceof DecimalType decimal
        ? changed(value, declared, widest(decimal))
        : lit(false);
  }

  /** Room for every whole number that the declared type holds, and for as many digits behind it. */
  private static DataType widest(DecimalType declared) {
    int whole = declared.precision() - declared.scale();
    return DataTypes.createDecimalType(DIGITS, Math.min(DIGITS - whole, DIGITS - 1));
  }

  /** A number that only the declared type can hold was wrapped, or was none before. */
  private static Column changed(Column value, DataType declared, DataType compared) {
    Column before = value.cast(compared);
    Column after = value.cast(declared).cast(compared);
    return after.isNotNull().and(not(before.eqNullSafe(after)));
  }
}
