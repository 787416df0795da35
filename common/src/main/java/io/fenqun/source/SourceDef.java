package io.fenqun.source;

import io.fenqun.conf.Labels;
import io.fenqun.conf.Position;
import io.fenqun.sql.SqlExpression;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One source of a pack (design section 3).
 *
 * @param name the file's name; also the name of the cleaned table
 * @param history false for a snapshot that is true of every month
 * @param location relative to --source; may hold {month} and * patterns
 * @param options given to Spark's reader as they stand (sep, quote, escape, header, nullValue)
 * @param customer the column, declared, joined or derived, that holds the customer's id; a source
 *     without it is only joined
 * @param columns mapped from raw columns, then cast
 * @param derive computed after the joins, in order; each sees clean, joined and earlier derived
 *     columns
 */
public record SourceDef(
    String name,
    Labels labels,
    Position position,
    Kind kind,
    boolean history,
    int maxAgeMonths,
    String format,
    String location,
    Map<String, String> options,
    String encoding,
    boolean allowEmpty,
    List<String> key,
    Optional<String> eventTime,
    Optional<String> customer,
    List<SourceColumn> columns,
    List<JoinDef> joins,
    List<SourceColumn> derive,
    List<Expectation> expect) {
  /** Transactions have an event time; a snapshot is the state of all its keys. */
  public enum Kind {
    TRANSACTIONS,
    SNAPSHOT
  }

  /** The delivery of a source whose location has no {month}. */
  public static final String ALL = "all";

  /** The placeholder of the month in a location. */
  public static final String MONTH = "{month}";

  public boolean isMonthly() {
    return location.contains(MONTH);
  }

  public boolean isTransactions() {
    return kind == Kind.TRANSACTIONS;
  }

  /**
   * One match at most per key on the other side, else the month stops.
   *
   * @param from another source (a snapshot)
   * @param using names of clean columns present on both sides
   * @param where filters the other side
   * @param columns new name to the other side's name
   */
  public record JoinDef(
      String from,
      List<String> using,
      Optional<SqlExpression> where,
      Map<String, String> columns,
      Position position) {}

  /**
   * A row passes only where {@code check} is true; false and null go to quarantine.
   *
   * @param limit percent of rows that may fail before the month stops; 100 never stops
   */
  public record Expectation(SqlExpression check, double limit) {}
}
