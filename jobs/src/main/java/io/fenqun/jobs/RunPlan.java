package io.fenqun.jobs;

import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which months a run, and then one of its steps, touches.
 *
 * @param requested months that were asked for
 * @param covered from the first month that was ever computed to the last one, this run included
 * @param lastDone last month that was computed before this run
 * @param computed months that the step computes
 * @param changedFeatures where the step need compute these features alone; empty: everything
 */
record RunPlan(
    MonthRange requested,
    MonthRange covered,
    Optional<Month> lastDone,
    MonthRange computed,
    SortedSet<String> changedFeatures) {

  static RunPlan of(MonthRange requested, MonthRange covered, Optional<Month> lastDone) {
    return new RunPlan(requested, covered, lastDone, requested, new TreeSet<>());
  }

  RunPlan computing(MonthRange months) {
    return new RunPlan(requested, covered, lastDone, months, new TreeSet<>());
  }

  /** Of the months to compute, these features only; the others stay as they are. */
  RunPlan onlyFeatures(SortedSet<String> names) {
    return new RunPlan(requested, covered, lastDone, computed, names);
  }

  Month firstCovered() {
    return covered.from();
  }

  /** True where a computed month was computed before. */
  boolean isRerun() {
    return lastDone.filter(last -> computed.from().compareTo(last) <= 0).isPresent();
  }
}
