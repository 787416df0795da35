package io.fenqun.jobs;

import io.fenqun.plan.StaleMonth;
import io.fenqun.plan.StaleStep;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which months a run, and then one of its steps, touches.
 *
 * @param requested months that were asked for
 * @param covered from the first month that was ever computed to the last one, this run included
 * @param lastDone last month that was computed before this run
 * @param computed months that the step computes
 * @param stale why each of them is computed; nothing where a step does not say
 */
record RunPlan(
    MonthRange requested,
    MonthRange covered,
    Optional<Month> lastDone,
    MonthRange computed,
    SortedMap<Month, StaleMonth> stale) {

  static RunPlan of(MonthRange requested, MonthRange covered, Optional<Month> lastDone) {
    return new RunPlan(requested, covered, lastDone, requested, new TreeMap<>());
  }

  RunPlan computing(MonthRange months) {
    return new RunPlan(requested, covered, lastDone, months, new TreeMap<>());
  }

  /** The stale months of a step, where there are any. */
  Optional<RunPlan> computing(StaleStep step) {
    return step.months()
        .map(months -> new RunPlan(requested, covered, lastDone, months, step.stale()));
  }

  Month firstCovered() {
    return covered.from();
  }

  /** True where a computed month was computed before. */
  boolean isRerun() {
    return lastDone.filter(last -> computed.from().compareTo(last) <= 0).isPresent();
  }
}
