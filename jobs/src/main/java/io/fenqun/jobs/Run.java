package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import io.fenqun.pack.Pack;
import io.fenqun.time.MonthRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * One run: load the pack, see which months are meant and ready, then step by step compute, commit
 * and keep the books.
 */
final class Run {
  private final RunOptions options;
  private final Progress progress;

  Run(RunOptions options, Progress progress) {
    this.options = options;
    this.progress = progress;
  }

  void execute(List<StepName> steps) {
    MonthRange requested = options.months();
    JobContext context = JobContext.open(options, progress);
    Pack pack = context.pack();
    SparkSession spark = context.spark();
    RunLedger ledger = context.ledger();
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
        if (known.kind() != FenqunException.Kind.STORAGE) {
          ledger.failed(
              step.command(),
              plan.computed().toString(),
              startedAt,
              secondsSince(startedAt),
              Failures.text(known));
        }
        throw known;
      } finally {
        spark.sparkContext().clearJobGroup();
      }
    }
  }

  private static double secondsSince(Instant start) {
    return Duration.between(start, Instant.now()).toMillis() / 1000.0;
  }
}
