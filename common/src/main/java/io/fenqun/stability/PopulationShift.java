package io.fenqun.stability;

import io.fenqun.number.StabilityIndex;
import io.fenqun.table.Rounding;
import org.jspecify.annotations.Nullable;

/**
 * A shift from one month to the next as tables tell it: {@link StabilityIndex} with its limit, null
 * where either month has no customers.
 */
public record PopulationShift(StabilityIndex bins) {
  /**
   * @param notable an index that matters whatever the number of customers
   * @param confidence how seldom chance alone exceeds the limit, as a fraction
   */
  public record Limits(double notable, double confidence) {}

  PopulationShift(long[] before, long[] now) {
    this(new StabilityIndex(before, now));
  }

  long customersBefore() {
    return bins.customersBefore();
  }

  long customers() {
    return bins.customers();
  }

  private boolean isKnown() {
    return customersBefore() > 0 && customers() > 0;
  }

  @Nullable Double index() {
    return isKnown() ? bins.index(StabilityIndex.ADDED) : null;
  }

  /** What a bin adds to the index. */
  @Nullable Double part(int bin) {
    return isKnown() ? bins.part(bin, StabilityIndex.ADDED) : null;
  }

  /** What is notable or, if that is more, what chance alone exceeds too seldom. */
  @Nullable Double limit(Limits limits) {
    return isKnown() ? Math.max(limits.notable(), bins.chance(limits.confidence())) : null;
  }

  /** customers_before, customers, bins, psi, psi_limit and is_shifted of a table's row. */
  Object[] cells(Limits limits) {
    Double index = rounded(index());
    Double limit = rounded(limit(limits));
    return new Object[] {
      customersBefore(),
      customers(),
      bins.bins(),
      index,
      limit,
      index == null || limit == null ? null : index > limit
    };
  }

  static @Nullable Double rounded(@Nullable Double figure) {
    return figure == null ? null : Rounding.significant(figure);
  }

  /** Null where there is nothing to divide by. */
  static @Nullable Double share(long part, long whole) {
    return whole == 0 ? null : Rounding.significant((double) part / whole);
  }
}
