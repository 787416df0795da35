package io.fenqun.feature;

import static io.fenqun.table.RowRefusal.refuse;
import static org.apache.spark.sql.functions.bit_count;
import static org.apache.spark.sql.functions.bit_or;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_multiply;
import static org.apache.spark.sql.functions.when;

import io.fenqun.source.SourceDef;
import io.fenqun.table.Exact;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** How rows become a partial and how partials merge; both are independent of order and grouping. */
enum PartialKind {
  /** Rows whose argument is not null; bigint. */
  COUNT,
  /** Different days of selected events, see {@link EventCalendar}; bigint. */
  DAYS,
  /** 1 of a month with a selected event, else 0; bigint. */
  MONTHS,
  /** Exact sum, 0 of nothing; bigint of integers, decimal(18, scale) of decimals. */
  SUM,
  /** Sum of value × days from the event to the month's end, for daily averages; type as SUM. */
  DAY_WEIGHTED_SUM,
  MIN,
  MAX,
  /** The row of the earliest event: struct of event time, key and value. */
  FIRST,
  /** The row of the latest event. */
  LAST,
  /** Exact sum of the squares of whole units (cents of money), 0 of nothing; decimal(38,0). */
  SUM_OF_SQUARES,
  /** See {@link LatestRun}. */
  LATEST_RUN,
  /** See {@link SmallestHashes}. */
  SMALLEST_HASHES;

  boolean isSum() {
    return this == SUM || this == DAY_WEIGHTED_SUM || this == SUM_OF_SQUARES;
  }

  /** True where no rows give 0 and not null. */
  boolean isZeroOfNothing() {
    return isSum() || isCount();
  }

  /** What months count adds up. */
  boolean isCount() {
    return this == COUNT || this == DAYS || this == MONTHS;
  }

  /**
   * Over the rows of one customer and month.
   *
   * @param type of the argument
   */
  Column create(Partial partial, SourceDef source, DataType type, SmallestHashes distinct) {
    Column value = partial.selected(source);
    String refusal = tooLarge(partial);
    return switch (this) {
      case COUNT -> count(value);
      case DAYS -> bit_count(coalesce(bit_or(value), lit(0L))).cast(DataTypes.LongType);
      case MONTHS -> when(count(value).gt(0), 1L).otherwise(0L);
      case SUM ->
          exactSum(Exact.units(value, type, refusal), type, UnaryOperator.identity(), refusal);
      case DAY_WEIGHTED_SUM -> {
        Column units = coalesce(Exact.units(value, type, refusal), lit(0L));
        Column weighted = coalesce(try_multiply(units, Partial.daysLeft(source)), refuse(refusal));
        yield exactSum(weighted, type, UnaryOperator.identity(), refusal);
      }
      case MIN, FIRST -> min(value);
      case MAX, LAST, LATEST_RUN -> max(value);
      case SUM_OF_SQUARES -> {
        Column squares = Exact.square(Exact.units(value, type, refusal));
        yield Exact.sumOfSquares(squares, UnaryOperator.identity(), tooLargeSquares(partial));
      }
      case SMALLEST_HASHES -> distinct.create(value);
    };
  }

  /**
   * Over the partials of several months in a window; null where the frame holds none, but 0 of
   * counts and sums and no hashes.
   *
   * @param column the partials
   * @param type of the column
   */
  Column merge(
      Partial partial,
      Column column,
      DataType type,
      SmallestHashes distinct,
      UnaryOperator<Column> over) {
    String refusal = tooLarge(partial);
    return switch (this) {
      case COUNT, DAYS, MONTHS -> coalesce(over.apply(sum(column)), lit(0L));
      case SUM, DAY_WEIGHTED_SUM ->
          exactSum(Exact.units(column, type, refusal), type, over, refusal);
      case MIN, FIRST -> over.apply(min(column));
      case MAX, LAST -> over.apply(max(column));
      case SUM_OF_SQUARES -> Exact.sumOfSquares(column, over, tooLargeSquares(partial));
      case LATEST_RUN -> LatestRun.merge(column, type, over);
      case SMALLEST_HASHES -> distinct.merge(partial, column, over);
    };
  }

  private static Column exactSum(
      Column units, DataType type, UnaryOperator<Column> over, String refusal) {
    return Exact.ofUnits(Exact.sumOfUnits(units, over, refusal), type, refusal);
  }

  private static String tooLargeSquares(Partial partial) {
    return "Cannot compute "
        + partial.description()
        + ": a total of squares has more than 38 digits; look for wrong amounts in the source";
  }

  private static String tooLarge(Partial partial) {
    return "Cannot compute "
        + partial.description()
        + ": a total has more than 18 digits; look for wrong amounts in the source";
  }
}
