package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.struct;

import io.fenqun.pack.Pack;
import io.fenqun.source.SourceDef;
import io.fenqun.store.TableStore;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/** Writes what every step of every month did into run_ledger, one commit a step. */
final class RunLedger {
  private static final String DONE = "done";
  private static final String FAILED = "failed";

  private final SparkSession spark;
  private final TableStore store;
  private final String definition;
  private final String runId = UUID.randomUUID().toString();
  private Optional<Map<String, Map<String, Reading>>> books = Optional.empty();

  RunLedger(SparkSession spark, TableStore store, Pack pack) {
    this.spark = spark;
    this.store = store;
    this.definition = pack.fingerprint();
  }

  /**
   * True when the last reading of an undated source that ended well saw the same files with the
   * same pack.
   */
  boolean wasRead(String step, String fingerprint) {
    return new Reading(fingerprint, definition)
        .equals(books().getOrDefault(step, Map.of()).get(SourceDef.ALL));
  }

  /** What a step noted of its inputs of a month; empty where it was not done before this run. */
  String inputs(String step, Month month) {
    Reading reading = books().getOrDefault(step, Map.of()).get(month.toString());
    return reading == null ? "" : reading.fingerprint();
  }

  /** The months of which a step ended well before this run, whether or not they have rows. */
  SortedSet<Month> doneMonths(String step) {
    SortedSet<Month> months = new TreeSet<>();
    books().getOrDefault(step, Map.of()).keySet().stream()
        .filter(month -> !month.equals(SourceDef.ALL))
        .forEach(month -> months.add(Month.parse(month)));
    return months;
  }

  /** What a step last read, and with which pack. */
  private record Reading(String fingerprint, String definition) {}

  /** By step and month, what ended well before this run; one query for all of it. */
  private Map<String, Map<String, Reading>> books() {
    Map<String, Map<String, Reading>> known = books.orElseGet(this::readBooks);
    books = Optional.of(known);
    return known;
  }

  private Map<String, Map<String, Reading>> readBooks() {
    Map<String, Map<String, Reading>> read = new HashMap<>();
    if (store.exists(Tables.RUN_LEDGER.name())) {
      for (Row row : lastDone().collectAsList()) {
        read.computeIfAbsent(row.getString(0), step -> new HashMap<>())
            .put(row.getString(1), new Reading(row.getString(2), row.getString(3)));
      }
    }
    return read;
  }

  private Dataset<Row> lastDone() {
    return store
        .read(Tables.RUN_LEDGER.name())
        .where(col("status").equalTo(DONE))
        .groupBy("step", "month")
        .agg(max_by(struct("inputs", "definition"), col("started_at")).as("last"))
        .select("step", "month", "last.inputs", "last.definition");
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
