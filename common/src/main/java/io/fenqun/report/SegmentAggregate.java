package io.fenqun.report;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.Exact;
import io.fenqun.table.ExactSum;
import io.fenqun.table.Tables;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;

/**
 * The aggregates over a segment's customers that indicators may use. Each is made of parts that
 * merge, so that customers are counted once for all schemes, and none hangs on the order of rows.
 * Of nobody, or of nulls alone, sum and the counts are 0, the others null.
 */
public enum SegmentAggregate {
  SUM,
  COUNT,
  COUNT_IF,
  AVG,
  MIN,
  MAX;

  /** One number that is kept of some customers; {@code merge} makes that of all from them. */
  record Part(Column ofRows, UnaryOperator<Column> merge) {}

  private static final String REFUSAL =
      "Cannot compute an indicator: a sum has more than the 18 digits of a decimal or of a long; look for wrong amounts in the source";

  static List<String> names() {
    return Arrays.stream(values()).map(SegmentAggregate::functionName).toList();
  }

  /** By one of {@link #names}. */
  public static SegmentAggregate of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  private String functionName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Why it cannot be computed of such an argument; empty where it can. */
  public Optional<String> refusal(DataType argument) {
    boolean fits =
        argument instanceof NullType
            || switch (this) {
              case SUM, AVG -> Exact.isSummable(argument);
              case COUNT -> true;
              case COUNT_IF -> argument instanceof BooleanType;
              case MIN, MAX -> argument instanceof NumericType;
            };
    String needed =
        switch (this) {
          case SUM, AVG -> "an integer or a decimal (sums of doubles depend on the order of rows)";
          case COUNT -> "a value";
          case COUNT_IF -> "a condition";
          case MIN, MAX -> "a number";
        };
    return fits
        ? Optional.empty()
        : Optional.of(functionName() + " needs " + needed + ", not " + argument.simpleString());
  }

  /**
   * The type of the whole: sum is bigint of integers and decimal(18, scale) of decimals, avg
   * decimal(18,2) of money and double of the rest, counts bigint, min and max the argument's.
   */
  public DataType resultType(DataType argument) {
    return switch (this) {
      case SUM -> Exact.sumType(argument);
      case COUNT, COUNT_IF -> DataTypes.LongType;
      case AVG -> isMoney(argument) ? Tables.MONEY : DataTypes.DoubleType;
      case MIN, MAX -> argument;
    };
  }

  /** What is kept; {@link #result} reads it in this order. */
  List<Part> parts(Column argument, DataType type) {
    return switch (this) {
      case SUM -> List.of(sum(argument, type));
      case COUNT -> List.of(new Part(count(argument), ExactSum::of));
      case COUNT_IF -> List.of(new Part(count(when(argument, lit(1))), ExactSum::of));
      case AVG -> List.of(sum(argument, type), new Part(count(argument), ExactSum::of));
      case MIN -> List.of(new Part(min(argument), functions::min));
      case MAX -> List.of(new Part(max(argument), functions::max));
    };
  }

  private static Part sum(Column argument, DataType type) {
    UnaryOperator<Column> merge =
        units -> Exact.sumOfUnits(units, UnaryOperator.identity(), REFUSAL);
    return new Part(merge.apply(Exact.units(argument, type, REFUSAL)), merge);
  }

  /** The whole from its merged parts; a part is null where nobody is. */
  Column result(List<Column> parts, DataType type) {
    Column first = parts.get(0);
    return switch (this) {
      case SUM -> Exact.ofUnits(functions.coalesce(first, lit(0L)), type, REFUSAL);
      case COUNT, COUNT_IF -> functions.coalesce(first, lit(0L));
      case AVG -> when(parts.get(1).gt(0), average(first, parts.get(1), type));
      case MIN, MAX -> first;
    };
  }

  private static Column average(Column units, Column number, DataType type) {
    if (isMoney(type)) {
      // as money first: the quotient doubles what it divides
      Column cents =
          Exact.units(Exact.ofUnits(units, Tables.MONEY, REFUSAL), Tables.MONEY, REFUSAL);
      return Exact.ofUnits(Exact.quotientHalfUp(cents, number), Tables.MONEY, REFUSAL);
    }
    int places = type instanceof DecimalType decimal ? decimal.scale() : 0;
    return units.cast("double").divide(number).divide(Math.pow(10, places));
  }

  private static boolean isMoney(DataType type) {
    return type instanceof DecimalType decimal && decimal.scale() == 2;
  }
}
