package io.fenqun.table;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log10;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;

/**
 * How every double is rounded before it is written (design section 6): to 9 significant digits, halves to even.
 *
 * <p>The value is scaled by a power of ten to nine digits before the point, rounded to a whole number and scaled back. Powers of ten up to
 * 10<sup>22</sup> are exact doubles, so for magnitudes from 10<sup>-14</sup> to 10<sup>30</sup> the result is the double nearest to the
 * decimal number: the same value that its nine digits read back would give, and rounding it again changes nothing.
 */
public final class Rounding {
  /** Design section 6. */
  public static final int SIGNIFICANT_DIGITS = 9;

  /** Beyond these magnitudes the powers of ten leave the range of doubles; such values stay as they are. */
  private static final double SMALLEST = 1e-200;

  private static final double LARGEST = 1e200;

  private Rounding() {}

  /** Null, zero, NaN and infinities stay what they are; minus zero becomes zero. */
  public static Column significant(Column value) {
    Column magnitude = abs(value);
    Column decimals = lit(SIGNIFICANT_DIGITS - 1).minus(floor(log10(magnitude)));
    Column power = pow(lit(10.0), abs(decimals));
    Column rounded =
        when(decimals.geq(0), rint(value.multiply(power)).divide(power)).otherwise(rint(value.divide(power)).multiply(power));
    return when(magnitude.between(SMALLEST, LARGEST), rounded).otherwise(value.plus(0.0));
  }
}
