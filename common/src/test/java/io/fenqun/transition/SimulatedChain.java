package io.fenqun.transition;

import java.util.Random;

/** Customers who move by known rates, month by month. */
final class SimulatedChain {
  private final Random random;
  private final double[][] rates;

  /** Rates by state, the last one of which nobody leaves. */
  SimulatedChain(long seed, double[][] rates) {
    this.random = new Random(seed);
    this.rates = rates;
  }

  /** Where everyone is after another month. */
  int[] next(int[] customers) {
    int[] next = new int[customers.length];
    for (int i = 0; i < customers.length; i++) {
      next[i] = next(customers[i]);
    }
    return next;
  }

  int next(int state) {
    double left = random.nextDouble();
    double[] row = rates[state];
    for (int to = 0; to < row.length - 1; to++) {
      left -= row[to];
      if (left < 0) {
        return to;
      }
    }
    return row.length - 1;
  }
}
