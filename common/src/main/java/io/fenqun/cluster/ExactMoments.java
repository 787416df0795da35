package io.fenqun.cluster;

import io.fenqun.number.WideSum;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * Count, sum and sum of squares of integers below 2<sup>62</sup> in size, exact in 128 bits, so
 * that the order of adding and the cut into tasks play no part. Mutable: one for a task.
 */
final class ExactMoments implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final MathContext PRECISION = MathContext.DECIMAL128;

  private long count;
  private final WideSum sum = new WideSum();
  private final WideSum squares = new WideSum();

  ExactMoments add(long value) {
    count++;
    sum.add(value);
    squares.addSquare(value);
    return this;
  }

  ExactMoments add(ExactMoments other) {
    count += other.count;
    sum.add(other.sum);
    squares.add(other.squares);
    return this;
  }

  long count() {
    return count;
  }

  /** To 34 digits. */
  BigDecimal mean() {
    return new BigDecimal(sum.value()).divide(BigDecimal.valueOf(count), PRECISION);
  }

  /** Of the population: the root of the mean square from the mean, to 34 digits; 0 for equals. */
  BigDecimal deviation() {
    BigInteger total = sum.value();
    BigInteger spread =
        squares.value().multiply(BigInteger.valueOf(count)).subtract(total.multiply(total));
    return new BigDecimal(spread)
        .divide(BigDecimal.valueOf(count).pow(2), PRECISION)
        .sqrt(PRECISION);
  }
}
