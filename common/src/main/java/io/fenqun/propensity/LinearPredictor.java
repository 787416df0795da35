package io.fenqun.propensity;

/**
 * A logistic regression.
 *
 * @param weights of the columns
 * @param means of the columns over the customers that it was trained on
 */
public record LinearPredictor(double intercept, double[] weights, double[] means)
    implements Predictor {
  @Override
  public double score(double[] columns) {
    double score = intercept;
    for (int i = 0; i < weights.length; i++) {
      score += weights[i] * columns[i];
    }
    return score;
  }

  @Override
  public double[] contributions(double[] columns) {
    double[] parts = new double[weights.length];
    for (int i = 0; i < weights.length; i++) {
      parts[i] = weights[i] * (columns[i] - means[i]);
    }
    return parts;
  }
}
