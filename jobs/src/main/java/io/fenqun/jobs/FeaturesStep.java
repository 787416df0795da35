package io.fenqun.jobs;

import io.fenqun.pack.Pack;
import io.fenqun.source.SourceDef;
import io.fenqun.store.WriteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;

/**
 * Tiles, running partials, the base of each month and its features. Reads the clean sources; writes
 * feature_tile_*, feature_state_*, feature_month and customer_span.
 */
final class FeaturesStep implements Step {
  @Override
  public StepName name() {
    return StepName.FEATURES;
  }

  @Override
  public List<StepResult> run(JobContext context, RunPlan plan) {
    List<StepResult> results = new ArrayList<>();
    SideBySide.map(tiled(context.pack()), source -> new TileWriter(context, source, plan).write())
        .forEach(results::addAll);
    SortedSet<String> changed = ChangedFeatures.of(context, plan);
    FeatureMonths months = new FeatureMonths(context, plan);
    WriteResult written = changed.isEmpty() ? months.writeAll() : months.writeOnly(changed);
    results.addAll(StepResults.byMonth(name().command(), written, plan.computed()));
    return results;
  }

  /** Sources whose rows are summed up by month. */
  static List<SourceDef> tiled(Pack pack) {
    return pack.sources().values().stream()
        .filter(source -> source.isTransactions() && source.customer().isPresent())
        .filter(
            source ->
                pack.settings().seenIn().contains(source.name())
                    || read(pack).contains(source.name()))
        .toList();
  }

  /** Sources that some feature reads. */
  static Set<String> read(Pack pack) {
    return pack.features().stream()
        .flatMap(feature -> feature.calculation().readsSource().stream())
        .collect(Collectors.toSet());
  }
}
