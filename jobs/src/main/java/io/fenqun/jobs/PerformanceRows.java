package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;

import io.fenqun.report.Performance;
import io.fenqun.report.PerformanceDef;
import io.fenqun.report.PerformanceLaws;
import io.fenqun.report.SchemeRow;
import io.fenqun.table.PerformanceTables;
import io.fenqun.table.TableDef;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Writes performance_month. Reads customer_month and, for what indicators name beyond it,
 * feature_month: of the months, of last month and of a year ago.
 *
 * @param schemes all of the pack
 */
record PerformanceRows(
    JobContext context, List<SchemeRow> schemes, MonthRange months, Month firstCovered) {
  private static final TableDef TABLE = PerformanceTables.PERFORMANCE_MONTH;

  /**
   * Where the pack wants it no more, the rows of the months go. Nothing is committed when segments
   * do not add up to the whole.
   *
   * @param profile rows of segment_profile of the months
   */
  void write(Dataset<Row> profile) {
    Optional<PerformanceDef> def = context.pack().performance();
    if (def.isPresent()) {
      write(new Performance(def.get(), schemes, months, firstCovered), profile);
    } else if (context.store().exists(TABLE.name())) {
      context.store().replaceMonths(TABLE, months, context.none(TABLE));
    }
  }

  private void write(Performance performance, Dataset<Row> profile) {
    PerformanceDef def = performance.def();
    Dataset<Row> declared =
        profile
            .where(col("scheme").isin(def.schemes().toArray()))
            .select("scheme", "month", "segment");
    Dataset<Row> rows =
        performance
            .of(
                customers(performance, CustomerRows::customerMonth),
                customers(performance, some -> some.with(def.reads())),
                declared)
            .persist();
    try {
      Laws.require(
          "Cannot publish performance: segments do not add up to the whole",
          PerformanceLaws.violations(rows, performance.sums()));
      context.store().replaceMonths(TABLE, months, rows.coalesce(1));
    } finally {
      rows.unpersist();
    }
  }

  private Dataset<Row> customers(
      Performance performance, Function<CustomerRows, Dataset<Row>> rows) {
    return performance.reads().stream()
        .map(range -> rows.apply(new CustomerRows(context, range)))
        .reduce(Dataset::unionByName)
        .orElseThrow();
  }
}
