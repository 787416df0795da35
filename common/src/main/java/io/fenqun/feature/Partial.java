package io.fenqun.feature;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.dayofmonth;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.last_day;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.fenqun.feature.FeatureDef.Aggregate;
import io.fenqun.source.SourceDef;
import io.fenqun.sql.SqlExpression;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Column;

/**
 * What a tile keeps of one customer's rows of a month, mergeable over months. Two features that
 * need the same share it: equality and the column's name come from the content alone.
 *
 * @param argument SQL over the source's columns; {@code *} for all rows
 * @param where SQL that selects rows
 */
record Partial(PartialKind kind, String argument, Optional<String> where) {
  private static final String ALL_ROWS = "*";
  private static final int READABLE_LETTERS = 24;
  private static final int HASH_LETTERS = 8;

  /** Fields of the struct behind first and last, in the order in which rows are compared. */
  private static final String AT = "at";

  static final String VALUE = "value";

  /** Every tile counts its rows: a tile row says that the customer was seen. */
  static final Partial ROWS = new Partial(PartialKind.COUNT, ALL_ROWS, Optional.empty());

  /**
   * What {@code aggregate} is made of; sum and count serve avg and, with the squares, variance; the
   * latest date serves recency and idle cycles.
   */
  static List<Partial> of(Aggregate aggregate, SourceDef source) {
    return aggregateKinds(aggregate, source).stream()
        .map(kind -> of(kind, aggregate, source))
        .toList();
  }

  private static List<PartialKind> aggregateKinds(Aggregate aggregate, SourceDef source) {
    return switch (aggregate.function()) {
      case SUM, BALANCE_MONTH_END -> List.of(PartialKind.SUM);
      case COUNT -> List.of(PartialKind.COUNT);
      case COUNT_DISTINCT -> List.of(distinctKind(aggregate, source));
      case MIN -> List.of(PartialKind.MIN);
      case MAX, RECENCY, IDLE_CYCLES -> List.of(PartialKind.MAX);
      case AVG -> List.of(PartialKind.SUM, PartialKind.COUNT);
      case VARIANCE, STDDEV ->
          List.of(PartialKind.SUM, PartialKind.COUNT, PartialKind.SUM_OF_SQUARES);
      case STREAK -> List.of(PartialKind.LATEST_RUN);
      case FIRST -> List.of(PartialKind.FIRST);
      case LAST -> List.of(PartialKind.LAST);
      case BALANCE_DAILY_AVERAGE -> List.of(PartialKind.SUM, PartialKind.DAY_WEIGHTED_SUM);
    };
  }

  private static PartialKind distinctKind(Aggregate aggregate, SourceDef source) {
    return aggregate
        .argument()
        .flatMap(argument -> EventCalendar.of(argument, source))
        .map(unit -> unit == EventCalendar.DAY ? PartialKind.DAYS : PartialKind.MONTHS)
        .orElse(PartialKind.SMALLEST_HASHES);
  }

  private static Partial of(PartialKind kind, Aggregate aggregate, SourceDef source) {
    String argument =
        aggregate.argument().map(SqlExpression::text).map(String::strip).orElse(ALL_ROWS);
    String dated =
        switch (aggregate.function()) {
          case RECENCY -> "cast(" + argument + " as date)";
          case IDLE_CYCLES -> "cast(" + source.eventTime().orElseThrow() + " as date)";
          default -> argument;
        };
    return new Partial(kind, dated, aggregate.where().map(SqlExpression::text).map(String::strip));
  }

  /** Stable from run to run and pack to pack: a readable beginning and a hash of the content. */
  String name() {
    String readable =
        argument.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
    String shortened = readable.substring(0, Math.min(READABLE_LETTERS, readable.length()));
    String prefix =
        kind.name().toLowerCase(Locale.ROOT) + "_" + (shortened.isEmpty() ? "" : shortened + "_");
    return prefix + hash().substring(0, HASH_LETTERS);
  }

  private String hash() {
    try {
      byte[] content =
          (kind + "\n" + argument + "\n" + where.orElse("")).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As a person writes it: {@code sum(amount) where direction = 'OUT'}. */
  String description() {
    return kind.name().toLowerCase(Locale.ROOT)
        + "("
        + argument
        + ")"
        + where.map(w -> " where " + w).orElse("");
  }

  /** The argument of a row, whether the row is selected or not. */
  Column argumentColumn() {
    return argument.equals(ALL_ROWS) ? lit(1) : expr(argument);
  }

  /** What a row of the source brings to this partial; null where it is not selected. */
  Column selected(SourceDef source) {
    Column value =
        switch (kind) {
          case FIRST, LAST -> ordered(source);
          case SMALLEST_HASHES -> when(argumentColumn().isNotNull(), xxhash64(argumentColumn()));
          case DAYS -> call_function("shiftleft", lit(1L), dayofmonth(argumentColumn()));
          case LATEST_RUN ->
              LatestRun.ofMonth(argument.equals(ALL_ROWS) ? lit(true) : expr(argument));
          default -> argumentColumn();
        };
    return where.map(w -> when(expr(w), value)).orElse(value);
  }

  /** Earlier events first; at one time, keys in the binary order of their text. */
  private Column ordered(SourceDef source) {
    List<Column> fields = new ArrayList<>();
    fields.add(col(source.eventTime().orElseThrow()).as(AT));
    for (String key : source.key()) {
      fields.add(col(key).cast("string").as("key_" + key));
    }
    fields.add(argumentColumn().as(VALUE));
    return struct(fields.toArray(Column[]::new));
  }

  /**
   * Days from the event to the end of its month, both included: how many day-end balances of the
   * month it is part of.
   */
  static Column daysLeft(SourceDef source) {
    Column day = col(source.eventTime().orElseThrow()).cast("date");
    return dayofmonth(last_day(day)).minus(dayofmonth(day)).plus(1);
  }
}
