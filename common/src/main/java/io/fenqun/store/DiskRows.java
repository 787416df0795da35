package io.fenqun.store;

import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.LogicalRDD$;
import org.apache.spark.storage.StorageLevel;

/**
 * Wide rows from which several tables are written: computed when they are first read, and kept row
 * by row on the executors' disks until closed. Spark's own cache turns them into columns first and
 * holds ten thousand rows of each task on the heap for it, which rows of some hundred columns do
 * not stand: the collector then takes longer than the computation.
 */
public final class DiskRows implements AutoCloseable {
  private final Dataset<Row> rows;
  private final RDD<InternalRow> kept;

  private DiskRows(Dataset<Row> rows, RDD<InternalRow> kept) {
    this.rows = rows;
    this.kept = kept;
  }

  /** Stages behind an exchange may run at once; the rows themselves are computed later. */
  public static DiskRows of(Dataset<Row> computed) {
    RDD<InternalRow> kept =
        computed
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .map(InternalRow::copy) // Spark reuses one row for all of a partition
            .persist(StorageLevel.DISK_ONLY())
            .rdd();
    return new DiskRows(
        Dataset.ofRows(
            computed.sparkSession(), LogicalRDD$.MODULE$.fromDataset(kept, computed, false)),
        kept);
  }

  /** Not to be read after {@link #close}: everything would be computed again. */
  public Dataset<Row> rows() {
    return rows;
  }

  @Override
  public void close() {
    kept.unpersist(false);
  }
}
