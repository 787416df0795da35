package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.struct;

import io.fenqun.pack.Pack;
import io.fenqun.plan.Books;
import io.fenqun.plan.SourceInputs;
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
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/** Writes what every step of every month did into run_ledger, one commit a step. */
final class RunLedger {
  static final String DONE = Books.DONE;
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

  /** True when an undated source was read well. */
  boolean isReadWhole(String step) {
    return books().done(step, SourceDef.ALL).isPresent();
  }

  /** The months of which a step ever ended well, whether or not they have rows. */
  SortedSet<Month> doneMonths(String step) {
    return books().doneMonths(step);
  }

  /** True when a step of a month ended well, and did not fail since. */
  boolean isDone(String step, Month month) {
    return books().done(step, month.toString()).isPresent() && !books().failedSince(step, month);
  }

  /** What stood there before this run, by one query, and what was written since. */
  Books books() {
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
   * What the ledger keeps of each delivery of a source that was read well, by delivery; before this
   * run.
   */
  SortedMap<String, SourceInputs> inputs(SourceDef source) {
    SortedMap<String, SourceInputs> inputs = new TreeMap<>();
    books()
        .done()
        .getOrDefault(Delivered.stepName(source), Map.of())
        .forEach((delivery, entry) -> inputs.put(delivery, SourceInputs.parse(entry.inputs())));
    return inputs;
  }

  /** The line of each month of a step that last ended well, as it stands now. */
  Map<String, StepResult> lastDone(String step) {
    if (!store.exists(Tables.RUN_LEDGER.name())) {
      return Map.of();
    }
    List<String> numbers =
        List.of("rows_read", "rows_written", "rows_refused", "rows_duplicate", "rows_superseded");
    Column[] line =
        Stream.concat(numbers.stream(), Stream.of("inputs", "message"))
            .map(functions::col)
            .toArray(Column[]::new);
    Map<String, StepResult> last = new HashMap<>();
    for (Row row :
        store
            .read(Tables.RUN_LEDGER.name())
            .where(col("step").equalTo(step).and(col("status").equalTo(DONE)))
            .groupBy("month")
            .agg(max_by(struct(line), col("started_at")).as("line"))
            .select("month", "line.*")
            .collectAsList()) {
      last.put(
          row.getString(0),
          new StepResult(
              step,
              row.getString(0),
              row.getAs("rows_read"),
              row.getAs("rows_written"),
              row.getAs("rows_refused"),
              row.getAs("rows_duplicate"),
              row.getAs("rows_superseded"),
              FilesRead.NONE,
              row.getAs("inputs"),
              row.getAs("message")));
    }
    return last;
  }

  /**
   * @param seconds of the whole step; months computed together share them evenly
   */
  void done(List<StepResult> results, Instant startedAt, double seconds) {
    append(
        results.stream()
            .map(result -> row(result, DONE, startedAt, seconds / results.size(), result.message()))
            .toList());
    books = Optional.of(books().with(lines(results, startedAt)));
  }

  static List<Books.Line> lines(List<StepResult> results, Instant startedAt) {
    return results.stream()
        .map(
            result ->
                new Books.Line(
                    result.step(),
                    result.month(),
                    new Books.Entry(
                        result.inputs(), result.rowsWritten(), Timestamp.from(startedAt))))
        .toList();
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
        known(result.files().ofMonth()),
        known(result.files().ofOthers()),
        result.inputs(),
        definition,
        CodeVersion.text(),
        message);
  }

  private static @Nullable Long known(OptionalLong files) {
    return files.isPresent() ? files.getAsLong() : null;
  }

  private void append(List<Row> rows) {
    if (!rows.isEmpty()) {
      store.append(
          Tables.RUN_LEDGER, spark.createDataFrame(rows, Tables.RUN_LEDGER.schema()).coalesce(1));
    }
  }
}
