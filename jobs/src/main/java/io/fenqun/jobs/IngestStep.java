package io.fenqun.jobs;

import io.fenqun.source.SourceDef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads the deliveries of the requested months into clean tables and quarantine, joined sources
 * before those that join them. A source whose location has no month is read whole, and passed over
 * while its files and its definition are as they were.
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
    for (List<SourceDef> wave : waves(context.pack().sources())) {
      List<SourceReading> stale =
          wave.stream()
              .filter(source -> joins(source, delivered) || isChanged(context, source))
              .map(source -> new SourceReading(context, source, plan, Map.copyOf(delivered)))
              .toList();
      SideBySide.map(stale, SourceReading::checked)
          .forEach(one -> delivered.put(one.source().name(), one));
    }
    requireUndatedMonths(context, plan, delivered);
    List<Delivered> all = List.copyOf(delivered.values());
    all.forEach(one -> one.warnings(plan).forEach(context.progress()::warning));
    SideBySide.map(all, one -> one.commitClean(context));
    // One table for all sources: its commits follow one another
    all.forEach(one -> one.commitQuarantine(context));
    return all.stream().flatMap(one -> one.results(context).stream()).toList();
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

  private static boolean joins(SourceDef source, Map<String, Delivered> delivered) {
    return source.joins().stream().anyMatch(join -> delivered.containsKey(join.from()));
  }

  private static boolean isChanged(JobContext context, SourceDef source) {
    if (context.force() || source.isMonthly() || !context.store().exists(source.name())) {
      return true;
    }
    return !context.ledger().wasRead(source, context.reader().fingerprint(source, SourceDef.ALL));
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
