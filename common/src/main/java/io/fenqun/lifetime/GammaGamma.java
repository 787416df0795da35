package io.fenqun.lifetime;

import static org.apache.commons.math3.special.Gamma.logGamma;

import java.util.Comparator;
import java.util.List;

/**
 * The gamma–gamma model of what a purchase is worth: P. S. Fader and B. G. S. Hardie, "The
 * gamma-gamma model of monetary value" (2013). Amounts of a customer are gamma distributed (shape
 * p), their scales over customers too (shape q, scale γ); it takes amounts to be independent of how
 * often someone buys.
 */
public record GammaGamma(double p, double q, double gamma) {
  /**
   * Customers with as many purchases of the same mean amount.
   *
   * @param purchases at least 1
   * @param mean above 0
   */
  public record Spending(long purchases, double mean, long customers) {}

  private static final Comparator<Spending> ORDER =
      Comparator.comparingLong(Spending::purchases).thenComparingDouble(Spending::mean);

  /** The same bits for the same spendings in any order. */
  public static GammaGamma fit(List<Spending> spendings) {
    List<Spending> sorted = spendings.stream().sorted(ORDER).toList();
    double mean =
        sorted.stream().mapToDouble(s -> s.mean() * s.customers()).sum()
            / sorted.stream().mapToLong(Spending::customers).sum();
    double[] found = Likelihood.greatest(p -> of(p).logLikelihood(sorted), 1, 2, mean);
    return of(found);
  }

  private static GammaGamma of(double[] parameters) {
    return new GammaGamma(parameters[0], parameters[1], parameters[2]);
  }

  private double logLikelihood(List<Spending> spendings) {
    double sum = 0;
    for (Spending spending : spendings) {
      double px = p * spending.purchases();
      double total = spending.mean() * spending.purchases();
      sum +=
          spending.customers()
              * (logGamma(px + q)
                  - logGamma(px)
                  - logGamma(q)
                  + q * Math.log(gamma)
                  + (px - 1) * Math.log(spending.mean())
                  + px * Math.log(spending.purchases())
                  - (px + q) * Math.log(gamma + total));
    }
    return sum;
  }

  /** What a purchase of such a customer is worth, between his own mean and everyone's. */
  public double expected(long purchases, double mean) {
    return p * (gamma + purchases * mean) / (p * purchases + q - 1);
  }
}
