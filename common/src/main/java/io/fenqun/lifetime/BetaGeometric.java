package io.fenqun.lifetime;

import static org.apache.commons.math3.special.Gamma.logGamma;

import java.util.List;

/**
 * The BG/NBD model of customers who may leave after any purchase: P. S. Fader, B. G. S. Hardie and
 * K. L. Lee, "“Counting your customers” the easy way: an alternative to the Pareto/NBD model",
 * Marketing Science 24 (2005) 275–284. Rates of purchase are gamma distributed (shape r, scale α),
 * chances of leaving beta (a, b).
 */
public record BetaGeometric(double r, double alpha, double a, double b) {
  private static final double PRECISION = 1e-15;
  private static final int MOST_TERMS = 100_000;

  /**
   * Fitted to counted histories: the same bits for the same histories in any order.
   *
   * @param histories some with a repeat
   */
  public static BetaGeometric fit(List<History> histories) {
    List<History> sorted = histories.stream().sorted().toList();
    double unit =
        sorted.stream().mapToDouble(h -> h.age() * h.customers()).sum()
            / sorted.stream().mapToLong(History::customers).sum();
    double[] found =
        Likelihood.greatest(p -> of(p).logLikelihood(sorted), 1, Math.max(unit, 1e-9), 1, 1);
    return of(found);
  }

  private static BetaGeometric of(double[] parameters) {
    return new BetaGeometric(parameters[0], parameters[1], parameters[2], parameters[3]);
  }

  /** Of histories, in their order. */
  double logLikelihood(List<History> histories) {
    double sum = 0;
    for (History history : histories) {
      sum += history.customers() * logLikelihood(history);
    }
    return sum;
  }

  private double logLikelihood(History history) {
    long x = history.repeats();
    double common =
        logGamma(r + x)
            - logGamma(r)
            + r * Math.log(alpha)
            + logGamma(a + b)
            + logGamma(b + x)
            - logGamma(b)
            - logGamma(a + b + x)
            - (r + x) * Math.log(alpha + history.age());
    return common + Math.log1p(oddsOfHavingLeft(history));
  }

  /** Of having left after the last purchase, against being a customer still. */
  private double oddsOfHavingLeft(History history) {
    long x = history.repeats();
    return x == 0
        ? 0
        : a / (b + x - 1) * Math.pow((alpha + history.age()) / (alpha + history.last()), r + x);
  }

  /** The chance of being a customer still. */
  public double alive(History history) {
    return 1 / (1 + oddsOfHavingLeft(history));
  }

  /** Purchases that a customer is expected to make in a time from now on. */
  public double expected(History history, double time) {
    long x = history.repeats();
    double whole = alpha + history.age() + time;
    double hyper = hypergeometric(r + x, b + x, a + b + x - 1, time / whole);
    double left = Math.pow((alpha + history.age()) / whole, r + x) * hyper;
    return (a + b + x - 1) / (a - 1) * (1 - left) * alive(history);
  }

  /** Gauss's series; below 1 it converges. */
  private static double hypergeometric(double p, double q, double s, double z) {
    double term = 1;
    double sum = 1;
    for (int k = 0; k < MOST_TERMS && Math.abs(term) > PRECISION * Math.abs(sum); k++) {
      term *= (p + k) * (q + k) / ((s + k) * (k + 1)) * z;
      sum += term;
    }
    return sum;
  }
}
