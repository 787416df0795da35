package io.fenqun.jobs;

import io.fenqun.churn.ChurnDef;
import io.fenqun.churn.Warnings;
import io.fenqun.store.TableStore;
import io.fenqun.store.WriteResult;
import io.fenqun.table.ChurnTables;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import io.fenqun.time.MonthRange;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Writes churn_warning, the customers who show signs in the computed months, and
 * churn_warning_metric, what earlier warnings were worth. Reads feature_month, churn_month of these
 * months and churn_warning_metric of those before.
 */
record WarningRows(JobContext context, RunPlan plan) {
  private static final double PERCENT = 100.0;

  private static final List<TableDef> TABLES =
      List.of(ChurnTables.CHURN_WARNING, ChurnTables.CHURN_WARNING_METRIC);

  /** Where the pack wants no warning any more, those of the months go. */
  List<StepResult> write() {
    Optional<ChurnDef> churn = context.pack().churn().filter(def -> def.warning().isPresent());
    if (churn.isPresent()) {
      return write(new Warnings(churn.get(), plan.computed()));
    }
    TABLES.stream()
        .filter(table -> store().exists(table.name()))
        .forEach(table -> replace(table, context.none(table)));
    return List.of();
  }

  private List<StepResult> write(Warnings warnings) {
    Dataset<Row> events = store().read(ChurnTables.CHURN_MONTH.name());
    Dataset<Row> judged =
        warnings
            .judged(store().read(Tables.FEATURE_MONTH.name(), warnings.read()), events)
            .persist(StorageLevel.DISK_ONLY());
    try {
      WriteResult written = replace(ChurnTables.CHURN_WARNING, warnings.shown(judged));
      replace(
          ChurnTables.CHURN_WARNING_METRIC,
          // Few rows a month: one file holds them
          warnings
              .metric(judged, events, measured(warnings.measuredBefore()), confidence())
              .coalesce(1));
      return StepResults.byMonth("transitions.warning", written, plan.computed());
    } finally {
      judged.unpersist();
    }
  }

  private Dataset<Row> measured(MonthRange months) {
    TableDef table = ChurnTables.CHURN_WARNING_METRIC;
    return store().exists(table.name()) ? store().read(table.name(), months) : context.none(table);
  }

  private TableStore store() {
    return context.store();
  }

  private double confidence() {
    return context.pack().defaults().confidence() / PERCENT;
  }

  private WriteResult replace(TableDef table, Dataset<Row> rows) {
    return store()
        .replaceMonths(
            table, plan.computed(), rows.select(table.selection(List.of(rows.columns()))));
  }
}
