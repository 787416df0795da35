package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import io.fenqun.pack.Pack;
import io.fenqun.plan.SourceInputs;
import io.fenqun.quality.CleanTables;
import io.fenqun.quality.Ingested;
import io.fenqun.quality.MonthCounts;
import io.fenqun.source.SourceDef;
import io.fenqun.store.Partitions;
import io.fenqun.store.StoredPartition;
import io.fenqun.store.TableStore;
import io.fenqun.store.WriteResult;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What was read and checked of one source, not yet written.
 *
 * @param definition as {@link #definition(Pack, SourceDef)} gives it
 * @param deliveries all of them are replaced by the commits
 * @param fingerprints of the files by delivery, taken before they were read
 * @param joined hash of what each joined source says, by delivery and source
 * @param fileWarnings of the files that were read
 * @param settled where months are shared with other deliveries
 */
record Delivered(
    SourceDef source,
    String definition,
    List<String> deliveries,
    Map<String, String> fingerprints,
    Map<String, SortedMap<String, String>> joined,
    Ingested ingested,
    List<String> fileWarnings,
    Optional<Settled> settled) {

  /** What can change the clean rows of a source beside its files; its days hang on the zone. */
  static String definition(Pack pack, SourceDef source) {
    return source.definition() + " " + pack.settings().timeZone().getId();
  }

  /** Of a source in the ledger. */
  static String stepName(SourceDef source) {
    return SourceInputs.step(source.name());
  }

  /** The months of its clean rows. */
  SortedSet<Month> months() {
    SortedSet<Month> months = new TreeSet<>();
    ingested.counts().months().stream()
        .filter(counts -> counts.clean() > 0)
        .forEach(counts -> counts.month().ifPresent(month -> months.add(Month.parse(month))));
    return months;
  }

  /** The rows that storage counted must be those that were accounted for. */
  WriteResult commitClean(JobContext context) {
    TableDef table = CleanTables.of(source, context.pack().sources());
    TableStore store = context.store();
    settled.ifPresent(one -> one.commitLeaving(store, table));
    Partitions partitions = settled.map(Settled::cleanPartitions).orElse(replaced());
    Dataset<Row> rows =
        settled.map(one -> one.clean(table, ingested.clean())).orElse(ingested.clean());
    WriteResult clean = store.replacePartitions(table, partitions, rows);
    requireWritten(
        clean.rowsWritten(),
        ingested.counts().total(MonthCounts::clean)
            + settled.map(Settled::rowsOfOthers).orElse(0L));
    settled.ifPresent(one -> one.commitReturned(store, table));
    return clean;
  }

  /** One table for all sources: its commits follow one another. */
  static void commitQuarantine(JobContext context, List<Delivered> all) {
    Set<StoredQuarantine> stored =
        context.store().partitions(Tables.QUARANTINE.name()).stream()
            .map(StoredQuarantine::of)
            .collect(Collectors.toSet());
    all.forEach(one -> one.commitQuarantine(context, stored));
  }

  /** A partition of the quarantine. */
  private record StoredQuarantine(String source, String delivery) {
    static StoredQuarantine of(StoredPartition partition) {
      Map<String, String> values = partition.values();
      return new StoredQuarantine(
          values.getOrDefault("source", ""), values.getOrDefault("delivery", ""));
    }
  }

  /** Writes nothing where there is and was nothing. */
  private void commitQuarantine(JobContext context, Set<StoredQuarantine> stored) {
    long refused = ingested.counts().total(MonthCounts::quarantined);
    boolean isReplaced =
        deliveries.stream()
            .anyMatch(one -> stored.contains(new StoredQuarantine(source.name(), one)));
    if (refused > 0 || isReplaced) {
      WriteResult quarantine =
          context
              .store()
              .replacePartitions(
                  Tables.QUARANTINE,
                  replaced().and("source", List.of(source.name())),
                  ingested.quarantine());
      requireWritten(quarantine.rowsWritten(), refused);
    }
  }

  private Partitions replaced() {
    return Partitions.of("delivery", deliveries);
  }

  private void requireWritten(long written, long counted) {
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

  /** One line a delivery for the ledger, also of those that were not read and change. */
  List<StepResult> results(JobContext context) {
    List<StepResult> results = new ArrayList<>(deliveries.stream().map(this::result).toList());
    settled.ifPresent(one -> results.addAll(one.results(context)));
    return results;
  }

  private StepResult result(String delivery) {
    MonthCounts all = ingested.counts().of(delivery);
    return new StepResult(
        stepName(source),
        delivery,
        all.read(),
        all.clean(),
        all.quarantined(),
        all.duplicates(),
        all.superseded(),
        FilesRead.NONE,
        inputs(delivery).json(),
        message(all));
  }

  /** What the ledger keeps of a delivery. */
  SourceInputs inputs(String delivery) {
    return new SourceInputs(
        fingerprints.getOrDefault(delivery, ""),
        definition,
        joined.getOrDefault(delivery, new TreeMap<>()),
        ingested.counts().content(delivery));
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
