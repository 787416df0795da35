package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import io.fenqun.plan.StaleStep;
import io.fenqun.plan.Staleness;
import io.fenqun.store.TableStore;
import io.fenqun.time.MonthRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
    PackAccess.writing(options, progress, watched, context -> execute(steps, context));
  }

  private void execute(List<StepName> steps, JobContext context) {
    RunPlan plan = Coverage.plan(context, options.months());
    progress.line(
        "pack "
            + context.pack().name()
            + ", months "
            + plan.requested()
            + ", warehouse "
            + options.warehouse);
    if (steps.contains(StepName.INGEST)) {
      execute(context, StepName.INGEST, plan, Optional.empty());
    }
    Staleness staleness = new RunScope(context, plan).staleness();
    new Readiness(context, plan, steps, staleness).require();
    for (StepName step : steps) {
      if (step != StepName.INGEST) {
        executeStale(context, step, plan, staleness.of(step.command()));
      }
    }
  }

  private void executeStale(JobContext context, StepName step, RunPlan plan, StaleStep stale) {
    if (!stale.waiting().isEmpty()) {
      progress.warning(
          step.command()
              + ": "
              + new MonthRange(stale.waiting().firstKey(), stale.waiting().lastKey())
              + " changed beyond the restatement horizon and stay as they are; restate --from "
              + stale.waiting().firstKey()
              + " --to "
              + stale.waiting().lastKey()
              + " computes them");
    }
    Optional<RunPlan> ofStep = plan.computing(stale);
    if (ofStep.isEmpty()) {
      progress.line(step.command() + ": every month is up to date");
      return;
    }
    execute(context, step, ofStep.get(), Optional.of(stale));
  }

  private void execute(JobContext context, StepName step, RunPlan plan, Optional<StaleStep> stale) {
    RunLedger ledger = context.ledger();
    Instant startedAt = Instant.now();
    try {
      context
          .spark()
          .sparkContext()
          .setJobGroup(
              step.command(),
              context.pack().name() + " " + step.command() + " " + plan.computed(),
              false);
      List<StepResult> results = step.step().run(context, plan);
      double seconds = secondsSince(startedAt);
      ledger.done(
          results.stream().map(result -> noted(result, step, stale)).toList(), startedAt, seconds);
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
      throw Publication.stillReadable(context.store(), context.pack().name(), known);
    } finally {
      context.spark().sparkContext().clearJobGroup();
    }
  }

  /** The line of a month that the step is judged by says what the month was made from. */
  private static StepResult noted(StepResult result, StepName step, Optional<StaleStep> stale) {
    return stale
        .filter(any -> result.step().equals(step.command()))
        .map(of -> result.withInputs(of.after(result.monthOf()).json()))
        .orElse(result);
  }

  private static double secondsSince(Instant start) {
    return Duration.between(start, Instant.now()).toMillis() / 1000.0;
  }
}
