package io.fenqun.quality;

import io.fenqun.error.FenqunException;
import io.fenqun.source.SourceDef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What must hold before any record of a source is written; else the run stops with kind DATA and
 * all that is wrong, one fault a line.
 */
final class IngestLaws {
  private static final double PERCENT = 100.0;

  /** Reasons that a message names. */
  private static final int TOP = 3;

  private final SourceDef source;
  private final SourceCounts counts;
  private final List<String> faults = new ArrayList<>();

  IngestLaws(SourceDef source, SourceCounts counts) {
    this.source = source;
    this.counts = counts;
  }

  /**
   * @param recordsRead by delivery, counted apart from everything else
   */
  void check(List<String> deliveries, Map<String, Long> recordsRead) {
    deliveries.forEach(delivery -> checkDelivery(delivery, recordsRead.getOrDefault(delivery, 0L)));
    counts.months().forEach(this::checkMatches);
    counts.months().forEach(this::checkLimits);
    if (!faults.isEmpty()) {
      throw FenqunException.data(
          "Cannot take in source "
              + source.name()
              + ", nothing of it is written:\n"
              + String.join("\n", faults));
    }
  }

  private void checkDelivery(String delivery, long recordsRead) {
    String where = source.name() + " delivery " + delivery + ": ";
    long read = counts.total(delivery, MonthCounts::read);
    if (recordsRead == 0 && !source.allowEmpty()) {
      faults.add(
          where
              + "no record; deliver it again, or say allow_empty: true in "
              + source.position().file());
    } else if (read > 0 && counts.total(delivery, MonthCounts::quarantined) == read) {
      faults.add(
          where
              + "all "
              + read
              + " records are refused "
              + reasons(delivery)
              + "; check format, options and columns in "
              + source.position().file());
    }
    source.budget().filter(budget -> read > 0).ifPresent(budget -> checkBudget(delivery, budget));
    boolean reconciled =
        counts.months().stream()
            .filter(month -> month.delivery().equals(delivery))
            .allMatch(MonthCounts::reconciles);
    if (read != recordsRead || !reconciled) {
      faults.add(
          where
              + recordsRead
              + " records were read and "
              + read
              + " accounted for, or their money differs; report this as a bug");
    }
  }

  private void checkBudget(String delivery, SourceDef.Budget budget) {
    MonthCounts all = counts.of(delivery);
    if (!budget.isExceededBy(all.quarantined(), all.read())) {
      return;
    }
    String most =
        percent(budget.share())
            + " %"
            + budget.count().map(count -> " or " + count + " records").orElse("");
    faults.add(
        source.name()
            + " delivery "
            + delivery
            + ": "
            + all.quarantined()
            + " of "
            + all.read()
            + " records are refused, and "
            + most
            + " may be: "
            + topReasons(all)
            + "; correct the delivery, or what "
            + source.position().file()
            + " says of it, or raise the budget at "
            + budget.position());
  }

  private static String topReasons(MonthCounts counts) {
    return counts.refused().entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(TOP)
        .map(reason -> reason.getKey() + " " + reason.getValue())
        .collect(Collectors.joining(", "));
  }

  private String reasons(String delivery) {
    MonthCounts all =
        counts.months().stream()
            .filter(month -> month.delivery().equals(delivery))
            .reduce(MonthCounts::plus)
            .orElseThrow();
    return "("
        + String.join(
            ", ",
            all.refused().entrySet().stream()
                .map(reason -> reason.getKey() + " " + reason.getValue())
                .toList())
        + ")";
  }

  private void checkMatches(MonthCounts month) {
    for (SourceDef.JoinDef join : source.joins()) {
      long ambiguous = month.ambiguous().getOrDefault(join.from(), 0L);
      if (ambiguous > 0) {
        faults.add(
            source.name()
                + " "
                + month.label()
                + ": "
                + ambiguous
                + " of "
                + month.read()
                + " rows match more than one row of "
                + join.from()
                + " by "
                + String.join(", ", join.using())
                + "; narrow the join by where or using at "
                + join.position());
      }
    }
  }

  private void checkLimits(MonthCounts month) {
    for (SourceDef.Expectation expectation : source.expect()) {
      long failed = month.refused().getOrDefault(Reasons.reason(expectation), 0L);
      if (failed * PERCENT > expectation.limit() * month.read()) {
        faults.add(
            source.name()
                + " "
                + month.label()
                + ": "
                + failed
                + " of "
                + month.read()
                + " rows fail \""
                + expectation.check().text()
                + "\" (limit "
                + percent(expectation.limit())
                + " %); correct delivery "
                + month.delivery()
                + ", or the limit at "
                + expectation.check().position());
      }
    }
  }

  private static String percent(double limit) {
    return limit == Math.rint(limit) ? String.valueOf((long) limit) : String.valueOf(limit);
  }
}
