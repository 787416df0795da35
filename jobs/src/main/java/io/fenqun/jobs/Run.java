package io.fenqun.jobs;

import io.fenqun.plan.Staleness;
import io.fenqun.store.ScannedFiles;
import io.fenqun.store.TableStore;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One run: load the pack, read the deliveries that changed, see which months of which steps are
 * stale by that, then compute those and no others, commit and keep the books.
 */
final class Run {
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

  /** Ingest, where it is among the steps, comes first. */
  void execute(List<StepName> steps) {
    options.months();
    PackAccess.writing(
        options,
        progress,
        watched,
        context -> {
          try (ScannedFiles scanned = ScannedFiles.of(context.spark())) {
            execute(
                steps,
                context,
                new StepExecution(context, new SourceFiles(scanned, context, options.warehouse)));
          }
        });
  }

  private void execute(List<StepName> steps, JobContext context, StepExecution execution) {
    RunPlan plan = Coverage.plan(context, options.months());
    progress.line(
        "pack "
            + context.pack().name()
            + ", months "
            + plan.requested()
            + ", warehouse "
            + options.warehouse);
    if (steps.contains(StepName.INGEST)) {
      execution.execute(StepName.INGEST, plan);
    }
    Staleness staleness = new RunScope(context, plan).staleness();
    new Readiness(context, plan, steps, staleness).require();
    for (StepName step : steps) {
      if (step != StepName.INGEST) {
        execution.executeStale(step, plan, staleness.of(step.command()));
      }
    }
  }
}
