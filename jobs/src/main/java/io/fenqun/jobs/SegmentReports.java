package io.fenqun.jobs;

import io.fenqun.report.IndicatorDef;
import io.fenqun.report.SchemeOverlap;
import io.fenqun.report.SchemeOverlapLaws;
import io.fenqun.report.SchemeRow;
import io.fenqun.report.SegmentIndicators;
import io.fenqun.report.SegmentProfile;
import io.fenqun.store.TableStore;
import io.fenqun.store.WriteResult;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What is told of the segments of each month: segment_profile, and from it and the customers
 * segment_indicator_month, scheme_overlap and performance_month.
 */
record SegmentReports(
    JobContext context, List<SchemeRow> schemes, MonthRange months, Month firstCovered) {
  List<StepResult> write() {
    WriteResult profiles =
        store()
            .replaceMonths(
                Tables.SEGMENT_PROFILE,
                months,
                SegmentProfile.of(customerMonth(), transitions(), schemes, months));
    Dataset<Row> profile = store().read(Tables.SEGMENT_PROFILE.name(), months);
    SideBySide.run(
        List.of(
            () -> Optional.of(indicators(profile)),
            () -> Optional.of(overlap(profile)),
            () -> {
              new PerformanceRows(context, schemes, months, firstCovered).write(profile);
              return Optional.<WriteResult>empty();
            }));
    return StepResults.byMonth(StepName.PUBLISH.command(), profiles, months);
  }

  private TableStore store() {
    return context.store();
  }

  private Dataset<Row> customerMonth() {
    return new CustomerRows(context, months).customerMonth();
  }

  private Dataset<Row> transitions() {
    return store().exists(Tables.TRANSITION_MONTH.name())
        ? store().read(Tables.TRANSITION_MONTH.name(), months)
        : context.none(Tables.TRANSITION_MONTH);
  }

  private WriteResult indicators(Dataset<Row> profile) {
    Dataset<Row> indicators =
        SegmentIndicators.of(
            profile, transitions(), customers(), schemes, context.pack().indicators(), months);
    return store().replaceMonths(Tables.SEGMENT_INDICATOR_MONTH, months, indicators);
  }

  /** What indicators may name. */
  private Dataset<Row> customers() {
    Set<String> names = new TreeSet<>();
    context.pack().indicators().stream().map(IndicatorDef::reads).forEach(names::addAll);
    return new CustomerRows(context, months).with(names);
  }

  /** Nothing is committed when a pair does not add up to the profiles. */
  private WriteResult overlap(Dataset<Row> profile) {
    Dataset<Row> overlap = SchemeOverlap.of(customerMonth(), schemes, months).persist();
    try {
      Laws.require(
          "Cannot publish the overlap of schemes: a pair does not add up to its segments",
          SchemeOverlapLaws.violations(overlap, profile, schemes));
      return store().replaceMonths(Tables.SCHEME_OVERLAP, months, overlap);
    } finally {
      overlap.unpersist();
    }
  }
}
