package io.fenqun.jobs;

import io.fenqun.pack.Pack;
import io.fenqun.store.SourceReader;
import io.fenqun.store.TableStore;
import io.fenqun.table.TableDef;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What every step of a run works with.
 *
 * @param force true: the requested months are read and computed again whatever they are made from
 * @param restate true: the requested months may change however old they are
 */
record JobContext(
    Pack pack,
    SparkSession spark,
    TableStore store,
    SourceReader reader,
    RunLedger ledger,
    Progress progress,
    boolean force,
    boolean restate) {

  /** No rows of a table. */
  Dataset<Row> none(TableDef table) {
    return spark.createDataFrame(List.of(), table.schema());
  }
}
