package io.fenqun.feature;

import io.fenqun.table.Exact;
import io.fenqun.table.Tables;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.TimestampType;

/**
 * The aggregates that a tile can hold; all are mergeable. Recency is in days, idle_cycles in cycles
 * of the calendar.
 */
public enum AggregateFunction {
  SUM,
  COUNT,
  COUNT_DISTINCT,
  MIN,
  MAX,
  AVG,
  /** Of the sample: null below 2 values. */
  VARIANCE,
  /** Square root of the variance. */
  STDDEV,
  FIRST,
  LAST,
  RECENCY,
  IDLE_CYCLES,
  /** Months in a row, up to and including the month, with a row for which the argument is true. */
  STREAK,
  /** Running sum at the month's last day. */
  BALANCE_MONTH_END,
  /** Sum of the day-end balances over the calendar days of the month (design section 8.5). */
  BALANCE_DAILY_AVERAGE;

  /**
   * The type of the feature: sum is bigint of integers and decimal(18, scale) of decimals; avg
   * decimal(18,2) of money and double of the rest; variance and stddev double; counts bigint;
   * recency, idle_cycles and streak int; balances decimal(18,2); the others the argument's.
   *
   * @param argument type of the argument; of no meaning for count, idle_cycles and streak
   */
  public DataType resultType(DataType argument) {
    return switch (this) {
      case SUM -> Exact.sumType(argument);
      case COUNT, COUNT_DISTINCT -> DataTypes.LongType;
      case MIN, MAX, FIRST, LAST -> argument;
      case AVG -> isMoney(argument) ? Tables.MONEY : DataTypes.DoubleType;
      case VARIANCE, STDDEV -> DataTypes.DoubleType;
      case RECENCY, IDLE_CYCLES, STREAK -> DataTypes.IntegerType;
      case BALANCE_MONTH_END, BALANCE_DAILY_AVERAGE -> Tables.MONEY;
    };
  }

  /**
   * Why this aggregate of such an argument cannot be computed exactly or at all; empty where it
   * can.
   */
  public Optional<String> refusal(DataType argument) {
    boolean allowed =
        switch (this) {
          case SUM, AVG, VARIANCE, STDDEV -> Exact.isSummable(argument);
          case BALANCE_MONTH_END, BALANCE_DAILY_AVERAGE ->
              Exact.isSummable(argument) && scale(argument) <= scale(Tables.MONEY);
          case RECENCY -> argument instanceof DateType || argument instanceof TimestampType;
          case STREAK -> argument instanceof BooleanType;
          case MIN, MAX, FIRST, LAST, COUNT_DISTINCT -> !(argument instanceof MapType);
          case COUNT, IDLE_CYCLES -> true;
        };
    return allowed ? Optional.empty() : Optional.of(needed() + ", not " + argument.simpleString());
  }

  private String needed() {
    return switch (this) {
      case SUM, AVG, VARIANCE, STDDEV ->
          "needs an integer or a decimal (sums of doubles depend on the order of rows)";
      case BALANCE_MONTH_END, BALANCE_DAILY_AVERAGE ->
          "needs an integer or a decimal of at most 2 places";
      case RECENCY -> "needs a date";
      case STREAK -> "needs * or a condition";
      case MIN, MAX, FIRST, LAST, COUNT_DISTINCT, COUNT, IDLE_CYCLES ->
          "needs values that can be compared";
    };
  }

  /**
   * Relative standard error above {@code distinctLimit} distinct values, up to which the count is
   * exact; empty for what is exact always.
   */
  public OptionalDouble relativeError(int distinctLimit) {
    return this == COUNT_DISTINCT
        ? OptionalDouble.of(new SmallestHashes(distinctLimit).relativeError())
        : OptionalDouble.empty();
  }

  /** True where the answer depends on when an event happened, which a snapshot does not say. */
  boolean needsEventTime() {
    return switch (this) {
      case FIRST, LAST, IDLE_CYCLES, STREAK, BALANCE_MONTH_END, BALANCE_DAILY_AVERAGE -> true;
      case SUM, COUNT, COUNT_DISTINCT, MIN, MAX, AVG, VARIANCE, STDDEV, RECENCY -> false;
    };
  }

  private static boolean isMoney(DataType type) {
    return type instanceof DecimalType && scale(type) == scale(Tables.MONEY);
  }

  private static int scale(DataType type) {
    return type instanceof DecimalType decimal ? decimal.scale() : 0;
  }
}
