package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import io.fenqun.error.FenqunException;
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
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

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

  /** Every source is checked whole before the first one is committed. */
  @Override
  public List<StepResult> run(JobContext context, RunPlan plan) {
    Map<String, Delivered> delivered = new LinkedHashMap<>();
    for (List<SourceDef> wave : waves(context.pack().sources())) {
      List<SourceDef> stale =
          wave.stream()
              .filter(source -> joins(source, delivered) || isChanged(context, source))
              .toList();
      SideBySide.map(
              stale,
              source -> checked(context, source, deliveries(context, source, plan), delivered))
          .forEach(one -> delivered.put(one.source().name(), one));
    }
    List<Delivered> all = List.copyOf(delivered.values());
    all.forEach(one -> one.warnings().forEach(context.progress()::warning));
    SideBySide.map(all, one -> commitClean(context, one));
    // one table for all sources: its commits follow one another
    all.forEach(one -> commitQuarantine(context, one));
    requireUndatedMonths(context, plan);
    return all.stream().flatMap(one -> results(context, one).stream()).toList();
  }

  /** Sources that only join those of earlier waves, each wave in declared order. */
  private static List<List<SourceDef>> waves(Map<String, SourceDef> sources) {
    Map<String, Integer> waveOf = new HashMap<>();
    List<List<SourceDef>> waves = new ArrayList<>();
    for (SourceDef source : sources.values()) { // joined sources come before those that join them
      int wave =
          source.joins().stream()
              .mapToInt(join -> Objects.requireNonNull(waveOf.get(join.from())) + 1)
              .max()
              .orElse(0);
      waveOf.put(source.name(), wave);
      if (wave == waves.size()) {
        waves.add(new ArrayList<>());
      }
      waves.get(wave).add(source);
    }
    return waves;
  }

  private static boolean joins(SourceDef source, Map<String, Delivered> delivered) {
    return source.joins().stream().anyMatch(join -> delivered.containsKey(join.from()));
  }

  /** What was read and checked of one source, not yet written. */
  private record Delivered(
      SourceDef source, List<String> deliveries, Ingested ingested, List<String> warnings) {}

  private static void requireUndatedMonths(JobContext context, RunPlan plan) {
    context.pack().sources().values().stream()
        .filter(source -> source.isTransactions() && !source.isMonthly())
        .forEach(
            source ->
                Coverage.requireUndated(context, plan, source, months(context.store(), source)));
  }

  /**
   * A fault of one month among several names the last month before it, up to which a run would
   * work.
   */
  private static Delivered checked(
      JobContext context,
      SourceDef source,
      List<String> deliveries,
      Map<String, Delivered> delivered) {
    try {
      return read(context, source, deliveries, delivered);
    } catch (FenqunException fault) {
      boolean isOneOfSeveral =
          fault.kind() == FenqunException.Kind.DATA
              && source.isMonthly()
              && source.isTransactions()
              && deliveries.size() > 1;
      Optional<Month> firstBad =
          isOneOfSeveral ? firstBad(context, source, deliveries, delivered) : Optional.empty();
      throw firstBad
          .filter(month -> !month.toString().equals(deliveries.get(0)))
          .map(
              month ->
                  FenqunException.data(
                      Failures.text(fault) + "; --to " + month.minus(1) + " would work"))
          .orElse(fault);
    }
  }

  private static Optional<Month> firstBad(
      JobContext context,
      SourceDef source,
      List<String> deliveries,
      Map<String, Delivered> delivered) {
    for (String delivery : deliveries) {
      try {
        read(context, source, List.of(delivery), delivered);
      } catch (FenqunException fault) {
        return Optional.of(Month.parse(delivery));
      }
    }
    return Optional.empty();
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

  private static boolean isChanged(JobContext context, SourceDef source) {
    if (context.force() || source.isMonthly() || !context.store().exists(source.name())) {
      return true;
    }
    return !context
        .ledger()
        .wasRead(PREFIX + source.name(), context.reader().fingerprint(source, SourceDef.ALL));
  }

  private static Delivered read(
      JobContext context,
      SourceDef source,
      List<String> deliveries,
      Map<String, Delivered> delivered) {
    RawRecords raw = context.reader().read(source, deliveries);
    Map<String, JoinedSource> joined = joined(context, source, delivered);
    return new Delivered(
        source,
        deliveries,
        CleanSource.clean(source, deliveries, raw.rows(), joined),
        raw.warnings());
  }

  private static WriteResult commitClean(JobContext context, Delivered delivered) {
    SourceDef source = delivered.source();
    Ingested ingested = delivered.ingested();
    TableDef table = CleanTables.of(source, context.pack().sources());
    WriteResult clean =
        context
            .store()
            .replacePartitions(
                table, Partitions.of("delivery", delivered.deliveries()), ingested.clean());
    requireWritten(source, clean.rowsWritten(), ingested.counts().total(MonthCounts::clean));
    return clean;
  }

  private static void commitQuarantine(JobContext context, Delivered delivered) {
    SourceDef source = delivered.source();
    TableStore store = context.store();
    Ingested ingested = delivered.ingested();
    long refused = ingested.counts().total(MonthCounts::quarantined);
    if (refused > 0 || store.exists(Tables.QUARANTINE.name())) {
      WriteResult quarantine =
          store.replacePartitions(
              Tables.QUARANTINE,
              Partitions.of("delivery", delivered.deliveries())
                  .and("source", List.of(source.name())),
              ingested.quarantine());
      requireWritten(source, quarantine.rowsWritten(), refused);
    }
  }

  private static List<StepResult> results(JobContext context, Delivered delivered) {
    return delivered.deliveries().stream()
        .map(delivery -> result(context, delivered.source(), delivery, delivered.ingested()))
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

  private static Map<String, JoinedSource> joined(
      JobContext context, SourceDef source, Map<String, Delivered> delivered) {
    Map<String, JoinedSource> joined = new HashMap<>();
    for (SourceDef.JoinDef join : source.joins()) {
      SourceDef other = Objects.requireNonNull(context.pack().sources().get(join.from()));
      Dataset<Row> rows = rows(context, other, Optional.ofNullable(delivered.get(join.from())));
      List<Month> snapshots = other.isUndated() ? List.of() : List.copyOf(months(rows));
      joined.put(other.name(), new JoinedSource(other, rows, snapshots));
    }
    return joined;
  }

  /**
   * The clean rows of a source as they will be: what was just read in place of what is stored of
   * it.
   */
  private static Dataset<Row> rows(
      JobContext context, SourceDef source, Optional<Delivered> delivered) {
    TableStore store = context.store();
    if (delivered.isEmpty()) {
      return store.read(source.name());
    }
    TableDef table = CleanTables.of(source, context.pack().sources());
    Dataset<Row> clean = delivered.get().ingested().clean();
    Dataset<Row> fresh = clean.select(table.selection(List.of(clean.columns())));
    if (!source.isMonthly() || !store.exists(source.name())) {
      return fresh;
    }
    Dataset<Row> stored = store.read(source.name());
    return stored
        .where(not(col("delivery").isin(delivered.get().deliveries().toArray())))
        .select(table.selection(List.of(stored.columns())))
        .unionByName(fresh);
  }

  private static SortedSet<Month> months(TableStore store, SourceDef source) {
    return months(store.read(source.name()));
  }

  private static SortedSet<Month> months(Dataset<Row> rows) {
    SortedSet<Month> months = new TreeSet<>();
    rows.select("month")
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
