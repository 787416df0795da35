package io.fenqun.transition;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.when;

import io.fenqun.error.FenqunException;
import io.fenqun.table.Rounding;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.spark.sql.Column;

/**
 * Rates and their score limits: E. B. Wilson, "Probable inference, the law of succession, and
 * statistical inference", Journal of the American Statistical Association 22 (1927) 209–212. Limits
 * read as if customers moved independently. Everything is null where the whole is null or 0, and
 * rounded to the published digits.
 *
 * @param z two-sided quantile of the standard normal distribution
 */
record Wilson(double z) {

  /** Two-sided limits at a confidence between 0 and 1, for example 0.95. */
  static Wilson at(double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw FenqunException.config(
          "Invalid confidence "
              + confidence
              + ": give a fraction between 0 and 1, for example 0.95");
    }
    return new Wilson(new NormalDistribution().inverseCumulativeProbability((1 + confidence) / 2));
  }

  /** part ÷ whole. */
  static Column rate(Column part, Column whole) {
    return Rounding.significant(share(part, whole));
  }

  /** Lower limit of a rate of counts. */
  Column low(Column part, Column whole) {
    return low(part, whole, whole);
  }

  /** Upper limit of a rate of counts. */
  Column high(Column part, Column whole) {
    return high(part, whole, whole);
  }

  /**
   * Lower limit of part ÷ whole, as sure as {@code number} independent customers make it; exactly 0
   * for a part of 0.
   */
  Column low(Column part, Column whole, Column number) {
    Column share = share(part, whole);
    Column limit = centre(share, number).minus(reach(share, number));
    return when(
        number.isNotNull(),
        Rounding.significant(when(share.equalTo(0.0), lit(0.0)).otherwise(limit)));
  }

  /** Upper limit, exactly 1 where the part is the whole. */
  Column high(Column part, Column whole, Column number) {
    Column share = share(part, whole);
    Column limit = centre(share, number).plus(reach(share, number));
    return when(
        number.isNotNull(),
        Rounding.significant(when(share.equalTo(1.0), lit(1.0)).otherwise(limit)));
  }

  private static Column share(Column part, Column whole) {
    return part.cast("double").divide(nullif(whole.cast("double"), lit(0.0)));
  }

  private Column centre(Column share, Column number) {
    return share.plus(lit(z * z).divide(number.multiply(2))).divide(shrinkage(number));
  }

  private Column reach(Column share, Column number) {
    Column variance = share.multiply(lit(1.0).minus(share)).divide(number);
    return sqrt(variance.plus(lit(z * z / 4).divide(number.multiply(number))))
        .multiply(z)
        .divide(shrinkage(number));
  }

  private Column shrinkage(Column number) {
    return lit(z * z).divide(number).plus(1.0);
  }
}
