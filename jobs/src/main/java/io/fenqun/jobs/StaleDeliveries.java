package io.fenqun.jobs;

import io.fenqun.plan.Books;
import io.fenqun.plan.SourceContents;
import io.fenqun.plan.SourceInputs;
import io.fenqun.source.SourceDef;
import io.fenqun.time.Month;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which deliveries must be read, and why: their files, the source's definition or what is joined to
 * it are not those that they were read with. Lists files; reads none.
 */
record StaleDeliveries(JobContext context, RunPlan plan) {

  /**
   * @param files name, length and modification time of each, as JSON
   * @param mayBeRead false beyond the restatement horizon
   */
  record StaleDelivery(
      SourceDef source, String delivery, String files, String reason, boolean mayBeRead) {}

  /**
   * Of one source, in order.
   *
   * @param books with what this run has read of other sources
   */
  List<StaleDelivery> of(SourceDef source, Books books) {
    SourceContents contents = SourceContents.of(context.pack(), books);
    List<StaleDelivery> stale = new ArrayList<>();
    for (String delivery : context.reader().deliveries(source)) {
      if (isLookedAt(source, delivery)) {
        String files = context.reader().fingerprint(source, delivery);
        reason(source, delivery, files, books, contents)
            .ifPresent(
                why ->
                    stale.add(
                        new StaleDelivery(
                            source, delivery, files, why, mayBeRead(source, delivery, books))));
      }
    }
    return stale;
  }

  /**
   * Deliveries up to the last requested month; of a snapshot also those before the first month that
   * may still be true of it.
   */
  private boolean isLookedAt(SourceDef source, String delivery) {
    if (!source.isMonthly()) {
      return true;
    }
    Month month = Month.parse(delivery);
    Month first = earlier(plan.requested().from(), plan.firstCovered());
    return earliest(source, first).compareTo(month) <= 0
        && month.compareTo(plan.requested().to()) <= 0;
  }

  /** A delivery that was never read is read whatever its age: a month of the run needs it. */
  private boolean mayBeRead(SourceDef source, String delivery, Books books) {
    return !source.isMonthly()
        || books.done(Delivered.stepName(source), delivery).isEmpty()
        || isForced(source, delivery)
        || earliest(source, new RunScope(context, plan).floor()).compareTo(Month.parse(delivery)) <= 0;
  }

  private static Month earliest(SourceDef source, Month month) {
    return source.isTransactions() ? month : month.minus(source.maxAgeMonths());
  }

  private static Month earlier(Month one, Month other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private boolean isForced(SourceDef source, String delivery) {
    return context.force()
        && (!source.isMonthly()
            || earliest(source, plan.requested().from()).compareTo(Month.parse(delivery)) <= 0);
  }

  private Optional<String> reason(
      SourceDef source, String delivery, String files, Books books, SourceContents contents) {
    Optional<Books.Entry> entry = books.done(Delivered.stepName(source), delivery);
    if (entry.isEmpty()) {
      return Optional.of("new delivery");
    }
    if (!context.store().exists(source.name())) {
      return Optional.of("its table is gone");
    }
    if (isForced(source, delivery)) {
      return Optional.of("asked for with --force");
    }
    SourceInputs read = SourceInputs.parse(entry.get().inputs());
    if (!read.definition().equals(source.definition())) {
      return Optional.of(
          read.definition().isEmpty()
              ? "read by a version that kept no fingerprints"
              : "definition of source " + source.name() + " changed");
    }
    if (!read.isOf(files, source.definition())) {
      return Optional.of("its files changed");
    }
    SortedMap<String, String> joined = joined(source, delivery, contents);
    return joined.keySet().stream()
        .filter(other -> !joined.get(other).equals(read.joined().get(other)))
        .findFirst()
        .map(other -> "what is joined from " + other + " changed");
  }

  /** What the joins of a delivery see of the other sources. */
  SortedMap<String, String> joined(SourceDef source, String delivery, SourceContents contents) {
    SortedMap<String, String> joined = new TreeMap<>();
    for (SourceDef.JoinDef join : source.joins()) {
      SourceDef other = Objects.requireNonNull(context.pack().sources().get(join.from()));
      boolean isByMonth = source.isMonthly() && other.isMonthly() && other.history();
      joined.put(
          other.name(),
          isByMonth
              ? contents.readIn(other, Month.parse(delivery))
              : contents.whole(other.name()));
    }
    return joined;
  }
}
