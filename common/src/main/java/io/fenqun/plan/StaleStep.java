package io.fenqun.plan;

import io.fenqun.plan.StaleMonth.Cause;
import io.fenqun.plan.StaleMonth.Reason;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The months of one step: which must be computed, which have changed but lie beyond the restatement
 * horizon, and what the rows of every month are made from once this is done. From the first month
 * that is computed on, all later ones are: each reads the one before it.
 */
public final class StaleStep {
  private final String step;
  private final Books books;
  private final StaleScope scope;
  private final boolean isTableThere;
  private final SortedMap<Month, StaleMonth> stale = new TreeMap<>();
  private final SortedMap<Month, StaleMonth> waiting = new TreeMap<>();
  private final SortedMap<Month, StepInputs> after = new TreeMap<>();

  StaleStep(String step, Books books, StaleScope scope, boolean isTableThere) {
    this.step = step;
    this.books = books;
    this.scope = scope;
    this.isTableThere = isTableThere;
  }

  public String step() {
    return step;
  }

  /** Empty where every month is as it should be. */
  public Optional<MonthRange> months() {
    return stale.isEmpty()
        ? Optional.empty()
        : Optional.of(new MonthRange(stale.firstKey(), stale.lastKey()));
  }

  /** Those to compute, in order. */
  public SortedMap<Month, StaleMonth> stale() {
    return Collections.unmodifiableSortedMap(stale);
  }

  /** Those that changed beyond the horizon. */
  public SortedMap<Month, StaleMonth> waiting() {
    return Collections.unmodifiableSortedMap(waiting);
  }

  /** What the rows of a month are made from once the stale ones are computed. */
  public StepInputs after(Month month) {
    return after.getOrDefault(month, StepInputs.NONE);
  }

  /** Months are judged in order. */
  void judge(Month month, StepInputs expected) {
    judge(month, expected, name -> true);
  }

  /**
   * @param isCompared false for names that say nothing of this month's rows
   */
  void judge(Month month, StepInputs expected, Predicate<String> isCompared) {
    StepInputs recorded = books.inputs(step, month);
    List<Reason> reasons = reasons(month, recorded.only(isCompared), expected.only(isCompared));
    if (reasons.isEmpty()) {
      after.put(month, recorded);
      return;
    }
    StaleMonth one = new StaleMonth(month, expected, reasons);
    if (mayWait(month, one)) {
      waiting.put(month, one);
      after.put(month, recorded);
    } else {
      stale.put(month, one);
      after.put(month, expected);
    }
  }

  private boolean mayWait(Month month, StaleMonth one) {
    return stale.isEmpty()
        && month.compareTo(scope.floor()) < 0
        && !one.is(Cause.MISSING)
        && !one.is(Cause.FORCED);
  }

  private List<Reason> reasons(Month month, StepInputs recorded, StepInputs expected) {
    if (books.done(step, month.toString()).isEmpty()) {
      return List.of(new Reason(Cause.MISSING, "never computed"));
    }
    if (!isTableThere) {
      return List.of(new Reason(Cause.MISSING, "its table is gone"));
    }
    List<Reason> reasons = new ArrayList<>();
    if (scope.isForced(month)) {
      reasons.add(new Reason(Cause.FORCED, "asked for with --force"));
    }
    if (books.failedSince(step, month)) {
      reasons.add(new Reason(Cause.FAILED, "failed before"));
    }
    if (recorded.equals(StepInputs.NONE)) {
      reasons.add(new Reason(Cause.DEFINITION, "computed by a version that kept no inputs"));
    } else {
      reasons.addAll(Reasons.of(recorded, expected));
    }
    if (reasons.isEmpty() && !stale.isEmpty()) {
      reasons.add(new Reason(Cause.FOLLOWS, "follows " + stale.lastKey()));
    }
    return reasons;
  }
}
