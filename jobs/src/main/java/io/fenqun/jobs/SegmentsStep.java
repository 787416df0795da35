package io.fenqun.jobs;

import io.fenqun.pack.Pack;
import io.fenqun.scheme.CustomerMonth;
import io.fenqun.scheme.SegmentBuilder;
import io.fenqun.scheme.Staging;
import io.fenqun.store.Partitions;
import io.fenqun.store.TableStore;
import io.fenqun.store.WriteResult;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Puts every customer into one segment per scheme. Reads feature_month; writes segment_month and
 * customer_month.
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
        new SegmentBuilder(pack.schemes(), pack.schemeContext(), Staging.LOCAL);
    CustomerMonth customerMonth = PackTables.customerMonth(pack);
    Dataset<Row> features = store.read(Tables.FEATURE_MONTH.name(), months);
    // Two tables are written from the same rows: kept on disk between, so that nothing is ranked
    // twice.
    Dataset<Row> wide =
        builder
            .wide(features, months, earlier(store, builder, plan))
            .persist(StorageLevel.DISK_ONLY());
    try {
      List<WriteResult> written =
          SideBySide.run(
              List.of(
                  () ->
                      store.replaceMonths(Tables.SEGMENT_MONTH, months, builder.segmentRows(wide)),
                  () ->
                      store.replaceMonths(
                          customerMonth.table(), months, customerMonth.rows(wide))));
      return StepResults.byMonth(name().command(), written.get(0), months);
    } finally {
      wide.unpersist();
    }
  }

  /** The evaluations before the range that its first months carry on. */
  private static Optional<Dataset<Row>> earlier(
      TableStore store, SegmentBuilder builder, RunPlan plan) {
    if (plan.computed().from().equals(plan.firstCovered())) {
      return Optional.empty();
    }
    List<String> months =
        builder.evaluationsBefore(plan.computed()).values().stream()
            .map(Month::toString)
            .distinct()
            .sorted()
            .toList();
    return months.isEmpty()
        ? Optional.empty()
        : Optional.of(store.read(Tables.SEGMENT_MONTH.name(), Partitions.of("month", months)));
  }
}
