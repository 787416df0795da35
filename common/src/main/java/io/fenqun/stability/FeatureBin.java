package io.fenqun.stability;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The bin of a feature's value. Bins are the same in every month and warehouse, because they hang
 * on the value alone: of numbers, two to each doubling, on either side of zero; of texts, their
 * hash; of yes and no, each; no value is a bin.
 */
final class FeatureBin {
  static final int MISSING = Integer.MIN_VALUE;
  private static final int ZERO = 0;

  /** Texts beyond so many share bins. */
  private static final int TEXT_BINS = 256;

  /** Above all exponents of doubles, so that no two bins of numbers have one number. */
  private static final int OFFSET = 2 * (Double.MAX_EXPONENT + 100);

  private FeatureBin() {}

  /** NaN is no value; an infinity lies beyond all numbers. */
  static int of(@Nullable Object value) {
    if (value == null) {
      return MISSING;
    }
    if (value instanceof Number number) {
      return ofNumber(
          number instanceof BigDecimal decimal ? decimal.doubleValue() : number.doubleValue());
    }
    return 1 + Math.floorMod(value.toString().hashCode(), TEXT_BINS);
  }

  private static int ofNumber(double value) {
    if (Double.isNaN(value)) {
      return MISSING;
    }
    if (value == 0) {
      return ZERO;
    }
    int exponent = Math.getExponent(value);
    boolean isUpperHalf = Math.abs(value) >= 1.5 * Math.scalb(1.0, exponent);
    int bin = OFFSET + 2 * exponent + (isUpperHalf ? 1 : 0);
    return value < 0 ? -bin : bin;
  }
}
