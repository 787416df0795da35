package io.fenqun.table;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.MakeDecimal;
import org.apache.spark.sql.catalyst.expressions.UnscaledValue;
import org.apache.spark.sql.catalyst.expressions.aggregate.Sum;
import org.apache.spark.sql.types.DecimalType;

/**
 * Exact sums, the same for any order of the rows. Money is summed as its unscaled long: a sum over
 * decimal(18,2) itself would be widened to decimal(28,2), which takes three times as long (Spark
 * 3.5 measured).
 */
public final class ExactSum {
  private ExactSum() {}

  /** Money as a long in hundredths; null stays null. */
  public static Column cents(Column money) {
    return new Column(new UnscaledValue(money.cast(Tables.MONEY).expr()));
  }

  /** A long in hundredths as money; more than decimal(18,2) holds is refused. */
  public static Column money(Column cents) {
    DecimalType money = (DecimalType) Tables.MONEY;
    return new Column(new MakeDecimal(cents.expr(), money.precision(), money.scale(), false));
  }

  /**
   * Aggregate: the sum of whole numbers (long, or decimal without fraction); null where every value
   * is null; an overflow stops the job.
   */
  public static Column of(Column wholeNumbers) {
    return new Column(new Sum(wholeNumbers.expr(), EvalMode.ANSI()).toAggregateExpression());
  }

  /**
   * Aggregate: the sum of money as decimal(18,2), 0 where every value is null; an overflow stops
   * the job.
   */
  public static Column ofMoney(Column money) {
    return money(coalesce(of(cents(money)), lit(0L)));
  }
}
