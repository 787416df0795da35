package io.fenqun.propensity;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A calibration: the probability of a score, never falling as scores rise, linear between the
 * scores that it was fitted to and constant beyond them. Made by isotonic regression (R. E. Barlow,
 * D. J. Bartholomew, J. M. Bremner and H. D. Brunk, Statistical Inference under Order Restrictions,
 * 1972).
 *
 * @param scores rising
 * @param probabilities of the scores, not falling
 */
public record Isotonic(double[] scores, double[] probabilities) implements Serializable {
  /** Between 0 and 1. */
  public double probability(double score) {
    int found = Arrays.binarySearch(scores, score);
    if (found >= 0) {
      return probabilities[found];
    }
    int above = -found - 1;
    if (above == 0) {
      return probabilities[0];
    }
    if (above == scores.length) {
      return probabilities[above - 1];
    }
    double share = (score - scores[above - 1]) / (scores[above] - scores[above - 1]);
    return probabilities[above - 1] + share * (probabilities[above] - probabilities[above - 1]);
  }
}
