package io.fenqun.source;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Labels;
import io.fenqun.conf.Position;
import io.fenqun.sql.SqlExpression;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One source of a pack (design section 3).
 *
 * @param name the file's name; also the name of the cleaned table
 * @param history false for a snapshot that is true of every month
 * @param location relative to --source; may hold {month} and * patterns; of format table or jdbc a
 *     table, or a query in brackets
 * @param options given to Spark's reader as they stand (sep, quote, escape, header, nullValue)
 * @param changedBy of a table: the raw column whose highest value rises with every change of a row
 * @param customer the column, declared, joined or derived, that holds the customer's id; a source
 *     without it is only joined
 * @param multiLine true: a quoted field of a text file may hold line ends
 * @param maxRecordBytes of a record over several lines; a longer one is refused
 * @param budget of refused records; without one only a delivery whose records are all refused stops
 *     the run
 * @param columns mapped from raw columns, then cast
 * @param encoding of a text file; every encoding but UTF-16 and UTF-32, whose line ends are not one
 *     byte
 * @param allowEmpty true: a file without any record is not a fault
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
    boolean multiLine,
    int maxRecordBytes,
    Optional<Budget> budget,
    Optional<String> changedBy,
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

  /** A table or view of Spark's catalogue, and one of a database. */
  private static final Set<String> TABLES = Set.of("table", "jdbc");

  /** The placeholder of the month in a location. */
  public static final String MONTH = "{month}";

  /**
   * Reads one file of a pack's {@code sources} folder. Faults of a single value are reported to the
   * file's problems; names that refer elsewhere and unknown keys are checked by the pack.
   *
   * @param defaults where the file says nothing
   */
  public static SourceDef from(String name, ConfNode file, SourceDefaults defaults) {
    return new SourceFile(file, defaults).read(name);
  }

  /**
   * A hash of what the file says that can change the clean rows, or what is shown of refused ones;
   * labels, units other than money, ages and limits are not in it.
   */
  public String definition() {
    return SourceDefinition.of(this);
  }

  public boolean isMonthly() {
    return location.contains(MONTH);
  }

  /** True of a source that is a table and not files: read whole, as one delivery. */
  public boolean isTable() {
    return TABLES.contains(format);
  }

  /**
   * True where it can be known without reading the records whether they changed: of files, and of a
   * table that says by which column.
   */
  public boolean tellsChanges() {
    return !isTable() || changedBy.isPresent();
  }

  public boolean isTransactions() {
    return kind == Kind.TRANSACTIONS;
  }

  /** An undated snapshot: true of every month, its rows have no month. */
  public boolean isUndated() {
    return !isTransactions() && !isMonthly();
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
   * How many records of a delivery may be refused; more stop the run before anything is written.
   *
   * @param share percent of the records of the delivery; 100 never stops
   * @param count records; none never stops
   */
  public record Budget(double share, Optional<Long> count, Position position) {
    private static final double PERCENT = 100.0;

    public boolean isExceededBy(long refused, long read) {
      return refused * PERCENT > share * read || count.filter(most -> refused > most).isPresent();
    }
  }

  /**
   * A row passes only where {@code check} is true; false and null go to quarantine.
   *
   * @param limit percent of rows that may fail before the month stops; 100 never stops
   */
  public record Expectation(SqlExpression check, double limit) {}
}
