package io.fenqun.propensity;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.ml.regression.IsotonicRegression;
import org.apache.spark.ml.regression.IsotonicRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Fits {@link Isotonic} by MLlib to customers whom the model was not trained on, in one task. */
final class Calibrator {
  private static final StructType EXAMPLE =
      new StructType().add("features", DataTypes.DoubleType).add("label", DataTypes.DoubleType);

  private Calibrator() {}

  /**
   * @param any rows, whose session fits
   */
  static Isotonic fit(Dataset<Row> any, Scored calibration) {
    List<Row> examples =
        Arrays.stream(calibration.customers())
            .sorted(
                Comparator.comparingDouble(Scored.Customer::score)
                    .thenComparing(Scored.Customer::hasOutcome))
            .map(one -> RowFactory.create(one.score(), one.hasOutcome() ? 1.0 : 0.0))
            .toList();
    IsotonicRegressionModel model =
        new IsotonicRegression()
            .fit(any.sparkSession().createDataFrame(examples, EXAMPLE).coalesce(1));
    return new Isotonic(model.boundaries().toArray(), model.predictions().toArray());
  }
}
