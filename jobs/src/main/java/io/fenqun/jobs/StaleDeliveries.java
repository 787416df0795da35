package io.fenqun.jobs;

import io.fenqun.plan.Books;
import io.fenqun.plan.SourceContents;
import io.fenqun.plan.SourceInputs;
import io.fenqun.source.SourceDef;
import io.fenqun.time.Month;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which deliveries must be read, and why: their files, the source's definition or what is joined to
 * it are not those that they were read with. Lists files and reads none; asks a table for its
 * number of rows and its last change, where it can tell.
 */
record StaleDeliveries(JobContext context, RunPlan plan) {

  /**
   * @param files as {@code SourceReader.fingerprint} gives them
   * @param reason why it must be read
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
    return all(source, books).stream().filter(delivery -> !delivery.reason().isEmpty()).toList();
  }

  /** Those that are as they were read too, with an empty reason. */
  List<StaleDelivery> all(SourceDef source, Books books) {
    SourceContents contents = SourceContents.of(context.pack(), books);
    return context.reader().deliveries(source).stream()
        .filter(delivery -> isLookedAt(source, delivery))
        .map(
            delivery -> {
              String files = context.reader().fingerprint(source, delivery);
              return new StaleDelivery(
                  source,
                  delivery,
                  files,
                  reason(source, delivery, files, contents, books).orElse(""),
                  mayBeRead(source, delivery, books));
            })
        .toList();
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
        || earliest(source, new RunScope(context, plan).floor()).compareTo(Month.parse(delivery))
            <= 0;
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
      SourceDef source, String delivery, String files, SourceContents contents, Books books) {
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
    String definition = Delivered.definition(context.pack(), source);
    if (!read.definition().equals(definition)) {
      return Optional.of(
          read.definition().isEmpty()
              ? "read by a version that kept no fingerprints"
              : "definition of source " + source.name() + " changed");
    }
    if (!read.isOf(files, definition)) {
      return Optional.of(source.isTable() ? "its table changed" : "its files changed");
    }
    if (!source.tellsChanges()) {
      return Optional.of(
          "cannot be known: without changed_by it is read by every run, and its content is compared");
    }
    return source.joins().stream()
        .map(SourceDef.JoinDef::from)
        .filter(other -> isOther(other, read.joined().getOrDefault(other, ""), contents))
        .findFirst()
        .map(other -> "what is joined from " + other + " changed");
  }

  private boolean isOther(String joined, String before, SourceContents contents) {
    SourceDef other = Objects.requireNonNull(context.pack().sources().get(joined));
    String now = JoinedContent.text(other, contents.months(joined), JoinedContent.months(before));
    return !now.equals(before);
  }
}
