package io.fenqun.table;

import io.fenqun.number.WideSum;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/**
 * Exact sums of money and of counts: {@link Exact} with one refusal for all. The sum of nothing but
 * nulls is 0, a sum that does not fit is refused with kind DATA.
 */
public final class ExactSum {
  private static final String REFUSAL =
      "Cannot add up a column: the sum has more than the 18 digits of decimal(18,2) or of a long; look for wrong amounts in the source";

  /** Whole numbers up to 38 digits, as {@link WideSum} gives them. */
  public static final DataType WIDE = DataTypes.createDecimalType(DecimalType.MAX_PRECISION(), 0);

  private ExactSum() {}

  /** Money as a long in hundredths; null stays null. */
  public static Column cents(Column money) {
    return Exact.units(money.cast(Tables.MONEY), Tables.MONEY, REFUSAL);
  }

  /** A long in hundredths as money; null stays null. */
  public static Column money(Column cents) {
    return Exact.ofUnits(cents, Tables.MONEY, REFUSAL);
  }

  /** Aggregate: the sum of whole numbers (long, or decimal without fraction). */
  public static Column of(Column wholeNumbers) {
    return Exact.sumOfUnits(wholeNumbers, UnaryOperator.identity(), REFUSAL);
  }

  /** As {@link #of}, of whole numbers that need not fit a long by themselves: their sum must. */
  public static Column ofWide(Column wholeNumbers) {
    return Exact.units(of(wholeNumbers), WIDE, REFUSAL);
  }

  /** Window function: the sum of whole numbers over the rows of a window. */
  public static Column over(WindowSpec window, Column wholeNumbers) {
    return Exact.sumOfUnits(wholeNumbers, sum -> sum.over(window), REFUSAL);
  }

  /** Aggregate: the sum of money as decimal(18,2). */
  public static Column ofMoney(Column money) {
    return money(of(cents(money)));
  }
}
