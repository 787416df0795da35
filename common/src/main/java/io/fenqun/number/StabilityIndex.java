package io.fenqun.number;

import java.util.stream.LongStream;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;

/**
 * The population stability index of counts by bin: Σ (q − p) ln(q ÷ p) over the shares before and
 * now; of months with at least one customer each.
 *
 * <p>Were both months drawn from one population, the index would be about χ²(B − 1) · (1/n + 1/m)
 * for B bins and n and m customers (B. Yurdakul and J. Naranjo, "Statistical properties of the
 * population stability index", Journal of Risk Model Validation 14, 2020): the customary 0.1 is
 * passed by chance alone where customers are few and bins many.
 *
 * @param before customers of each bin
 * @param now of the same bins
 */
public record StabilityIndex(long[] before, long[] now) {
  /** Added to each bin, so that an empty one does not make the index infinite. */
  public static final double ADDED = 0.5;

  public long customersBefore() {
    return LongStream.of(before).reduce(0, Math::addExact);
  }

  public long customers() {
    return LongStream.of(now).reduce(0, Math::addExact);
  }

  public int bins() {
    return before.length;
  }

  /**
   * @param added to each bin
   */
  public double index(double added) {
    double sum = 0;
    for (int bin = 0; bin < bins(); bin++) {
      sum += part(bin, added);
    }
    return sum;
  }

  /** What a bin adds to the index. */
  public double part(int bin, double added) {
    double p = (before[bin] + added) / (customersBefore() + added * bins());
    double q = (now[bin] + added) / (customers() + added * bins());
    return (q - p) * Math.log(q / p);
  }

  /**
   * What chance alone exceeds in a share of 1 − confidence of such months; 0 for one bin.
   *
   * @param confidence as a fraction
   */
  public double chance(double confidence) {
    return bins() < 2
        ? 0
        : new ChiSquaredDistribution(bins() - 1.0).inverseCumulativeProbability(confidence)
            * (1.0 / customersBefore() + 1.0 / customers());
  }
}
