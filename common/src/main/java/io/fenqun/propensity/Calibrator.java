package io.fenqun.propensity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.mllib.regression.IsotonicRegression;
import org.apache.spark.mllib.regression.IsotonicRegressionModel;
import scala.Tuple3;

/** Fits {@link Isotonic} by MLlib to customers whom the model was not trained on, in one task. */
final class Calibrator {
  private static final double WEIGHT = 1;

  private Calibrator() {}

  static Isotonic fit(JavaSparkContext spark, Scored calibration) {
    List<Tuple3<Double, Double, Double>> examples = new ArrayList<>();
    Arrays.stream(calibration.customers())
        .sorted(
            Comparator.comparingDouble(Scored.Customer::score)
                .thenComparing(Scored.Customer::hasOutcome))
        .forEach(
            customer ->
                examples.add(
                    new Tuple3<>(customer.hasOutcome() ? 1.0 : 0.0, customer.score(), WEIGHT)));
    IsotonicRegressionModel model = new IsotonicRegression().run(spark.parallelize(examples, 1));
    return new Isotonic(model.boundaries(), model.predictions());
  }
}
