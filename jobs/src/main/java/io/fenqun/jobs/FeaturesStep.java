package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;

import io.fenqun.error.FenqunException;
import io.fenqun.feature.CustomerBase;
import io.fenqun.feature.CustomerSpan;
import io.fenqun.feature.FeatureBuilder;
import io.fenqun.feature.FeatureInputs;
import io.fenqun.feature.FeatureReads;
import io.fenqun.feature.SnapshotMonths;
import io.fenqun.feature.States;
import io.fenqun.feature.Tiles;
import io.fenqun.pack.Pack;
import io.fenqun.source.SourceDef;
import io.fenqun.store.TableStore;
import io.fenqun.store.WriteResult;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

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
    TableStore store = context.store();
    Pack pack = context.pack();
    MonthRange months = plan.computed();
    List<StepResult> results = new ArrayList<>();
    SideBySide.map(tiled(pack), source -> writeTiles(context, source, plan))
        .forEach(results::addAll);

    Dataset<Row> spanBefore = spanBefore(context, plan);
    Dataset<Row> features = builder(pack).build(inputs(context, plan, spanBefore));
    WriteResult written = store.replaceMonths(PackTables.featureMonth(pack), months, features);

    Dataset<Row> span =
        CustomerSpan.of(Optional.of(spanBefore), seen(context, months), departures(store, months));
    store.replaceAll(Tables.CUSTOMER_SPAN, span);
    results.addAll(StepResults.byMonth(name().command(), written, months));
    return results;
  }

  /** Sources whose rows are summed up by month. */
  private static List<SourceDef> tiled(Pack pack) {
    return pack.sources().values().stream()
        .filter(source -> source.isTransactions() && source.customer().isPresent())
        .filter(
            source ->
                pack.settings().seenIn().contains(source.name())
                    || featureSources(pack).contains(source.name()))
        .toList();
  }

  /** Sources that some feature reads. */
  private static Set<String> featureSources(Pack pack) {
    return pack.features().stream()
        .flatMap(feature -> feature.calculation().readsSource().stream())
        .collect(Collectors.toSet());
  }

  private static FeatureBuilder builder(Pack pack) {
    return new FeatureBuilder(
        pack.features(),
        pack.featureTypes(),
        pack.sources(),
        pack.settings().departed(),
        pack.defaults().distinctLimit());
  }

  private static List<StepResult> writeTiles(JobContext context, SourceDef source, RunPlan plan) {
    Pack pack = context.pack();
    TableStore store = context.store();
    int limit = pack.defaults().distinctLimit();
    MonthRange months = plan.computed();
    Dataset<Row> tiles =
        Tiles.of(source, pack.features(), store.read(source.name(), months), limit);
    TableDef tileTable = Tiles.table(source, pack.features(), tiles);
    Optional<TableDef> stateTable =
        States.needed(source, pack.features())
            ? Optional.of(States.table(source, pack.features(), tiles))
            : Optional.empty();
    StoredPartials partials = StoredPartials.of(tileTable, stateTable);
    requirePartials(context, source, partials, plan);

    WriteResult written = store.replaceMonths(tileTable, months, tiles);
    if (stateTable.isPresent()) {
      // From the tiles as committed: the clean rows are not read a second time
      Dataset<Row> committed = store.read(Tiles.tableName(source.name()), months);
      Optional<Dataset<Row>> before = stateBefore(context, source, plan);
      store.replaceMonths(
          stateTable.get(),
          months,
          States.of(source, pack.features(), months, committed, before, limit));
    }
    return partials.noted(StepResults.byMonth(stepName(source), written, months));
  }

  private static String stepName(SourceDef source) {
    return "features.tile_" + source.name();
  }

  /** The running partials of the month before the range; none before the first covered month. */
  private static Optional<Dataset<Row>> stateBefore(
      JobContext context, SourceDef source, RunPlan plan) {
    Month from = plan.computed().from();
    return from.equals(plan.firstCovered())
            || !context.store().exists(States.tableName(source.name()))
        ? Optional.empty()
        : Optional.of(
            context.store().read(States.tableName(source.name()), MonthRange.of(from.minus(1))));
  }

  /**
   * A month before the range that was summed up without a partial of today's pack would make
   * windows over it wrong.
   */
  private static void requirePartials(
      JobContext context, SourceDef source, StoredPartials needed, RunPlan plan) {
    Month from = plan.computed().from();
    if (from.equals(plan.firstCovered())) {
      return;
    }
    for (Month month : monthsBehind(context, source, needed, plan)) {
      if (!StoredPartials.parse(context.ledger().inputs(stepName(source), month))
          .hasAllOf(needed)) {
        throw FenqunException.config(
            "Cannot compute features of "
                + from
                + ": the pack has aggregates that "
                + Tiles.tableName(source.name())
                + " of "
                + month
                + " was made without; run --from "
                + plan.firstCovered()
                + " --to "
                + plan.computed().to());
      }
    }
  }

  /** The months before the range of which windows or the running state read something. */
  private static List<Month> monthsBehind(
      JobContext context, SourceDef source, StoredPartials needed, RunPlan plan) {
    Month from = plan.computed().from();
    Month first =
        new FeatureReads(context.pack().features(), plan.computed(), plan.firstCovered())
            .tiles(source.name())
            .from();
    Month earliest = first.equals(from) && !needed.state().isEmpty() ? from.minus(1) : first;
    boolean beginsNow =
        source.isMonthly()
            && context.reader().deliveries(source).stream()
                .noneMatch(month -> month.compareTo(from.toString()) < 0);
    return beginsNow || earliest.equals(from)
        ? List.of()
        : new MonthRange(earliest, from.minus(1)).months();
  }

  private static FeatureInputs inputs(JobContext context, RunPlan plan, Dataset<Row> spanBefore) {
    Pack pack = context.pack();
    TableStore store = context.store();
    MonthRange months = plan.computed();
    CustomerBase base =
        new CustomerBase(
            CustomerBase.Kind.valueOf(pack.settings().base().name()),
            pack.settings().forgetAfterMonths());
    Dataset<Row> baseRows =
        base.rows(months, seen(context, base.seenMonths(months, plan.firstCovered())), spanBefore);
    FeatureReads reads = new FeatureReads(pack.features(), months, plan.firstCovered());

    Map<String, Dataset<Row>> tiles = new HashMap<>();
    Map<String, Dataset<Row>> states = new HashMap<>();
    for (SourceDef source : tiled(pack)) {
      tiles.put(
          source.name(), store.read(Tiles.tableName(source.name()), reads.tiles(source.name())));
      if (States.needed(source, pack.features())) {
        stateBefore(context, source, plan).ifPresent(state -> states.put(source.name(), state));
      }
    }
    Map<String, Dataset<Row>> snapshots = new HashMap<>();
    for (SourceDef source : pack.sources().values()) {
      if (!source.isTransactions() && featureSources(pack).contains(source.name())) {
        snapshots.put(source.name(), snapshot(store, source, months));
      }
    }
    Optional<Dataset<Row>> earlier =
        reads.earlier().map(range -> store.read(Tables.FEATURE_MONTH.name(), range));
    return new FeatureInputs(
        months, plan.firstCovered(), baseRows, tiles, states, snapshots, earlier);
  }

  private static Dataset<Row> snapshot(TableStore store, SourceDef source, MonthRange months) {
    Dataset<Row> rows = store.read(source.name());
    if (source.isUndated()) {
      return rows;
    }
    List<Month> deliveries =
        rows.select("month").distinct().collectAsList().stream()
            .map(row -> Month.parse(row.getString(0)))
            .toList();
    return SnapshotMonths.of(source, months, deliveries, rows);
  }

  /** customer_id and month of every record in a source of seen_in, from the tiles. */
  private static Dataset<Row> seen(JobContext context, MonthRange months) {
    return context.pack().settings().seenIn().stream()
        .map(
            source ->
                context
                    .store()
                    .read(Tiles.tableName(source), months)
                    .select("customer_id", "month"))
        .reduce(Dataset::unionByName)
        .orElseThrow();
  }

  private static Dataset<Row> departures(TableStore store, MonthRange months) {
    return store
        .read(Tables.FEATURE_MONTH.name(), months)
        .where(col("is_departed"))
        .select("customer_id", "month");
  }

  /**
   * The span as of the month before the range: the stored one where it ends there, else made anew
   * from all records before, so that running an old month again gives what its first run gave.
   */
  private static Dataset<Row> spanBefore(JobContext context, RunPlan plan) {
    TableStore store = context.store();
    Month from = plan.computed().from();
    if (from.equals(plan.firstCovered())) {
      return context.spark().createDataFrame(List.of(), Tables.CUSTOMER_SPAN.schema());
    }
    if (!plan.isRerun() && !hasFeatures(store, from)) {
      return store.read(Tables.CUSTOMER_SPAN.name());
    }
    MonthRange before = new MonthRange(plan.firstCovered(), from.minus(1));
    return CustomerSpan.of(Optional.empty(), seen(context, before), departures(store, before));
  }

  /** True where an earlier attempt wrote features of a month or later, and perhaps the span too. */
  private static boolean hasFeatures(TableStore store, Month from) {
    return !store
        .read(Tables.FEATURE_MONTH.name())
        .where(col("month").geq(from.toString()))
        .select("month")
        .takeAsList(1)
        .isEmpty();
  }
}
