package io.fenqun.table;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log10;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.math.MathContext;
import org.apache.spark.sql.Column;

/**
 * How doubles are rounded before they are written, so that the last bits of a computation never
 * show (design section 6).
 */
public final class Rounding {
  /** Significant decimal digits of every published double. */
  public static final int DIGITS = 9;

  /**
   * Beyond this magnitude a power of ten or its product leaves the range of doubles; such values
   * stay as they are.
   */
  private static final double EXTREME = 1e280;

  private Rounding() {}

  /**
   * The double rounded to {@link #DIGITS} significant digits; null, NaN and infinities stay, -0
   * becomes 0.
   */
  public static Column significant(Column value) {
    Column magnitude = abs(value);
    Column decimals = lit(DIGITS - 1).minus(floor(log10(magnitude)));
    Column up = pow(lit(10.0), decimals);
    Column down = pow(lit(10.0), decimals.multiply(-1));
    // Scaled by a power of ten that is a whole number, the result is the double nearest to the
    // rounded decimal.
    Column rounded =
        when(decimals.geq(0), rint(value.multiply(up)).divide(up))
            .otherwise(rint(value.divide(down)).multiply(down));
    return when(magnitude.between(1 / EXTREME, EXTREME), rounded).otherwise(value.plus(0.0));
  }

  /** As {@link #significant(Column)}, of a finite number. */
  public static double significant(double value) {
    return new BigDecimal(value).round(new MathContext(DIGITS)).doubleValue();
  }
}
