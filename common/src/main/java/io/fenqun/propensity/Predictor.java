package io.fenqun.propensity;

import java.io.Serializable;

/** What a model says of one encoded customer: plain arithmetic, the same bits everywhere. */
public sealed interface Predictor extends Serializable permits LinearPredictor, TreesPredictor {
  /** Log odds, or what stands for them; rises with the probability. */
  double score(double[] columns);

  /** What each column adds to the score of the mean customer; they add up to the difference. */
  double[] contributions(double[] columns);
}
