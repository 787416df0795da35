package io.fenqun.number;

import java.io.Serializable;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * A sum of longs, or of their squares, exact in 128 bits, so that the order of adding and the cut
 * into tasks play no part: room for 2<sup>64</sup> longs, or for as many squares as their mean lies
 * below 2<sup>127</sup> in number. Mutable: one for a task.
 */
public final class WideSum implements Serializable {
  private static final long serialVersionUID = 1L;

  private long high;
  private long low;

  public void add(long value) {
    add(value < 0 ? -1 : 0, value);
  }

  public void addSquare(long value) {
    add(Math.multiplyHigh(value, value), value * value);
  }

  public void add(WideSum other) {
    add(other.high, other.low);
  }

  private void add(long otherHigh, long otherLow) {
    long sum = low + otherLow;
    high += otherHigh + (Long.compareUnsigned(sum, otherLow) < 0 ? 1 : 0);
    low = sum;
  }

  public BigInteger value() {
    BigInteger unsignedLow =
        new BigInteger(1, ByteBuffer.allocate(Long.BYTES).putLong(low).array());
    return BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(unsignedLow);
  }
}
