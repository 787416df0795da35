package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import io.fenqun.source.SourceDef;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.List;
import java.util.Optional;

/**
 * Whether the steps of a run find what they read, as the ledger tells: every step needs what it did
 * itself of the month before the range, and what the step before it did of every month of the
 * range, in this run or an earlier one. A month without rows is done too; a month is not when its
 * step failed since, or is older than what it reads.
 */
record Readiness(JobContext context, RunPlan plan, List<StepName> steps) {

  /** Refuses with kind NOT_READY and the months to run first. */
  void require() {
    if (steps.contains(StepName.FEATURES)) {
      requireIngested();
    }
    MonthRange months = plan.computed();
    Month before = months.from().minus(1);
    for (StepName step : steps) {
      if (step == StepName.INGEST) {
        continue;
      }
      if (plan.firstCovered().compareTo(before) <= 0) {
        requireDone(step, before);
      }
      Optional<StepName> earlier =
          step.before().filter(name -> name != StepName.INGEST && !steps.contains(name));
      earlier.ifPresent(name -> months.months().forEach(month -> requireDone(name, month)));
    }
  }

  private void requireDone(StepName step, Month month) {
    if (isDone(step, month)) {
      return;
    }
    Month first = month;
    while (plan.firstCovered().compareTo(first) < 0 && !isDone(step, first.minus(1))) {
      first = first.minus(1);
    }
    throw refusal(step.command(), first);
  }

  private boolean isDone(StepName step, Month month) {
    Optional<StepName> reads = step.before().filter(name -> name != StepName.INGEST);
    return context.ledger().isDone(step.command(), month)
        && reads.stream()
            .noneMatch(name -> context.ledger().isNewer(name.command(), step.command(), month));
  }

  /** Of months that this run does not read itself; undated sources are read for all months. */
  private void requireIngested() {
    boolean isRead = steps.contains(StepName.INGEST);
    for (SourceDef source : context.pack().sources().values()) {
      String step = Delivered.stepName(source);
      if (!source.isMonthly() && !isRead) {
        requireUndated(source, step);
      } else if (source.isMonthly() && source.isTransactions()) {
        plan.computed().months().stream()
            .filter(month -> !isRead || !plan.requested().contains(month))
            .filter(month -> !context.ledger().isDone(step, month))
            .findFirst()
            .ifPresent(
                month -> {
                  throw refusal(step, month);
                });
      }
    }
  }

  private void requireUndated(SourceDef source, String step) {
    if (!context.ledger().isReadWhole(step)) {
      throw refusal(step, plan.computed().from());
    }
    if (source.isTransactions()) {
      Coverage.requireUndated(
          context, plan, source, SourceReading.months(context.store().read(source.name())));
    }
  }

  private FenqunException refusal(String step, Month month) {
    Month to = plan.computed().to();
    return FenqunException.notReady(
        "Cannot run "
            + plan.computed().from()
            + ": step "
            + step
            + " of "
            + month
            + " is not done, or is older than what it reads; run it first, for example run --from "
            + month
            + " --to "
            + to);
  }
}
