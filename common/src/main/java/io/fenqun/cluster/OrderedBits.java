package io.fenqun.cluster;

/**
 * Doubles as integers of the same order: of two finite doubles the smaller one has the smaller
 * unsigned integer. Both zeros are one number.
 */
final class OrderedBits {
  private OrderedBits() {}

  static long of(double value) {
    long bits = Double.doubleToLongBits(value + 0.0);
    return bits < 0 ? ~bits : bits ^ Long.MIN_VALUE;
  }

  static double value(long ordered) {
    return Double.longBitsToDouble(ordered < 0 ? ordered ^ Long.MIN_VALUE : ~ordered);
  }
}
