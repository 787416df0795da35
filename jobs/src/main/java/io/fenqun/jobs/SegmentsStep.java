package io.fenqun.jobs;

import io.fenqun.pack.Pack;
import io.fenqun.scheme.Approvals;
import io.fenqun.scheme.CustomerMonth;
import io.fenqun.scheme.GradeChanges;
import io.fenqun.scheme.PlaceChanges;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SegmentBuilder;
import io.fenqun.scheme.Staging;
import io.fenqun.store.DiskRows;
import io.fenqun.store.Partitions;
import io.fenqun.store.TableStore;
import io.fenqun.store.WriteResult;
import io.fenqun.table.HistoryTables;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Puts every customer into one segment per scheme. Reads feature_month, approval, scheme_model and
 * the sources of decisions; writes segment_month, customer_month, grade_change, tier_change,
 * scheme_model, cluster_history and what decisions of sources met.
 */
final class SegmentsStep implements Step {
  @Override
  public StepName name() {
    return StepName.SEGMENTS;
  }

  @Override
  public List<StepResult> run(JobContext context, RunPlan plan) {
    Pack pack = context.pack();
    TableStore store = context.store();
    MonthRange months = plan.computed();
    SegmentBuilder builder =
        new SegmentBuilder(
            pack.schemes(),
            pack.schemeContext(),
            Staging.LOCAL,
            Models.before(store, months.from()));
    CustomerMonth customerMonth = PackTables.customerMonth(pack);
    Decisions decisions = new Decisions(pack, store);
    decisions.warnings().forEach(context.progress()::warning);
    Approvals approvals = decisions.approvals();
    Dataset<Row> features = store.read(Tables.FEATURE_MONTH.name(), months);
    Optional<Dataset<Row>> earlier = earlier(store, builder, plan);
    // Several tables are written from the same rows: kept between, so that nothing is ranked twice.
    try (DiskRows kept = DiskRows.of(builder.wide(features, months, earlier, approvals))) {
      Dataset<Row> wide = kept.rows();
      List<Supplier<WriteResult>> writes = new ArrayList<>();
      writes.add(
          () -> store.replaceMonths(Tables.SEGMENT_MONTH, months, builder.segmentRows(wide)));
      writes.add(
          () -> store.replaceMonths(customerMonth.table(), months, customerMonth.rows(wide)));
      GradeChanges changes = new GradeChanges(pack.schemes());
      // a pack that records no changes any more: those of before go, too
      if (changes.areRecorded() || store.exists(HistoryTables.GRADE_CHANGE.name())) {
        writes.add(
            () ->
                store.replaceMonths(
                    HistoryTables.GRADE_CHANGE, months, changes.rows(wide, approvals)));
      }
      PlaceChanges places = new PlaceChanges(pack.schemes());
      if (places.areRecorded() || store.exists(HistoryTables.PLACE_CHANGE.name())) {
        writes.add(
            () ->
                store.replaceMonths(
                    HistoryTables.PLACE_CHANGE, months, places.rows(wide, earlier, months)));
      }
      Models models = new Models(pack, context.spark(), builder.models());
      builder.models().notes().forEach(context.progress()::warning);
      writes.addAll(models.writes(store, months));
      List<WriteResult> written = SideBySide.run(writes);
      new DecisionsMet(pack, store, plan).write();
      String passes = passes(pack);
      return StepResults.byMonth(name().command(), written.get(0), months).stream()
          .map(result -> result.withMessage(passes))
          .toList();
    }
  }

  private static String passes(Pack pack) {
    long rowWise = pack.schemes().stream().filter(SchemeDef::isRowWise).count();
    return rowWise + " of " + pack.schemes().size() + " schemes in one pass over the rows";
  }

  /** The evaluations before the range that its first months carry on. */
  private static Optional<Dataset<Row>> earlier(
      TableStore store, SegmentBuilder builder, RunPlan plan) {
    if (plan.computed().from().equals(plan.firstCovered())) {
      return Optional.empty();
    }
    List<String> months =
        builder.monthsBefore(plan.computed()).values().stream()
            .flatMap(Set::stream)
            .map(Month::toString)
            .distinct()
            .sorted()
            .toList();
    return months.isEmpty()
        ? Optional.empty()
        : Optional.of(store.read(Tables.SEGMENT_MONTH.name(), Partitions.of("month", months)));
  }
}
