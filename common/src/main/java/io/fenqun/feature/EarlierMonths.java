package io.fenqun.feature;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.fenqun.sql.FeatureCall;
import io.fenqun.table.Exact;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/**
 * What ratio, trend and streak make of a feature's values of this month and earlier ones, which
 * stand in the columns of {@link DerivedExpression#lags}. The order of every computation is that of
 * the months, so that doubles too give one answer.
 *
 * @param type of the feature
 */
record EarlierMonths(FeatureCall call, DataType type) {
  /** Null where either month has no value, or the earlier one is 0. */
  Column ratio() {
    Column before = value(call.months()).cast(DataTypes.DoubleType);
    return when(before.notEqual(0), value(0).cast(DataTypes.DoubleType).divide(before));
  }

  /**
   * Least squares slope of n values at 0, 1, … n − 1 is 6 Σ (2x − n + 1) y / (n (n² − 1)). Months
   * of equal weight are subtracted first: of equal values nothing is left, whatever their type.
   * Null where a month has no value.
   */
  Column trend() {
    int n = call.months();
    Column weighted =
        IntStream.range(0, n / 2)
            .mapToObj(
                back ->
                    exact(value(back))
                        .minus(exact(value(n - 1 - back)))
                        .multiply(lit(n - 1 - 2 * back)))
            .reduce(Column::plus)
            .orElseThrow();
    Column isWhole =
        IntStream.range(0, n)
            .mapToObj(back -> value(back).isNotNull())
            .reduce(Column::and)
            .orElseThrow();
    double divisor = n * ((double) n * n - 1) / 6;
    return when(isWhole, weighted.cast(DataTypes.DoubleType).divide(divisor));
  }

  /** Months in a row in which the feature is true; a month without row or value ends it. */
  Column streak() {
    Column months = lit(call.months());
    for (int back = call.months() - 1; back >= 0; back--) {
      months = when(coalesce(value(back), lit(false)), months).otherwise(lit(back));
    }
    return months;
  }

  /** Integers as decimals, so that no difference overflows. */
  private Column exact(Column value) {
    if (type instanceof DecimalType decimal) {
      return decimal.precision() <= Exact.PRECISION ? value : value.cast(DataTypes.DoubleType);
    }
    return Exact.isSummable(type) ? value.cast("decimal(19,0)") : value.cast(DataTypes.DoubleType);
  }

  private Column value(int back) {
    return back == 0
        ? col(call.name())
        : col(DerivedExpression.column(FeatureCall.lag(call.name(), back)));
  }
}
