package io.fenqun.propensity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One model of one product: trained on the oldest customers, calibrated on later ones, tested on
 * the last.
 *
 * @param any rows, whose session fits
 * @param names of the inputs
 * @param areTexts whether an input is a text
 */
record PropensityFit(Dataset<Row> any, List<String> names, List<Boolean> areTexts) {
  /**
   * @param model empty where there is none
   * @param test the customers of the test with calibrated probabilities
   * @param reason why there is none
   */
  record Result(Optional<PropensityModel> model, Optional<Scored> test, Optional<Reason> reason) {
    private static Result none(Reason reason) {
      return new Result(Optional.empty(), Optional.empty(), Optional.of(reason));
    }
  }

  /** Why there is no model. */
  enum Reason {
    /** Nobody, or nobody without or with the outcome, in the months of training. */
    ONE_CLASS_IN_TRAINING,
    /** The same in the months of calibration. */
    ONE_CLASS_IN_CALIBRATION,
    /** The same in the months of the test. */
    ONE_CLASS_IN_TEST
  }

  /**
   * @param training rows of {@link Examples}, as those of calibration and test
   */
  Result fit(Trainer trainer, List<Row> training, List<Row> calibration, List<Row> test) {
    if (!isMixed(training)) {
      return Result.none(Reason.ONE_CLASS_IN_TRAINING);
    }
    if (!isMixed(calibration)) {
      return Result.none(Reason.ONE_CLASS_IN_CALIBRATION);
    }
    if (!isMixed(test)) {
      return Result.none(Reason.ONE_CLASS_IN_TEST);
    }
    Encoding encoding = Encoding.of(names, areTexts, training);
    List<double[]> columns = training.stream().map(encoding::encode).toList();
    Predictor predictor =
        trainer.fit(any, columns, training.stream().map(this::hasOutcome).toList());
    Isotonic isotonic =
        Calibrator.fit(any, scored(calibration, row -> predictor.score(encoding.encode(row))));
    PropensityModel model = new PropensityModel(trainer, encoding, predictor, isotonic);
    return new Result(
        Optional.of(model),
        Optional.of(scored(test, row -> model.of(row).probability())),
        Optional.empty());
  }

  private Scored scored(List<Row> rows, ToDoubleFunction<Row> score) {
    List<Scored.Customer> customers = new ArrayList<>();
    rows.forEach(
        row -> customers.add(new Scored.Customer(score.applyAsDouble(row), hasOutcome(row))));
    return new Scored(customers.toArray(Scored.Customer[]::new));
  }

  private boolean isMixed(List<Row> rows) {
    long outcomes = rows.stream().filter(this::hasOutcome).count();
    return outcomes > 0 && outcomes < rows.size();
  }

  private boolean hasOutcome(Row row) {
    return row.getBoolean(names.size());
  }
}
