package io.fenqun.report;

import static io.fenqun.table.RowRefusal.refuse;
import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.Exact;
import io.fenqun.table.Rounding;
import io.fenqun.table.Tables;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;

/**
 * How the number that an indicator's expression gives becomes its value: money is exact, rounded
 * half up to the cent; whole numbers and decimals of at most 12 places are exact; every other
 * number is a double, rounded to 9 significant digits. A value that does not fit decimal(28,12) is
 * refused with kind DATA.
 */
final class IndicatorValues {
  private static final String MONEY_UNIT = "money";
  private static final int PLACES = ((DecimalType) Tables.INDICATOR_VALUE).scale();

  /** Beyond it a double is no value of an indicator, but a fault. */
  private static final double LARGEST = 1e16;

  private static final String REFUSED = "Cannot write the indicator ";
  private static final String REASON =
      ": a value is beyond 16 digits before the point; look for wrong numbers in the source";

  private IndicatorValues() {}

  /**
   * A struct of {@code indicator}, {@code unit}, the number as {@code exact} or {@code number}, and
   * {@code more}: {@link #rounded} makes {@code value} of it when it is a row.
   *
   * @param figures what the expression is of
   */
  static Column cell(
      IndicatorDef indicator, Column expression, Dataset<Row> figures, Column... more) {
    DataType type = figures.select(expression).schema().fields()[0].dataType();
    boolean isExact = indicator.unit().equals(MONEY_UNIT) || isExact(type);
    Column none = lit(null);
    return struct(
        Stream.concat(
                Stream.of(
                    lit(indicator.name()).as("indicator"),
                    lit(indicator.unit()).as("unit"),
                    (isExact ? exact(indicator, expression) : none)
                        .cast(Tables.INDICATOR_VALUE)
                        .as("exact"),
                    (isExact ? none : expression).cast("double").as("number")),
                Stream.of(more))
            .toArray(Column[]::new));
  }

  /**
   * Doubles are rounded when they are rows of one column: said of every indicator apart, it would
   * be too much code to compile.
   */
  static Dataset<Row> rounded(Dataset<Row> numbers) {
    Column refusal = concat(lit(REFUSED), col("indicator"), lit(REASON));
    Column fitted =
        when(abs(col("rounded")).geq(LARGEST), refuse(refusal))
            .otherwise(col("rounded").cast(Tables.INDICATOR_VALUE));
    return numbers
        .withColumn("rounded", Rounding.significant(col("number")))
        .withColumn("value", coalesce(col("exact"), fitted));
  }

  private static Column exact(IndicatorDef indicator, Column expression) {
    return indicator.unit().equals(MONEY_UNIT)
        ? Exact.money(expression, REFUSED + indicator.name() + REASON)
        : fitted(indicator, expression);
  }

  /** An exact number in the type of values. */
  static Column fitted(IndicatorDef indicator, Column exact) {
    Column fitted = exact.cast(Tables.INDICATOR_VALUE);
    return coalesce(fitted, when(exact.isNotNull(), refuse(REFUSED + indicator.name() + REASON)));
  }

  private static boolean isExact(DataType type) {
    if (type instanceof DecimalType decimal) {
      return decimal.scale() <= PLACES;
    }
    return !(type instanceof DoubleType || type instanceof FloatType);
  }
}
