package io.fenqun.table;

import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.last_day;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lpad;
import static org.apache.spark.sql.functions.make_date;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.to_date;

import io.fenqun.time.MonthRange;
import org.apache.spark.sql.Column;

/**
 * Month arithmetic on columns: text {@code yyyy-MM} and the index of {@link io.fenqun.time.Month}.
 * Null stays null.
 */
public final class MonthColumns {
  private static final int MONTHS_OF_A_YEAR = 12;

  private MonthColumns() {}

  /** Months since year 0 as int, so that a difference of months is a difference of numbers. */
  public static Column index(Column month) {
    Column year = substring(month, 1, 4).cast("int");
    Column number = substring(month, 6, 2).cast("int");
    return year.multiply(MONTHS_OF_A_YEAR).plus(number).minus(1);
  }

  /** The text of an index. */
  public static Column text(Column index) {
    Column year = floor(index.divide(MONTHS_OF_A_YEAR)).cast("string");
    Column number = index.mod(MONTHS_OF_A_YEAR).plus(1).cast("string");
    return concat(lpad(year, 4, "0"), lit("-"), lpad(number, 2, "0"));
  }

  /** The last day of the month with this index, as date. */
  public static Column lastDay(Column index) {
    Column year = floor(index.divide(MONTHS_OF_A_YEAR)).cast("int");
    return last_day(make_date(year, index.mod(MONTHS_OF_A_YEAR).plus(1), lit(1)));
  }

  /** The last day of a month given as text, as date. */
  public static Column end(Column month) {
    return last_day(to_date(concat(month, lit("-01"))));
  }

  /**
   * True for a month of the range; as plain comparisons of the text, so that partitions by month
   * are pruned.
   */
  public static Column within(Column month, MonthRange range) {
    return month.between(range.from().toString(), range.to().toString());
  }
}
