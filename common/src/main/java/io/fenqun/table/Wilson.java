package io.fenqun.table;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.when;

import io.fenqun.error.FenqunException;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rates and their score limits: E. B. Wilson, "Probable inference, the law of succession, and
 * statistical inference", Journal of the American Statistical Association 22 (1927) 209–212. Limits
 * read as if customers moved independently.
 *
 * @param z two-sided quantile of the standard normal distribution
 */
public record Wilson(Column z) {

  /** Two-sided limits at a confidence between 0 and 1, for example 0.95. */
  public static Wilson at(double confidence) {
    requireFraction(confidence);
    return new Wilson(lit(quantile(1 - confidence)));
  }

  /**
   * Two-sided limits that hold for all categories of a whole together: L. A. Goodman, "On
   * simultaneous confidence intervals for multinomial proportions", Technometrics 7 (1965) 247–254,
   * with the upper α ÷ k point of χ² with one degree of freedom, the square of a normal quantile.
   *
   * @param categories k, whole numbers from 1
   * @param most no row has more categories
   */
  public static Wilson jointly(double confidence, Column categories, int most) {
    requireFraction(confidence);
    Column[] quantiles =
        IntStream.rangeClosed(1, most)
            .mapToObj(k -> lit(quantile((1 - confidence) / k)))
            .toArray(Column[]::new);
    return new Wilson(element_at(array(quantiles), categories));
  }

  private static void requireFraction(double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw FenqunException.config(
          "Invalid confidence "
              + confidence
              + ": give a fraction between 0 and 1, for example 0.95");
    }
  }

  private static double quantile(double error) {
    return new NormalDistribution().inverseCumulativeProbability(1 - error / 2);
  }

  /**
   * {@link #withRate(Dataset, String, Column, Column, Column)} of counts: the whole is the number.
   */
  public Dataset<Row> withRate(Dataset<Row> rows, String rate, Column part, Column whole) {
    return withRate(rows, rate, part, whole, whole);
  }

  /**
   * Adds {@code <rate>} = part ÷ whole, {@code <rate>_low} and {@code <rate>_high} as doubles of
   * the published digits. All are null where the whole is null or 0, the limits also where the
   * number is. The lower limit of 0 is exactly 0, the upper one of 1 exactly 1.
   *
   * @param number of independent customers on which the limits rest
   */
  public Dataset<Row> withRate(
      Dataset<Row> rows, String rate, Column part, Column whole, Column number) {
    Column share = col("__share");
    Column n = col("__number");
    Column square = z.multiply(z);
    Column shrinkage = square.divide(n).plus(1.0);
    Column centre = share.plus(square.divide(2.0).divide(n)).divide(shrinkage);
    Column variance = share.multiply(lit(1.0).minus(share)).divide(n);
    Column reach =
        sqrt(variance.plus(square.divide(4.0).divide(n).divide(n))).multiply(z).divide(shrinkage);
    // Step by step, so that every column is computed once and the generated code stays small.
    Column all = col("*");
    return rows.select(
            all,
            part.cast("double").divide(known(whole)).as("__share"),
            known(number).as("__number"))
        .select(all, centre.as("__centre"), reach.as("__reach"))
        .select(
            all,
            when(share.gt(0.0), col("__centre").minus(col("__reach"))).otherwise(share).as("__low"),
            when(share.lt(1.0), col("__centre").plus(col("__reach"))).otherwise(share).as("__high"))
        .select(
            all,
            Rounding.significant(share).as(rate),
            when(n.isNotNull(), Rounding.significant(col("__low"))).as(rate + "_low"),
            when(n.isNotNull(), Rounding.significant(col("__high"))).as(rate + "_high"))
        .drop("__share", "__number", "__centre", "__reach", "__low", "__high");
  }

  /** Null for 0, by which nothing can be divided. */
  private static Column known(Column whole) {
    return nullif(whole.cast("double"), lit(0.0));
  }
}
