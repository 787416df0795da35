package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;

import io.fenqun.feature.BaseInputs;
import io.fenqun.feature.CustomerBase;
import io.fenqun.feature.CustomerSpan;
import io.fenqun.feature.FeatureBuilder;
import io.fenqun.feature.FeatureDef;
import io.fenqun.feature.FeatureDefinitions;
import io.fenqun.feature.FeatureInputs;
import io.fenqun.feature.FeatureReads;
import io.fenqun.feature.SnapshotMonths;
import io.fenqun.feature.States;
import io.fenqun.feature.Tiles;
import io.fenqun.pack.Pack;
import io.fenqun.plan.SourceContents;
import io.fenqun.source.SourceDef;
import io.fenqun.sql.SqlExpression;
import io.fenqun.store.Partitions;
import io.fenqun.store.TableStore;
import io.fenqun.store.WriteResult;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The features of the months to compute, from tiles, running partials and snapshots. */
record FeatureMonths(JobContext context, RunPlan plan) {

  /** All features of everyone in the base, and when each customer was seen and left. */
  WriteResult writeAll() {
    Pack pack = context.pack();
    MonthRange months = plan.computed();
    Dataset<Row> spanBefore = spanBefore();
    Dataset<Row> features = built(pack.features(), spanBefore);
    WriteResult written =
        context.store().replaceMonths(PackTables.featureMonth(pack), months, features);
    Dataset<Row> span = CustomerSpan.of(Optional.of(spanBefore), seen(months), departures(months));
    context.store().replaceAll(Tables.CUSTOMER_SPAN, span);
    return written;
  }

  /** Who is in a month is as it was; the columns of features that did not change are copied. */
  WriteResult writeOnly(Set<String> names) {
    Pack pack = context.pack();
    List<String> changed = pack.featureTypes().keySet().stream().filter(names::contains).toList();
    Dataset<Row> stored = context.store().read(Tables.FEATURE_MONTH.name(), plan.computed());
    return context
        .store()
        .replaceMonths(
            PackTables.featureMonth(pack),
            plan.computed(),
            changed.isEmpty() ? stored : withColumns(stored, changed));
  }

  private Dataset<Row> withColumns(Dataset<Row> stored, List<String> changed) {
    Set<String> needed = closure(changed);
    Dataset<Row> built =
        built(
            context.pack().features().stream()
                .filter(feature -> needed.contains(feature.name()))
                .toList(),
            spanBefore());
    List<Column> fresh = new ArrayList<>(List.of(col("customer_id"), col("month")));
    changed.forEach(name -> fresh.add(col(name)));
    return stored
        .drop(changed.toArray(String[]::new))
        .join(
            built.select(fresh.toArray(Column[]::new)),
            new String[] {"customer_id", "month"},
            "left");
  }

  /** With what decides who departs: it decides which rows a lag can find. */
  private Set<String> closure(List<String> changed) {
    Pack pack = context.pack();
    Set<String> names = new TreeSet<>(changed);
    pack.settings().departed().stream()
        .map(SqlExpression::names)
        .flatMap(List::stream)
        .forEach(parts -> names.add(parts.get(0).toLowerCase(Locale.ROOT)));
    return new FeatureDefinitions(pack.features(), pack.featureTypes()).closure(names);
  }

  private Dataset<Row> built(List<FeatureDef> features, Dataset<Row> spanBefore) {
    Pack pack = context.pack();
    return new FeatureBuilder(
            features,
            pack.featureTypes(),
            pack.sources(),
            pack.settings().departed(),
            pack.defaults().distinctLimit())
        .build(inputs(features, spanBefore));
  }

