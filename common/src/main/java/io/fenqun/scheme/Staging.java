package io.fenqun.scheme;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Keeps the result of a scheme that others read and that is joined to the base, so that it is
 * computed once. The rows that come back are the rows given.
 */
@FunctionalInterface
public interface Staging {
  /** Computes again wherever it is read: for building plans without running them. */
  Staging NONE = rows -> rows;

  /**
   * Computes at once and keeps the rows on the executors, in memory and on local disk, until nobody
   * refers to them. When an executor is lost the run fails and is started again.
   */
  Staging LOCAL = KeptRows::of;

  Dataset<Row> keep(Dataset<Row> rows);
}
