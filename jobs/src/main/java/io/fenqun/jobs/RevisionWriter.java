package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;

import io.fenqun.error.FenqunException;
import io.fenqun.plan.StaleMonth;
import io.fenqun.report.Revisions;
import io.fenqun.store.Partitions;
import io.fenqun.store.TableStore;
import io.fenqun.table.RowRefusal;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Keeps, of every month that had been published and is computed again, what that changed for whom.
 * Written before the publication that brings the change, under its number: a run that is stopped in
 * between and run again replaces its own lines.
 */
record RevisionWriter(JobContext context, RunPlan plan) {

  void write() {
    OptionalLong version = Publication.published(context.store(), Tables.CUSTOMER_MONTH.name());
    SortedMap<Month, Revisions.Why> revised = revised();
    if (version.isEmpty() || revised.isEmpty()) {
      return;
    }
    try {
      write(version.getAsLong(), revised);
    } catch (FenqunException gone) {
      if (gone.kind() != FenqunException.Kind.STORAGE) {
        throw gone;
      }
      context
          .progress()
          .warning(
              "no revision of "
                  + revised.firstKey()
                  + " to "
                  + revised.lastKey()
                  + " is kept: "
                  + Failures.text(gone));
    }
  }

  /** Months that the last publication had, with why they are computed again. */
  private SortedMap<Month, Revisions.Why> revised() {
    Optional<Month> last = plan.lastDone();
    SortedMap<Month, Revisions.Why> revised = new TreeMap<>();
    for (StaleMonth month : plan.stale().values()) {
      if (last.isPresent()
          && month.month().compareTo(last.get()) <= 0
          && !month.is(StaleMonth.Cause.MISSING)) {
        revised.put(month.month(), why(month));
      }
    }
    return revised;
  }

  private static Revisions.Why why(StaleMonth month) {
    Set<StaleMonth.Cause> told = Set.of(StaleMonth.Cause.DATA, StaleMonth.Cause.DEFINITION);
    String causes = causes(month, told::contains);
    return new Revisions.Why(
        causes.isEmpty() ? causes(month, cause -> true) : causes,
        month.is(StaleMonth.Cause.DATA)
            ? causes(month, StaleMonth.Cause.DATA::equals)
            : causes(month, causes.isEmpty() ? cause -> true : told::contains),
        month.reasons().stream()
            .map(StaleMonth.Reason::text)
            .distinct()
            .collect(Collectors.joining(", ")));
  }

  private static String causes(StaleMonth month, Predicate<StaleMonth.Cause> isTold) {
    return month.reasons().stream()
        .map(StaleMonth.Reason::cause)
        .filter(isTold)
        .distinct()
        .sorted()
        .map(cause -> cause.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  private void write(long publishedVersion, SortedMap<Month, Revisions.Why> revised) {
    TableStore store = context.store();
    Partitions months =
        Partitions.of("month", revised.keySet().stream().map(Month::toString).toList());
    Dataset<Row> before =
        store.readVersion(Tables.CUSTOMER_MONTH.name(), publishedVersion).where(months.where());
    long publication = Publication.next(store);
    Dataset<Row> now = store.read(Tables.CUSTOMER_MONTH.name(), months);
    RevisionRows rows = new RevisionRows(context, plan, publishedSchemes(), publication, revised);
    try {
      keep(months, publication, rows.apart(before, now));
    } catch (RuntimeException failure) {
      // an earlier definition may stop on the records of today
      if (RowRefusal.find(failure).isEmpty() && !isOfData(failure)) {
        throw failure;
      }
      keep(months, publication, rows.atOnce(before, now));
    }
  }

  private static boolean isOfData(RuntimeException failure) {
    return FenqunException.behind(failure)
        .filter(ours -> ours.kind() == FenqunException.Kind.DATA)
        .isPresent();
  }

  private void keep(Partitions months, long publication, Dataset<Row> changes) {
    context
        .store()
        .replacePartitions(
            Tables.REVISION, months, earlier(months, publication).unionByName(changes).coalesce(1));
  }

  /** Rows of dim_scheme as readers see it, of {@link EarlierDefinitions}, by scheme. */
  private Map<String, Row> publishedSchemes() {
    TableStore store = context.store();
    OptionalLong version = Publication.published(store, Tables.DIM_SCHEME.name());
    if (version.isEmpty()) {
      return Map.of();
    }
    Dataset<Row> published = store.readVersion(Tables.DIM_SCHEME.name(), version.getAsLong());
    return published
        .select(Tables.DIM_SCHEME.selection(Arrays.asList(published.columns())))
        .select("scheme", "definition", "value", "file")
        .collectAsList()
        .stream()
        .collect(Collectors.toMap(row -> row.getString(0), Function.identity()));
  }

  private Dataset<Row> earlier(Partitions months, long publication) {
    TableStore store = context.store();
    return store.exists(Tables.REVISION.name())
        ? store.read(Tables.REVISION.name(), months).where(col("publication").notEqual(publication))
        : context.spark().createDataFrame(List.of(), Tables.REVISION.schema());
  }
}