  private FeatureInputs inputs(List<FeatureDef> features, Dataset<Row> spanBefore) {
    Pack pack = context.pack();
    TableStore store = context.store();
    MonthRange months = plan.computed();
    CustomerBase base =
        new CustomerBase(
            CustomerBase.Kind.valueOf(pack.settings().base().name()),
            pack.settings().forgetAfterMonths());
    FeatureReads reads = new FeatureReads(features, months, plan.firstCovered());

    Map<String, Dataset<Row>> tiles = new HashMap<>();
    Map<String, Dataset<Row>> states = new HashMap<>();
    for (SourceDef source : FeaturesStep.tiled(pack)) {
      tiles.put(
          source.name(), store.read(Tiles.tableName(source.name()), reads.tiles(source.name())));
      if (States.needed(source, features)) {
        stateBefore(source).ifPresent(state -> states.put(source.name(), state));
      }
    }
    Map<String, Dataset<Row>> snapshots = new HashMap<>();
    for (SourceDef source : pack.sources().values()) {
      if (!source.isTransactions() && FeaturesStep.read(pack).contains(source.name())) {
        snapshots.put(source.name(), snapshot(source));
      }
    }
    Optional<Dataset<Row>> earlier =
        reads.earlier().map(range -> store.read(Tables.FEATURE_MONTH.name(), range));
    return new FeatureInputs(
        months,
        plan.firstCovered(),
        new BaseInputs(base, months, seen(months), spanBefore),
        tiles,
        states,
        snapshots,
        earlier);
  }

  /** The running partials of the month before the range; none before the first covered month. */
  private Optional<Dataset<Row>> stateBefore(SourceDef source) {
    Month from = plan.computed().from();
    return from.equals(plan.firstCovered())
            || !context.store().exists(States.tableName(source.name()))
        ? Optional.empty()
        : Optional.of(
            context.store().read(States.tableName(source.name()), MonthRange.of(from.minus(1))));
  }

  private Dataset<Row> snapshot(SourceDef source) {
    if (source.isUndated()) {
      return context.store().read(source.name());
    }
    List<Month> deliveries =
        SourceContents.of(context.pack(), context.ledger().books())
            .months(source.name())
            .keySet()
            .stream()
            .map(Month::parse)
            .toList();
    List<String> needed =
        SnapshotMonths.needed(source, plan.computed(), deliveries).stream()
            .map(Month::toString)
            .toList();
    Dataset<Row> rows = context.store().read(source.name(), Partitions.of("month", needed));
    return SnapshotMonths.of(source, plan.computed(), deliveries, rows);
  }

  /** customer_id and month of every record in a source of seen_in, from the tiles. */
  private Dataset<Row> seen(MonthRange months) {
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

  private Dataset<Row> departures(MonthRange months) {
    if (context.pack().settings().departed().isEmpty()) {
      return context
          .spark()
          .createDataFrame(List.of(), Tables.CUSTOMER_SPAN.schema())
          .select(col("customer_id"), col("departed_month").as("month"));
    }
    return context
        .store()
        .read(Tables.FEATURE_MONTH.name(), months)
        .where(col("is_departed"))
        .select("customer_id", "month");
  }

  /**
   * The span as of the month before the range: the stored one where it ends there, else made anew
   * from all records before, so that running an old month again gives what its first run gave.
   */
  private Dataset<Row> spanBefore() {
    TableStore store = context.store();
    Month from = plan.computed().from();
    if (from.equals(plan.firstCovered())) {
      return context.spark().createDataFrame(List.of(), Tables.CUSTOMER_SPAN.schema());
    }
    if (!plan.isRerun() && !hasFeatures(store, from)) {
      return store.read(Tables.CUSTOMER_SPAN.name());
    }
    MonthRange before = new MonthRange(plan.firstCovered(), from.minus(1));
    return CustomerSpan.of(Optional.empty(), seen(before), departures(before));
  }

  /** True where an earlier attempt wrote features of a month or later, and perhaps the span too. */
  private static boolean hasFeatures(TableStore store, Month from) {
    return store.partitions(Tables.FEATURE_MONTH.name()).stream()
        .map(partition -> Objects.requireNonNull(partition.values().get("month")))
        .anyMatch(month -> month.compareTo(from.toString()) >= 0);
  }
}
