package io.fenqun.jobs;

import io.fenqun.churn.ChurnLabels;
import io.fenqun.feature.FeatureDef;
import io.fenqun.feature.FeatureDef.Aggregate;
import io.fenqun.pack.Pack;
import io.fenqun.report.Dimensions;
import io.fenqun.report.FeatureRow;
import io.fenqun.report.IndicatorDef;
import io.fenqun.report.SchemeRow;
import io.fenqun.report.TreatmentRow;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.store.TableStore;
import io.fenqun.table.ChurnTables;
import io.fenqun.table.ListTables;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import io.fenqun.time.MonthRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Profiles, indicators, overlaps, changes, stability, performance, alarms, allocations, lists,
 * dimensions, comments and the publication: after it readers see one consistent set of versions.
 * Dimensions that did not change are not written again.
 */
final class PublishStep implements Step {
  @Override
  public StepName name() {
    return StepName.PUBLISH;
  }

  @Override
  public List<StepResult> run(JobContext context, RunPlan plan) {
    Pack pack = context.pack();
    TableStore store = context.store();
    List<SchemeRow> schemes =
        pack.schemes().stream().map(scheme -> schemeRow(pack, scheme)).toList();
    MonthRange covered = new MonthRange(plan.firstCovered(), plan.computed().to());
    List<Supplier<List<StepResult>>> work = new ArrayList<>();
    work.add(
        () -> new SegmentReports(context, schemes, plan.computed(), plan.firstCovered()).write());
    work.add(
        () -> {
          new Stability(context, schemes, plan.computed(), plan.firstCovered()).write();
          return List.of();
        });
    work.add(
        () -> {
          new Alarms(context, plan.computed()).write();
          return List.of();
        });
    work.add(
        () -> {
          new RevisionWriter(context, plan).write();
          return List.of();
        });
    work.add(
        () -> {
          new AllocationWriter(context, plan.computed()).write();
          return List.of();
        });
    Map<TableDef, List<Row>> dimensions = dimensions(pack, schemes, covered);
    if (KeyLists.areKept(context)) {
      dimensions.put(ListTables.DIM_LIST, Dimensions.lists(pack.lists()));
      work.add(
          () -> {
            new KeyLists(context, plan.computed()).write();
            return List.of();
          });
    }
    if (ChurnRows.areKept(context)) {
      dimensions.put(ChurnTables.DIM_CHURN, pack.churn().map(ChurnLabels::rows).orElse(List.of()));
    }
    dimensions.forEach((table, rows) -> work.add(() -> replaceIfDifferent(context, table, rows)));
    List<StepResult> results = SideBySide.run(work).stream().flatMap(List::stream).toList();
    new SegmentChanges(context, plan, schemes).write();
    List<TableDef> tables =
        PackTables.of(pack).stream().filter(table -> store.exists(table.name())).toList();
    tables.forEach(store::describe);
    Publication.append(context, tables, covered.to(), Instant.now());
    return results;
  }

  private static Map<TableDef, List<Row>> dimensions(
      Pack pack, List<SchemeRow> schemes, MonthRange covered) {
    List<FeatureRow> features = pack.features().stream().map(f -> featureRow(pack, f)).toList();
    List<TreatmentRow> treatments =
        pack.treatments().stream()
            .map(t -> new TreatmentRow(t.code(), t.labels(), t.channel(), t.attributes()))
            .toList();
    Map<TableDef, List<Row>> dimensions = new LinkedHashMap<>();
    dimensions.put(
        Tables.DIM_SEGMENT, Dimensions.segments(schemes, pack.defaults().states(), covered.from()));
    dimensions.put(Tables.DIM_SCHEME, Dimensions.schemes(schemes));
    dimensions.put(Tables.DIM_FEATURE, Dimensions.features(features));
    dimensions.put(Tables.DIM_INDICATOR, Dimensions.indicators(indicators(pack)));
    dimensions.put(Tables.DIM_TREATMENT, Dimensions.treatments(treatments));
    dimensions.put(Tables.DIM_MONTH, Dimensions.months(covered, month -> true));
    return dimensions;
  }

  /** Those of the pack, then those that performance has of every pack. */
  private static List<IndicatorDef> indicators(Pack pack) {
    Set<IndicatorDef> indicators = new LinkedHashSet<>(pack.indicators());
    pack.performance().ifPresent(performance -> indicators.addAll(performance.indicators()));
    return List.copyOf(indicators);
  }

  /** Writes nothing where the rows are there already; a dimension has no month to tell of. */
  private static List<StepResult> replaceIfDifferent(
      JobContext context, TableDef table, List<Row> rows) {
    TableStore store = context.store();
    if (store.exists(table.name())) {
      Dataset<Row> stored = store.read(table.name());
      Set<Row> present =
          new HashSet<>(stored.select(table.selection(List.of(stored.columns()))).collectAsList());
      if (present.equals(new HashSet<>(rows))) {
        return List.of();
      }
    }
    store.replaceAll(table, context.spark().createDataFrame(rows, table.schema()).coalesce(1));
    return List.of();
  }

  private static SchemeRow schemeRow(Pack pack, SchemeDef scheme) {
    return new SchemeRow(
        scheme.name(),
        scheme.labels(),
        scheme.method().name(),
        scheme.population().map(population -> population.text()),
        scheme.within(),
        scheme.evaluate().name().toLowerCase(Locale.ROOT),
        scheme.value(),
        PackTables.schemeValue(pack, scheme).valueColumn(),
        scheme.definition(),
        scheme.text(),
        scheme.segments().stream()
            .map(
                s ->
                    new SchemeRow.SegmentRow(
                        s.code(), s.labels(), s.colour(), s.treatment(), s.share(), s.valueShare()))
            .toList());
  }

  private static FeatureRow featureRow(Pack pack, FeatureDef feature) {
    return new FeatureRow(
        feature.name(),
        feature.labels(),
        feature.group(),
        feature.unit(),
        Objects.requireNonNull(pack.featureTypes().get(feature.name())).simpleString(),
        kind(feature),
        feature.calculation().readsSource(),
        feature.calculation().text(),
        feature.calculation() instanceof Aggregate aggregate
            ? aggregate.relativeError(
                Objects.requireNonNull(pack.sources().get(aggregate.source())),
                pack.defaults().distinctLimit())
            : OptionalDouble.empty());
  }

  private static String kind(FeatureDef feature) {
    return feature.calculation().getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
