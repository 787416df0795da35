package io.fenqun.quality;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Raw records told apart; the laws of {@link CleanSource} hold.
 *
 * @param clean columns of {@link CleanTables}
 * @param quarantine columns of the quarantine table; no row when {@code counts} has none
 *     quarantined; reads the files again
 * @param records what {@code clean} is made from, kept on the executors' disks
 */
public record Ingested(
    Dataset<Row> clean, Dataset<Row> quarantine, SourceCounts counts, Dataset<Row> records) {

  /** To be called when the rows were written; what reads them later reads the files again. */
  public void release() {
    records.unpersist();
  }
}
