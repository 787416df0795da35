package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import io.fenqun.plan.StaleMonth;
import io.fenqun.plan.Staleness;
import io.fenqun.source.SourceDef;
import io.fenqun.time.Month;
import java.util.List;
import java.util.SortedMap;

/**
 * Whether the steps of a run find what they read: a step that is not part of the run must be up to
 * date in every month that the others read of it, and every delivery of these months must have been
 * read, in this run or an earlier one. A month without rows is done too.
 */
record Readiness(JobContext context, RunPlan plan, List<StepName> steps, Staleness staleness) {

  /** Refuses with kind NOT_READY and the months to run first. */
  void require() {
    if (steps.contains(StepName.FEATURES)) {
      requireIngested();
    }
    for (StepName step : steps) {
      step.before()
          .filter(earlier -> earlier != StepName.INGEST && !steps.contains(earlier))
          .ifPresent(this::requireUpToDate);
    }
  }

  /** That a month is asked for with --force says nothing of the step before. */
  private void requireUpToDate(StepName step) {
    staleness.of(step.command()).stale().values().stream()
        .filter(
            month ->
                month.reasons().stream()
                    .anyMatch(reason -> reason.cause() != StaleMonth.Cause.FORCED))
        .findFirst()
        .ifPresent(
            month -> {
              throw refusal(step.command(), month.month());
            });
  }

  /** Monthly deliveries of all months to compute; undated sources are read for all months. */
  private void requireIngested() {
    SortedMap<Month, StaleMonth> stale = staleness.of(StepName.FEATURES.command()).stale();
    for (SourceDef source : context.pack().sources().values()) {
      String step = Delivered.stepName(source);
      if (!source.isMonthly() && !context.ledger().isReadWhole(step)) {
        throw refusal(step, plan.requested().from());
      }
      if (source.isMonthly() && source.isTransactions()) {
        stale.keySet().stream()
            .filter(month -> !context.ledger().isDone(step, month))
            .findFirst()
            .ifPresent(
                month -> {
                  throw refusal(step, month);
                });
      }
      if (!source.isMonthly() && source.isTransactions() && !steps.contains(StepName.INGEST)) {
        Coverage.requireUndated(
            context, plan, source, SourceReading.months(context.store().read(source.name())));
      }
    }
  }

  private FenqunException refusal(String step, Month month) {
    return FenqunException.notReady(
        "Cannot run "
            + plan.requested().from()
            + ": step "
            + step
            + " of "
            + month
            + " is not done, or is older than what it reads; run it first, for example run --from "
            + month
            + " --to "
            + plan.covered().to());
  }
}
