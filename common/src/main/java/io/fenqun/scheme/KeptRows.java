package io.fenqun.scheme;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.LogicalRDD;
import scala.Option;

/**
 * Rows that are computed and kept. Spark estimates a join as the product of its sides, and what is
 * kept inherits the estimate of what it was computed from: where each month is joined with the one
 * before, the estimate has twice as many digits every month, until its multiplication takes longer
 * than the join. An estimate beyond all sizes is dropped here.
 */
final class KeptRows {
  private static final int BITS_OF_A_SIZE = 63;

  private KeptRows() {}

  static Dataset<Row> of(Dataset<Row> rows) {
    Dataset<Row> kept = rows.localCheckpoint();
    LogicalPlan plan = kept.queryExecution().logical();
    return plan instanceof LogicalRDD scan && isBeyondAllSizes(scan)
        ? Dataset.ofRows(kept.sparkSession(), withoutEstimate(scan, kept))
        : kept;
  }

  private static boolean isBeyondAllSizes(LogicalRDD scan) {
    return scan.stats().sizeInBytes().bigInteger().bitLength() > BITS_OF_A_SIZE;
  }

  private static LogicalRDD withoutEstimate(LogicalRDD scan, Dataset<Row> kept) {
    return new LogicalRDD(
        scan.output(),
        scan.rdd(),
        scan.outputPartitioning(),
        scan.outputOrdering(),
        scan.isStreaming(),
        kept.sparkSession(),
        Option.empty(),
        Option.empty());
  }
}
