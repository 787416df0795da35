package io.fenqun.jobs;

import io.fenqun.pack.Pack;
import io.fenqun.pack.PackLoader;
import io.fenqun.store.DeltaTableStore;
import io.fenqun.store.SourceReader;
import io.fenqun.store.TableStore;
import org.apache.spark.sql.SparkSession;

/** What every step of a run works with. */
record JobContext(
    Pack pack,
    SparkSession spark,
    TableStore store,
    SourceReader reader,
    RunLedger ledger,
    Progress progress,
    boolean force) {
  private static final long BYTES_OF_A_MIB = 1L << 20;

  /** Loads the pack and opens a session, its tables and its files; reads no data. */
  static JobContext open(RunOptions options, Progress progress) {
    Pack pack = PackLoader.load(options.pack);
    SparkSession spark = Sessions.open(pack.settings().timeZone());
    DeltaTableStore store = new DeltaTableStore(spark, options.warehouse, pack.name());
    SourceReader reader =
        new SourceReader(spark, options.source, pack.defaults().gzipWarningMib() * BYTES_OF_A_MIB);
    RunLedger ledger = new RunLedger(spark, store, pack);
    return new JobContext(pack, spark, store, reader, ledger, progress, options.force);
  }
}
