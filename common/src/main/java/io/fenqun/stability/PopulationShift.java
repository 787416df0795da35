package io.fenqun.stability;

import io.fenqun.table.Rounding;
import java.util.stream.LongStream;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.jspecify.annotations.Nullable;

/**
 * The population stability index of counts by bin: Σ (q − p) ln(q ÷ p) over the shares before and
 * now.
 *
 * <p>Were both months drawn from one population, the index would be about χ²(B − 1) · (1/n + 1/m)
 * for B bins and n and m customers (B. Yurdakul and J. Naranjo, "Statistical properties of the
 * population stability index", Journal of Risk Model Validation 14, 2020): the customary 0.1 is
 * passed by chance alone where customers are few and bins many, so the limit is the larger of both.
 *
 * @param before customers of each bin
 * @param now of the same bins
 */
public record PopulationShift(long[] before, long[] now) {
  /** Added to each bin, so that an empty one does not make the index infinite. */
  private static final double ADDED = 0.5;

  /**
   * @param notable an index that matters whatever the number of customers
   * @param confidence how seldom chance alone exceeds the limit, as a fraction
   */
  public record Limits(double notable, double confidence) {}

  long customersBefore() {
    return LongStream.of(before).reduce(0, Math::addExact);
  }

  long customers() {
    return LongStream.of(now).reduce(0, Math::addExact);
  }

  int bins() {
    return before.length;
  }

  private boolean isKnown() {
    return customersBefore() > 0 && customers() > 0;
  }

  /** Null where either month has no customers. */
  @Nullable Double index() {
    return isKnown() ? index(ADDED) : null;
  }

  double index(double added) {
    double sum = 0;
    for (int bin = 0; bin < bins(); bin++) {
      sum += part(bin, added);
    }
    return sum;
  }

  /** What a bin adds to the index. */
  @Nullable Double part(int bin) {
    return isKnown() ? part(bin, ADDED) : null;
  }

  private double part(int bin, double added) {
    double p = (before[bin] + added) / (customersBefore() + added * bins());
    double q = (now[bin] + added) / (customers() + added * bins());
    return (q - p) * Math.log(q / p);
  }

  @Nullable Double limit(Limits limits) {
    if (!isKnown()) {
      return null;
    }
    if (bins() < 2) {
      return limits.notable();
    }
    double chance =
        new ChiSquaredDistribution(bins() - 1.0).inverseCumulativeProbability(limits.confidence())
            * (1.0 / customersBefore() + 1.0 / customers());
    return Math.max(limits.notable(), chance);
  }

  /** customers_before, customers, bins, psi, psi_limit and is_shifted of a table's row. */
  Object[] cells(Limits limits) {
    Double index = rounded(index());
    Double limit = rounded(limit(limits));
    return new Object[] {
      customersBefore(),
      customers(),
      bins(),
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
