package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import io.fenqun.plan.StaleStep;
import io.fenqun.time.MonthRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Executes one step after the other and keeps the books of each. */
record StepExecution(JobContext context, SourceFiles files) {
  /** Whatever the step itself finds to do. */
  void execute(StepName step, RunPlan plan) {
    execute(step, plan, Optional.empty());
  }

  /** Computes the stale months of a step and no others. */
  void executeStale(StepName step, RunPlan plan, StaleStep stale) {
    if (!stale.waiting().isEmpty()) {
      context
          .progress()
          .warning(
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
      context.progress().line(step.command() + ": every month is up to date");
      return;
    }
    execute(step, ofStep.get(), Optional.of(stale));
  }

  private void execute(StepName step, RunPlan plan, Optional<StaleStep> stale) {
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
      files.forget();
      List<StepResult> results = files.noted(step.step().run(context, plan));
      double seconds = secondsSince(startedAt);
      ledger.done(
          results.stream().map(result -> noted(result, step, stale)).toList(), startedAt, seconds);
      context.progress().done(results, seconds);
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
