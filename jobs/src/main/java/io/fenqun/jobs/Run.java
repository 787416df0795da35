package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import io.fenqun.pack.Pack;
import io.fenqun.pack.PackLoader;
import io.fenqun.store.DeltaTableStore;
import io.fenqun.store.PackLock;
import io.fenqun.store.SourceReader;
import io.fenqun.store.TableStore;
import io.fenqun.time.MonthRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.SparkSession;

/**
 * One run: load the pack, see which months are meant and ready, then step by step compute, commit
 * and keep the books.
 */
final class Run {
  private static final long BYTES_OF_A_MIB = 1L << 20;

  private final RunOptions options;
  private final Progress progress;
  private final UnaryOperator<TableStore> watched;

  Run(RunOptions options, Progress progress) {
    this(options, progress, UnaryOperator.identity());
  }

  /**
   * @param watched puts something between the steps and the tables
   */
  Run(RunOptions options, Progress progress, UnaryOperator<TableStore> watched) {
    this.options = options;
    this.progress = progress;
    this.watched = watched;
  }

  void execute(List<StepName> steps) {
    MonthRange requested = options.months();
    Pack pack = PackLoader.load(options.pack);
    SparkSession spark = Sessions.open(pack.settings().timeZone());
    try (PackLock lock = OneWriter.hold(spark, pack, options.warehouse, progress)) {
      TableStore store =
          watched.apply(new DeltaTableStore(spark, options.warehouse, pack.name(), lock));
      execute(steps, requested, pack, spark, store);
    }
  }

  private void execute(
      List<StepName> steps, MonthRange requested, Pack pack, SparkSession spark, TableStore store) {
    SourceReader reader =
        new SourceReader(spark, options.source, pack.defaults().gzipWarningMib() * BYTES_OF_A_MIB);
    RunLedger ledger = new RunLedger(spark, store, pack);
    JobContext context =
        new JobContext(pack, spark, store, reader, ledger, progress, options.force);
    RunPlan plan = Coverage.plan(context, requested);
    new Readiness(context, plan, steps).require();
    progress.line(
        "pack " + pack.name() + ", months " + plan.computed() + ", warehouse " + options.warehouse);
    for (StepName step : steps) {
      Instant startedAt = Instant.now();
      try {
        spark
            .sparkContext()
            .setJobGroup(
                step.command(), pack.name() + " " + step.command() + " " + plan.computed(), false);
        List<StepResult> results = step.step().run(context, plan);
        double seconds = secondsSince(startedAt);
        ledger.done(results, startedAt, seconds);
        progress.done(results, seconds);
      } catch (RuntimeException failure) {
        FenqunException known = Failures.known(failure);
        if (known.kind() != FenqunException.Kind.STORAGE
            && known.kind() != FenqunException.Kind.LOCKED) {
          ledger.failed(
              step.command(),
              plan.computed().toString(),
              startedAt,
              secondsSince(startedAt),
              Failures.text(known));
        }
        throw Publication.stillReadable(store, pack.name(), known);
      } finally {
        spark.sparkContext().clearJobGroup();
      }
    }
  }

  private static double secondsSince(Instant start) {
    return Duration.between(start, Instant.now()).toMillis() / 1000.0;
  }
}
