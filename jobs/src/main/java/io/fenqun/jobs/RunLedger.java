package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;

import io.fenqun.pack.Pack;
import io.fenqun.store.TableStore;
import io.fenqun.table.Tables;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
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

  RunLedger(SparkSession spark, TableStore store, Pack pack) {
    this.spark = spark;
    this.store = store;
    this.definition = PackDefinition.of(pack);
  }

  /**
   * True when the last reading of a delivery that ended well saw the same files with the same pack.
   */
  boolean wasRead(String step, String delivery, String fingerprint) {
    if (!store.exists(Tables.RUN_LEDGER.name())) {
      return false;
    }
    List<Row> last =
        store
            .read(Tables.RUN_LEDGER.name())
            .where(
                col("step")
                    .equalTo(step)
                    .and(col("month").equalTo(delivery))
                    .and(col("status").equalTo(DONE)))
            .orderBy(col("started_at").desc())
            .select("inputs", "definition")
            .takeAsList(1);
    return last.stream()
        .anyMatch(
            row -> fingerprint.equals(row.getString(0)) && definition.equals(row.getString(1)));
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
