package io.fenqun.table;

import java.util.List;

/** Every table of a pack's folder but those of its sources and features. */
public final class PackTableList {
  /** In the order in which they are filled. */
  public static final List<TableDef> ALL =
      List.of(
          Tables.QUARANTINE,
          Tables.CUSTOMER_SPAN,
          Tables.FEATURE_MONTH,
          Tables.SEGMENT_MONTH,
          Tables.CUSTOMER_MONTH,
          ModelTables.SCHEME_MODEL,
          ModelTables.CLUSTER_HISTORY,
          Tables.TRANSITION_MONTH,
          Tables.ROLL_RATE_STATE,
          Tables.ROLL_RATE,
          Tables.ROLL_RATE_CURVE,
          Tables.OBSERVATION_WINDOW,
          ForecastTables.TRANSITION_FORECAST,
          ForecastTables.FORECAST_BACKTEST,
          ForecastTables.TRANSITION_TEST,
          ChurnTables.CHURN_MONTH,
          ChurnTables.CHURN_WARNING,
          ChurnTables.CHURN_WARNING_METRIC,
          Tables.SEGMENT_PROFILE,
          HistoryTables.APPROVAL,
          HistoryTables.GRADE_CHANGE,
          HistoryTables.PLACE_CHANGE,
          HistoryTables.ALLOCATION,
          Tables.SEGMENT_INDICATOR_MONTH,
          StabilityTables.SCHEME_STABILITY,
          StabilityTables.SEGMENT_STABILITY,
          StabilityTables.FEATURE_STABILITY,
          Tables.SCHEME_OVERLAP,
          ChangeTables.SEGMENT_CHANGE,
          PerformanceTables.PERFORMANCE_MONTH,
          PerformanceTables.MOVEMENT_ALARM,
          ListTables.KEY_CUSTOMER,
          Tables.DIM_SEGMENT,
          Tables.DIM_SCHEME,
          Tables.DIM_FEATURE,
          Tables.DIM_INDICATOR,
          ChurnTables.DIM_CHURN,
          Tables.DIM_TREATMENT,
          ListTables.DIM_LIST,
          Tables.DIM_MONTH,
          Tables.REVISION,
          Tables.DIM_PUBLICATION,
          Tables.RUN_LEDGER);

  private PackTableList() {}
}
