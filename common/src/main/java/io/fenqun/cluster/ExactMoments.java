package io.fenqun.cluster;

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
  private long sumHigh;
  private long sumLow;
  private long squaresHigh;
  private long squaresLow;

  ExactMoments add(long value) {
    count++;
    addToSum(value < 0 ? -1 : 0, value);
    addToSquares(Math.multiplyHigh(value, value), value * value);
    return this;
  }

  ExactMoments add(ExactMoments other) {
    count += other.count;
    addToSum(other.sumHigh, other.sumLow);
    addToSquares(other.squaresHigh, other.squaresLow);
    return this;
  }

  private void addToSum(long high, long low) {
    long sum = sumLow + low;
    sumHigh += high + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
    sumLow = sum;
  }

  private void addToSquares(long high, long low) {
    long sum = squaresLow + low;
    squaresHigh += high + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
    squaresLow = sum;
  }

  long count() {
    return count;
  }

  /** To 34 digits. */
  BigDecimal mean() {
    return new BigDecimal(number(sumHigh, sumLow)).divide(BigDecimal.valueOf(count), PRECISION);
  }

  /** Of the population: the root of the mean square from the mean, to 34 digits; 0 for equals. */
  BigDecimal deviation() {
    BigInteger sum = number(sumHigh, sumLow);
    BigInteger spread =
        number(squaresHigh, squaresLow)
            .multiply(BigInteger.valueOf(count))
            .subtract(sum.multiply(sum));
    return new BigDecimal(spread)
        .divide(BigDecimal.valueOf(count).pow(2), PRECISION)
        .sqrt(PRECISION);
  }

  private static BigInteger number(long high, long low) {
    BigInteger unsignedLow =
        new BigInteger(1, java.nio.ByteBuffer.allocate(Long.BYTES).putLong(low).array());
    return BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(unsignedLow);
  }
}
