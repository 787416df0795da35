package io.fenqun.jobs;

import io.fenqun.feature.FeatureDef;
import io.fenqun.report.SchemeRow;
import io.fenqun.stability.FeatureShift;
import io.fenqun.stability.FlipFlops;
import io.fenqun.stability.PopulationShift;
import io.fenqun.stability.SegmentStability;
import io.fenqun.store.TableStore;
import io.fenqun.table.StabilityTables;
import io.fenqun.table.States;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Writes scheme_stability, segment_stability and feature_stability of the months, from
 * transition_month, customer_month of the months and the two before, and feature_month of the
 * months and the one before. The first covered month has none.
 */
record Stability(
    JobContext context, List<SchemeRow> schemes, MonthRange months, Month firstCovered) {
  private static final double PERCENT = 100.0;

  /** Months before the one in which whoever flipped is seen to be back. */
  private static final int FLIP_MONTHS = 2;

  void write() {
    Month second = firstCovered.plus(1);
    Month from = months.from().compareTo(second) < 0 ? second : months.from();
    if (from.compareTo(months.to()) <= 0) {
      MonthRange compared = new MonthRange(from, months.to());
      SideBySide.run(
          List.of(
              () -> {
                segments(compared);
                return Optional.empty();
              },
              () -> {
                features(compared);
                return Optional.empty();
              }));
    }
  }

  private TableStore store() {
    return context.store();
  }

  private PopulationShift.Limits limits() {
    return new PopulationShift.Limits(
        context.pack().defaults().notableShift(),
        context.pack().defaults().shiftConfidence() / PERCENT);
  }

  private void segments(MonthRange compared) {
    SortedMap<String, List<String>> declared = new TreeMap<>();
    schemes.forEach(
        scheme ->
            declared.put(
                scheme.name(),
                scheme.isScored()
                    ? List.of(States.SCORED)
                    : scheme.segments().stream().map(SchemeRow.SegmentRow::code).toList()));
    MonthRange read = new MonthRange(compared.from().minus(FLIP_MONTHS), compared.to());
    Dataset<Row> flipFlops =
        FlipFlops.of(
            store().read(Tables.CUSTOMER_MONTH.name(), read),
            List.copyOf(declared.keySet()),
            compared);
    SegmentStability stability =
        SegmentStability.of(
            store().read(Tables.TRANSITION_MONTH.name(), compared), flipFlops, compared);
    Month firstFollowed = firstCovered.plus(FLIP_MONTHS);
    replace(
        StabilityTables.SCHEME_STABILITY,
        compared,
        stability.ofSchemes(declared, firstFollowed.toString(), limits()));
    replace(StabilityTables.SEGMENT_STABILITY, compared, stability.ofSegments(declared));
  }

  private void features(MonthRange compared) {
    List<String> features = context.pack().features().stream().map(FeatureDef::name).toList();
    MonthRange read = new MonthRange(compared.from().minus(1), compared.to());
    replace(
        StabilityTables.FEATURE_STABILITY,
        compared,
        FeatureShift.of(
            store().read(Tables.FEATURE_MONTH.name(), read), features, compared, limits()));
  }

  private void replace(TableDef table, MonthRange compared, List<Row> rows) {
    store()
        .replaceMonths(
            table, compared, context.spark().createDataFrame(rows, table.schema()).coalesce(1));
  }
}
