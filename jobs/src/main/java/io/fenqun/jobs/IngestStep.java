package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import io.fenqun.pack.Pack;
import io.fenqun.quality.CleanSource;
import io.fenqun.quality.CleanTables;
import io.fenqun.quality.Ingested;
import io.fenqun.quality.JoinedSource;
import io.fenqun.quality.MonthCounts;
import io.fenqun.source.SourceDef;
import io.fenqun.store.Partitions;
import io.fenqun.store.RawRecords;
import io.fenqun.store.TableStore;
import io.fenqun.store.WriteResult;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads the deliveries of the requested months into clean tables and quarantine, source by source,
 * joined ones first. A source whose location has no month is read whole, and passed over while its
 * files and the pack are as they were.
 */
final class IngestStep implements Step {
  private static final String PREFIX = "ingest.";

  @Override
  public StepName name() {
    return StepName.INGEST;
  }

  @Override
  public List<StepResult> run(JobContext context, RunPlan plan) {
    List<StepResult> results = new ArrayList<>();
    Set<String> read = new HashSet<>();
    for (SourceDef source : context.pack().sources().values()) {
      List<String> deliveries = deliveries(context, source, plan);
      boolean joinsNewRows = source.joins().stream().anyMatch(join -> read.contains(join.from()));
      if (joinsNewRows || isChanged(context, source, deliveries)) {
        results.addAll(ingest(context, source, deliveries));
        read.add(source.name());
      }
      if (source.isTransactions() && !source.isMonthly()) {
        Coverage.requireUndated(context, plan, source, months(context.store(), source));
      }
    }
    return results;
  }

  /** Of a monthly snapshot also those before the first month that may still be true of it. */
  private static List<String> deliveries(JobContext context, SourceDef source, RunPlan plan) {
    if (!source.isMonthly()) {
      return List.of(SourceDef.ALL);
    }
    Month first =
        source.isTransactions()
            ? plan.requested().from()
            : plan.requested().from().minus(source.maxAgeMonths());
    return context.reader().deliveries(source).stream()
        .filter(
            delivery ->
                first.toString().compareTo(delivery) <= 0
                    && delivery.compareTo(plan.requested().to().toString()) <= 0)
        .toList();
  }

  private static boolean isChanged(JobContext context, SourceDef source, List<String> deliveries) {
    if (context.force() || source.isMonthly() || !context.store().exists(source.name())) {
      return true;
    }
    return !deliveries.stream()
        .allMatch(
            delivery ->
                context
                    .ledger()
                    .wasRead(
                        PREFIX + source.name(),
                        delivery,
                        context.reader().fingerprint(source, delivery)));
  }

  private static List<StepResult> ingest(
      JobContext context, SourceDef source, List<String> deliveries) {
    Pack pack = context.pack();
    TableStore store = context.store();
    RawRecords raw = context.reader().read(source, deliveries);
    raw.warnings().forEach(context.progress()::warning);
    Ingested ingested = CleanSource.clean(source, deliveries, raw.rows(), joined(context, source));
    Partitions partitions = Partitions.of("delivery", deliveries);
    WriteResult clean =
        store.replacePartitions(
            CleanTables.of(source, pack.sources()), partitions, ingested.clean());
    requireWritten(source, clean.rowsWritten(), ingested.counts().total(MonthCounts::clean));
    long refused = ingested.counts().total(MonthCounts::quarantined);
    if (refused > 0 || store.exists(Tables.QUARANTINE.name())) {
      WriteResult quarantine =
          store.replacePartitions(
              Tables.QUARANTINE,
              partitions.and("source", List.of(source.name())),
              ingested.quarantine());
      requireWritten(source, quarantine.rowsWritten(), refused);
    }
    return deliveries.stream()
        .map(delivery -> result(context, source, delivery, ingested))
        .toList();
  }

  /** The rows that storage counted must be those that were accounted for. */
  private static void requireWritten(SourceDef source, long written, long counted) {
    if (written != counted) {
      throw FenqunException.data(
          "Cannot reconcile source "
              + source.name()
              + ": "
              + written
              + " rows were written and "
              + counted
              + " counted; its files changed while they were read: run it again");
    }
  }

  private static Map<String, JoinedSource> joined(JobContext context, SourceDef source) {
    Map<String, JoinedSource> joined = new HashMap<>();
    for (SourceDef.JoinDef join : source.joins()) {
      SourceDef other = Objects.requireNonNull(context.pack().sources().get(join.from()));
      List<Month> snapshots =
          other.isUndated() ? List.of() : List.copyOf(months(context.store(), other));
      joined.put(
          other.name(), new JoinedSource(other, context.store().read(other.name()), snapshots));
    }
    return joined;
  }

  private static SortedSet<Month> months(TableStore store, SourceDef source) {
    SortedSet<Month> months = new TreeSet<>();
    store
        .read(source.name())
        .select("month")
        .where("month is not null")
        .distinct()
        .collectAsList()
        .forEach(row -> months.add(Month.parse(row.getString(0))));
    return months;
  }

  private static StepResult result(
      JobContext context, SourceDef source, String delivery, Ingested ingested) {
    MonthCounts all = ingested.counts().of(delivery);
    return new StepResult(
        PREFIX + source.name(),
        delivery,
        all.read(),
        all.clean(),
        all.quarantined(),
        all.duplicates(),
        all.superseded(),
        context.reader().fingerprint(source, delivery),
        message(all));
  }

  private static String message(MonthCounts counts) {
    List<String> words = new ArrayList<>();
    counts.refused().forEach((reason, rows) -> words.add(rows + " " + reason));
    counts
        .unmatched()
        .forEach((other, rows) -> words.add(rows == 0 ? "" : rows + " without " + other));
    return String.join(", ", words.stream().filter(word -> !word.isEmpty()).toList());
  }
}
