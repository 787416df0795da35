package io.fenqun.jobs;

import io.fenqun.jobs.StaleDeliveries.StaleDelivery;
import io.fenqun.plan.Books;
import io.fenqun.source.SourceDef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads deliveries that changed into clean tables and quarantine, joined sources before those that
 * join them. A delivery whose files, definition and joined records are those that it was read with
 * is passed over; a source whose location has no month is one delivery.
 */
final class IngestStep implements Step {
  @Override
  public StepName name() {
    return StepName.INGEST;
  }

  /** Every source is checked whole before the first one is committed. */
  @Override
  public List<StepResult> run(JobContext context, RunPlan plan) {
    Map<String, Delivered> delivered = new LinkedHashMap<>();
    try {
      readStale(context, plan, delivered);
      requireUndatedMonths(context, plan, delivered);
      List<Delivered> all = List.copyOf(delivered.values());
      all.forEach(one -> one.fileWarnings().forEach(context.progress()::warning));
      SideBySide.map(all, one -> one.commitClean(context));
      Delivered.commitQuarantine(context, all);
      return all.stream().flatMap(one -> one.results(context).stream()).toList();
    } finally {
      delivered.values().forEach(one -> one.ingested().release());
    }
  }

  /** Wave after wave: what a source joins is read before it. */
  private static void readStale(
      JobContext context, RunPlan plan, Map<String, Delivered> delivered) {
    StaleDeliveries stale = new StaleDeliveries(context, plan);
    for (List<SourceDef> wave : waves(context.pack().sources())) {
      Books books = context.ledger().books().with(lines(context, delivered));
      List<SourceReading> readings =
          wave.stream()
              .map(
                  source ->
                      new SourceReading(
                          context,
                          source,
                          toRead(context, stale.of(source, books)),
                          Map.copyOf(delivered)))
              .filter(reading -> !reading.deliveries().isEmpty())
              .toList();
      SideBySide.map(readings, SourceReading::checked)
          .forEach(one -> delivered.put(one.source().name(), one));
    }
  }

  private static List<String> toRead(JobContext context, List<StaleDelivery> stale) {
    stale.stream()
        .filter(delivery -> !delivery.mayBeRead())
        .forEach(
            delivery ->
                context
                    .progress()
                    .warning(
                        delivery.source().name()
                            + " of "
                            + delivery.delivery()
                            + ": "
                            + delivery.reason()
                            + ", beyond the restatement horizon; restate --month "
                            + delivery.delivery()
                            + " reads it"));
    return stale.stream().filter(StaleDelivery::mayBeRead).map(StaleDelivery::delivery).toList();
  }

  /** As the ledger will have what this run has read of snapshots, which others join. */
  private static List<Books.Line> lines(JobContext context, Map<String, Delivered> delivered) {
    return RunLedger.lines(
        delivered.values().stream()
            .filter(one -> !one.source().isTransactions())
            .flatMap(one -> one.results(context).stream())
            .toList(),
        Instant.EPOCH);
  }

  /** Sources that join only those of earlier waves, each wave in the order of the pack. */
  private static List<List<SourceDef>> waves(Map<String, SourceDef> sources) {
    Map<String, Integer> waveOf = new HashMap<>();
    List<List<SourceDef>> waves = new ArrayList<>();
    for (SourceDef source : sources.values()) { // joined ones come first
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

  private static void requireUndatedMonths(
      JobContext context, RunPlan plan, Map<String, Delivered> delivered) {
    for (SourceDef source : context.pack().sources().values()) {
      if (source.isTransactions() && !source.isMonthly()) {
        Delivered read = delivered.get(source.name());
        Coverage.requireUndated(
            context,
            plan,
            source,
            read == null
                ? SourceReading.months(context.store().read(source.name()))
                : read.months());
      }
    }
  }
}
