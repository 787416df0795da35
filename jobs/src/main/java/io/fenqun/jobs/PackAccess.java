package io.fenqun.jobs;

import io.fenqun.pack.Pack;
import io.fenqun.pack.PackLoader;
import io.fenqun.store.DeltaTableStore;
import io.fenqun.store.PackLock;
import io.fenqun.store.SourceReader;
import io.fenqun.store.TableStore;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.SparkSession;

/** Opens the pack, the tables and the files that a command names. */
final class PackAccess {
  private static final long BYTES_OF_A_MIB = 1L << 20;

  private PackAccess() {}

  /** For a command that writes nothing and so need not be the only one. */
  static JobContext reading(RunOptions options, Progress progress) {
    Pack pack = PackLoader.load(options.pack);
    SparkSession spark = Sessions.open(pack.settings().timeZone());
    TableStore store = new DeltaTableStore(spark, options.warehouse, pack.name());
    return context(options, progress, pack, spark, store);
  }

  /**
   * Works as the only writer of the pack in the warehouse.
   *
   * @param watched puts something between the work and the tables
   */
  static void writing(
      RunOptions options,
      Progress progress,
      UnaryOperator<TableStore> watched,
      Consumer<JobContext> work) {
    Pack pack = PackLoader.load(options.pack);
    SparkSession spark = Sessions.open(pack.settings().timeZone());
    try (PackLock lock = OneWriter.hold(spark, pack, options.warehouse, progress)) {
      TableStore store =
          watched.apply(new DeltaTableStore(spark, options.warehouse, pack.name(), lock));
      work.accept(context(options, progress, pack, spark, store));
    }
  }

  private static JobContext context(
      RunOptions options, Progress progress, Pack pack, SparkSession spark, TableStore store) {
    return new JobContext(
        pack,
        spark,
        store,
        new SourceReader(spark, options.source, pack.defaults().gzipWarningMib() * BYTES_OF_A_MIB),
        new RunLedger(spark, store, pack),
        progress,
        options.force,
        options.restate);
  }
}
