package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import io.fenqun.source.SourceDef;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which months were computed before, which ones a run must compute, and whether they are ready.
 * Lists files; reads no rows.
 */
final class Coverage {
  private Coverage() {}

  /**
   * The plan of a request. Covered months have no gaps: a month needs its predecessor, so a run
   * that would leave a gap is refused as not ready.
   */
  static RunPlan plan(JobContext context, MonthRange requested) {
    SortedSet<Month> covered = coveredMonths(context);
    requireDeliveries(context, requested);
    if (covered.isEmpty()) {
      requirePredecessor(context, requested.from(), Optional.empty());
      return RunPlan.of(requested, requested, Optional.empty());
    }
    Month first = covered.first();
    Month last = covered.last();
    if (requested.from().compareTo(last.plus(1)) > 0) {
      throw notReady(requested.from(), last.plus(1));
    }
    if (requested.from().compareTo(first) < 0) {
      requirePredecessor(context, requested.from(), Optional.of(first));
      if (requested.to().plus(1).compareTo(first) < 0) {
        throw notReady(first, requested.to().plus(1));
      }
    }
    Month to = requested.to().compareTo(last) > 0 ? requested.to() : last;
    Month earliest = requested.from().compareTo(first) < 0 ? requested.from() : first;
    return RunPlan.of(requested, new MonthRange(earliest, to), Optional.of(last));
  }

  private static SortedSet<Month> coveredMonths(JobContext context) {
    return context.ledger().doneMonths(StepName.FEATURES.command());
  }

  /**
   * Every month of a monthly transactions source must lie there; the message names the last month
   * that would work.
   */
  private static void requireDeliveries(JobContext context, MonthRange requested) {
    for (SourceDef source : monthlySources(context)) {
      Collection<Month> present = deliveries(context, source);
      for (Month month : requested.months()) {
        boolean ready =
            source.isTransactions()
                ? present.contains(month)
                : present.stream()
                    .anyMatch(
                        m ->
                            m.compareTo(month) <= 0
                                && month.index() - m.index() <= source.maxAgeMonths());
        if (!ready) {
          throw FenqunException.notReady(
              "Cannot run "
                  + month
                  + ": source "
                  + source.name()
                  + " has no delivery for it ("
                  + source.location()
                  + ")"
                  + (month.equals(requested.from())
                      ? "; run it when it has arrived"
                      : "; --to " + month.minus(1) + " would work"));
        }
      }
    }
  }

  private static void requirePredecessor(
      JobContext context, Month from, Optional<Month> firstCovered) {
    for (SourceDef source : monthlySources(context)) {
      if (source.isTransactions() && context.pack().settings().seenIn().contains(source.name())) {
        requireNothingBefore(context, source, deliveries(context, source), from, firstCovered);
      }
    }
  }

  /** The months that end just before the first one must be run; those before a gap cannot be. */
  private static void requireNothingBefore(
      JobContext context,
      SourceDef source,
      SortedSet<Month> months,
      Month from,
      Optional<Month> firstCovered) {
    Month earliest = from;
    while (months.contains(earliest.minus(1))) {
      earliest = earliest.minus(1);
    }
    if (earliest.compareTo(from) < 0) {
      throw notReady(from, firstCoveredOr(firstCovered, earliest));
    }
    if (!months.isEmpty() && months.first().compareTo(from) < 0) {
      context
          .progress()
          .warning(
              source.name()
                  + ": records of "
                  + months.first()
                  + " lie before a gap and are in no month that is computed");
    }
  }

  private static Month firstCoveredOr(Optional<Month> firstCovered, Month before) {
    return firstCovered.filter(first -> first.compareTo(before) < 0).orElse(before);
  }

  /**
   * After the undated sources are read, before anything of them is written: the last month must not
   * lie after their last event month, and no event month before the first covered one may be left
   * out.
   */
  static void requireUndated(
      JobContext context, RunPlan plan, SourceDef source, SortedSet<Month> eventMonths) {
    if (!context.pack().settings().seenIn().contains(source.name()) || eventMonths.isEmpty()) {
      return;
    }
    Month last = eventMonths.last();
    if (plan.requested().to().compareTo(last) > 0) {
      throw FenqunException.notReady(
          "Cannot run "
              + plan.requested().to()
              + ": the last month in source "
              + source.name()
              + " is "
              + last
              + "; --to "
              + last
              + " would work");
    }
    requireNothingBefore(context, source, eventMonths, plan.firstCovered(), Optional.empty());
  }

  private static SortedSet<Month> deliveries(JobContext context, SourceDef source) {
    return context.reader().deliveries(source).stream()
        .map(Month::parse)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<SourceDef> monthlySources(JobContext context) {
    return context.pack().sources().values().stream().filter(SourceDef::isMonthly).toList();
  }

  private static FenqunException notReady(Month month, Month missing) {
    return FenqunException.notReady(
        "Cannot run "
            + month
            + ": "
            + missing
            + " before it was never run; run it first, for example --from "
            + missing
            + " --to "
            + month);
  }
}
