package io.fenqun.lifetime;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.PointValuePair;
import org.apache.commons.math3.optim.SimpleValueChecker;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.SimplexOptimizer;

/** The positive parameters under which what was seen is likeliest, by Nelder and Mead's simplex. */
final class Likelihood {
  private static final double TOLERANCE = 1e-12;
  private static final int EVALUATIONS = 20_000;
  private static final int RESTARTS = 20;
  private static final double SAME = 1e-9;

  private Likelihood() {}

  /**
   * Begun anew from where it ended until it ends there: a simplex may stop short of the top.
   *
   * @param logLikelihood of parameters, all above 0
   */
  static double[] greatest(ToDoubleFunction<double[]> logLikelihood, double... start) {
    double[] at = Arrays.stream(start).map(Math::log).toArray();
    double best = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < RESTARTS; i++) {
      PointValuePair found =
          new SimplexOptimizer(new SimpleValueChecker(TOLERANCE, TOLERANCE))
              .optimize(
                  new MaxEval(EVALUATIONS),
                  new ObjectiveFunction(logs -> logLikelihood.applyAsDouble(exponents(logs))),
                  GoalType.MAXIMIZE,
                  new InitialGuess(at),
                  new NelderMeadSimplex(at.length));
      at = found.getPoint();
      if (found.getValue() - best < SAME * Math.abs(best)) {
        break;
      }
      best = found.getValue();
    }
    return exponents(at);
  }

  private static double[] exponents(double[] logs) {
    return Arrays.stream(logs).map(Math::exp).toArray();
  }
}
