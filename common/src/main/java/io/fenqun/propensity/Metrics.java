package io.fenqun.propensity;

import io.fenqun.table.Rounding;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Rows of model_metric: of all customers of the test AUC, BRIER, BASE_RATE and CALIBRATION_ERROR;
 * of each decile that anyone is in RATE (with the outcome), PROBABILITY (mean) and LIFT (rate
 * against the base rate).
 */
final class Metrics {
  private Metrics() {}

  /**
   * @param test mixed, with calibrated probabilities
   */
  static List<Row> of(String month, String product, Trainer model, Scored test) {
    List<Row> rows = new ArrayList<>();
    long all = test.customers().length;
    rows.add(row(month, product, model, "AUC", 0, test.areaUnderCurve(), all));
    rows.add(row(month, product, model, "BRIER", 0, test.brier(), all));
    rows.add(row(month, product, model, "BASE_RATE", 0, test.baseRate(), all));
    rows.add(row(month, product, model, "CALIBRATION_ERROR", 0, test.calibrationError(), all));
    Scored.Part[] deciles = test.deciles();
    for (int i = 0; i < deciles.length; i++) {
      Scored.Part part = deciles[i];
      if (part.customers() > 0) {
        double lift = part.rate() / test.baseRate();
        rows.add(row(month, product, model, "RATE", i + 1, part.rate(), part.customers()));
        rows.add(
            row(month, product, model, "PROBABILITY", i + 1, part.meanScore(), part.customers()));
        rows.add(row(month, product, model, "LIFT", i + 1, lift, part.customers()));
      }
    }
    return rows;
  }

  private static Row row(
      String month,
      String product,
      Trainer model,
      String metric,
      int decile,
      double value,
      long customers) {
    return RowFactory.create(
        month, product, model.name(), metric, decile, Rounding.significant(value), customers);
  }
}
