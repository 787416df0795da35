package io.fenqun.jobs;

import io.fenqun.store.TableStore;
import io.fenqun.store.WriteResult;
import io.fenqun.table.ForecastTables;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import io.fenqun.time.MonthRange;
import io.fenqun.transition.ForecastBacktest;
import io.fenqun.transition.ForecastDef;
import io.fenqun.transition.TransitionForecast;
import io.fenqun.transition.TransitionTests;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the transitions of the months say of those to come: transition_forecast, forecast_backtest
 * and transition_test. Reads transition_month, and customer_month for tests of the second order.
 *
 * @param months whose transitions are committed
 */
record Forecasts(JobContext context, MonthRange months) {
  private static final double PERCENT = 100.0;

  private static final List<TableDef> TABLES =
      List.of(
          ForecastTables.TRANSITION_FORECAST,
          ForecastTables.FORECAST_BACKTEST,
          ForecastTables.TRANSITION_TEST);

  /** Where the pack wants no forecast any more, those of the months go. */
  List<StepResult> write() {
    if (context.pack().forecast().isPresent()) {
      return write(context.pack().forecast().get());
    }
    TABLES.stream()
        .filter(table -> store().exists(table.name()))
        .forEach(table -> replace(table, context.none(table)));
    return List.of();
  }

  private List<StepResult> write(ForecastDef def) {
    Dataset<Row> transitions =
        store().read(Tables.TRANSITION_MONTH.name(), def.reads(months)).persist();
    try {
      WriteResult forecasts =
          replace(
              ForecastTables.TRANSITION_FORECAST,
              TransitionForecast.of(transitions, def, months, confidence()));
      SideBySide.run(List.of(() -> backtest(def, transitions), () -> tests(def, transitions)));
      return StepResults.byMonth("transitions.forecast", forecasts, months);
    } finally {
      transitions.unpersist();
    }
  }

  private TableStore store() {
    return context.store();
  }

  private double confidence() {
    return context.pack().defaults().confidence() / PERCENT;
  }

  private WriteResult backtest(ForecastDef def, Dataset<Row> transitions) {
    Dataset<Row> forecasts =
        store().read(ForecastTables.TRANSITION_FORECAST.name(), def.madeIn(months));
    return replace(
        ForecastTables.FORECAST_BACKTEST, ForecastBacktest.of(forecasts, transitions, months));
  }

  private WriteResult tests(ForecastDef def, Dataset<Row> transitions) {
    MonthRange pathMonths = new MonthRange(months.from().minus(2), months.to());
    return replace(
        ForecastTables.TRANSITION_TEST,
        TransitionTests.of(
            transitions,
            store().read(Tables.CUSTOMER_MONTH.name(), pathMonths),
            def,
            months,
            confidence(),
            context.pack().defaults().notableDifference()));
  }

  /** Few rows a month: one file holds them. */
  private WriteResult replace(TableDef table, Dataset<Row> rows) {
    return store().replaceMonths(table, months, rows.coalesce(1));
  }
}
