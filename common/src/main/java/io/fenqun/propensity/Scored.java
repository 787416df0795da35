package io.fenqun.propensity;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Customers with a score and what became of them, the best first; equal scores in no order that any
 * figure hangs on.
 *
 * @param customers at least one
 */
public record Scored(Customer[] customers) {
  /**
   * @param score a probability, or any number that rises with it
   */
  public record Customer(double score, boolean hasOutcome) {}

  private static final int DECILES = 10;

  private static final Comparator<Customer> BEST_FIRST =
      Comparator.comparingDouble(Customer::score).reversed();

  public Scored {
    customers = customers.clone();
    Arrays.sort(customers, BEST_FIRST);
  }

  public long outcomes() {
    return Arrays.stream(customers).filter(Customer::hasOutcome).count();
  }

  public double baseRate() {
    return (double) outcomes() / customers.length;
  }

  /** Both kinds are there, so that they can be told apart. */
  public boolean isMixed() {
    long outcomes = outcomes();
    return outcomes > 0 && outcomes < customers.length;
  }

  /**
   * The area under the receiver operating characteristic: the chance that of a customer with the
   * outcome and one without, the one with it has the higher score; equal scores count a half. Of
   * mixed customers.
   */
  public double areaUnderCurve() {
    double better = 0;
    long without = 0;
    for (int end = customers.length - 1; end >= 0; ) {
      long tiedWith = 0;
      long tiedWithout = 0;
      double score = customers[end].score();
      for (; end >= 0 && customers[end].score() == score; end--) {
        if (customers[end].hasOutcome()) {
          tiedWith++;
        } else {
          tiedWithout++;
        }
      }
      better += tiedWith * (without + tiedWithout / 2.0);
      without += tiedWithout;
    }
    return better / ((double) outcomes() * (customers.length - outcomes()));
  }

  /** The mean squared difference of probability and outcome (G. W. Brier, 1950). */
  public double brier() {
    double sum = 0;
    for (Customer customer : customers) {
      double error = customer.score() - (customer.hasOutcome() ? 1 : 0);
      sum += error * error;
    }
    return sum / customers.length;
  }

  /**
   * A part of the customers by their score.
   *
   * @param customers in it
   * @param outcomes of them
   * @param scores added up
   */
  public record Part(long customers, long outcomes, double scores) {
    public double rate() {
      return (double) outcomes / customers;
    }

    public double meanScore() {
      return scores / customers;
    }
  }

  /**
   * Ten parts of nearly one size, the best first; equal scores stay together, in the part that the
   * first of them falls into, so a part may be larger, and a following one empty.
   */
  public Part[] deciles() {
    long[] counts = new long[DECILES];
    long[] outcomes = new long[DECILES];
    double[] scores = new double[DECILES];
    int decile = 0;
    for (int i = 0; i < customers.length; i++) {
      if (i == 0 || customers[i].score() != customers[i - 1].score()) {
        decile = (int) ((long) i * DECILES / customers.length);
      }
      counts[decile]++;
      outcomes[decile] += customers[i].hasOutcome() ? 1 : 0;
      scores[decile] += customers[i].score();
    }
    Part[] parts = new Part[DECILES];
    for (int i = 0; i < DECILES; i++) {
      parts[i] = new Part(counts[i], outcomes[i], scores[i]);
    }
    return parts;
  }

  /**
   * The mean difference of probability and rate over the deciles, weighted by their customers
   * (expected calibration error).
   */
  public double calibrationError() {
    double sum = 0;
    for (Part part : deciles()) {
      sum += Math.abs(part.scores() - part.outcomes());
    }
    return sum / customers.length;
  }
}
