package io.fenqun.jobs;

import io.fenqun.pack.Pack;
import io.fenqun.source.SourceDef;
import io.fenqun.store.TableStore;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/** Writes what every step of every month did into run_ledger, one commit a step. */
final class RunLedger {
  static final String DONE = "done";
  static final String FAILED = "failed";

  private final SparkSession spark;
  private final TableStore store;
  private final String definition;
  private final String runId = UUID.randomUUID().toString();
  private Optional<Books> books = Optional.empty();

  RunLedger(SparkSession spark, TableStore store, Pack pack) {
    this.spark = spark;
    this.store = store;
    this.definition = pack.fingerprint();
  }

  /**
   * True when the last reading of an undated source that ended well saw the same files with the
   * same definition.
   */
  boolean wasRead(SourceDef source, String files) {
    return books()
        .done(Delivered.stepName(source), SourceDef.ALL)
        .filter(entry -> SourceInputs.parse(entry.inputs()).isOf(files, source.definition()))
        .isPresent();
  }

  /** True when an undated source was read well before this run. */
  boolean isReadWhole(String step) {
    return books().done(step, SourceDef.ALL).isPresent();
  }

  /** What a step noted of its inputs of a month; empty where it was not done before this run. */
  String inputs(String step, Month month) {
    return books().done(step, month.toString()).map(Books.Entry::inputs).orElse("");
  }

  /** The months of which a step ever ended well before this run, whether or not they have rows. */
  SortedSet<Month> doneMonths(String step) {
    return books().doneMonths(step);
  }

  /** True when a step of a month ended well before this run, and did not fail since. */
  boolean isDone(String step, Month month) {
    return books().isDone(step, month);
  }

  /** True when one step of a month, done before this run, began later than another. */
  boolean isNewer(String step, String than, Month month) {
    return books().isNewer(step, than, month);
  }

  /** What stood there before this run; one query for all of it. */
  private Books books() {
    Books known =
        books.orElseGet(
            () ->
                store.exists(Tables.RUN_LEDGER.name())
                    ? Books.of(store.read(Tables.RUN_LEDGER.name()))
                    : Books.EMPTY);
    books = Optional.of(known);
    return known;
  }

  /**
   * @param seconds of the whole step; months computed together share them evenly
   */
  void done(List<StepResult> results, Instant startedAt, double seconds) {
    append(
        results.stream()
            .map(result -> row(result, DONE, startedAt, seconds / results.size(), result.message()))
            .toList());
  }

  /** Keeps why a step failed; the months are those that it was to compute. */
  void failed(String step, String months, Instant startedAt, double seconds, String message) {
    append(List.of(row(StepResult.written(step, months, 0), FAILED, startedAt, seconds, message)));
  }

  private Row row(
      StepResult result, String status, Instant startedAt, double seconds, String message) {
    return RowFactory.create(
        runId,
        result.step(),
        result.month(),
        status,
        Timestamp.from(startedAt),
        seconds,
        result.rowsRead(),
        result.rowsWritten(),
        result.rowsRefused(),
        result.rowsDuplicate(),
        result.rowsSuperseded(),
        result.inputs(),
        definition,
        CodeVersion.text(),
        message);
  }

  private void append(List<Row> rows) {
    if (!rows.isEmpty()) {
      store.append(
          Tables.RUN_LEDGER, spark.createDataFrame(rows, Tables.RUN_LEDGER.schema()).coalesce(1));
    }
  }
}
