package io.fenqun.churn;

import static org.apache.spark.sql.functions.col;

import io.fenqun.table.ChurnTables;
import io.fenqun.table.TableDef;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** The small business with three signs, two months ahead, and its warnings as they are kept. */
abstract class WarningCase extends ChurnCase {
  static final ChurnDef WITH_WARNING =
      def(
          YAML
              + """
warning:
  horizon: 2
  window: 3
  warn_at: 2
  zh: 预警
  en: warning
  naive: {when: "value < value_before", zh: 下降, en: fell}
  signs:
    - {code: OVERDUE, points: 2, when: "days_overdue > 30", zh: 逾期, en: overdue}
    - {code: SENT, points: 1, when: "bank_out > 0.05 * value_before", zh: 转出, en: sent}
""");

  final List<Row> features = new ArrayList<>();

  /** A customer's month; assets null: unknown. */
  void month(int month, String customer, String assets, String bankOut, int daysOverdue) {
    features.add(
        RowFactory.create(
            "2024-0" + month,
            customer,
            false,
            money(assets),
            money(assets),
            assets == null ? null : BigDecimal.ZERO.setScale(2),
            money(bankOut),
            money("0"),
            money("0"),
            money("0"),
            2,
            0,
            0,
            0,
            daysOverdue,
            24L));
  }

  Dataset<Row> rows() {
    return rows(DDL, features);
  }

  /** All rows of churn_warning of the months. */
  Dataset<Row> shown(Dataset<Row> events, MonthRange months) {
    Warnings warnings = new Warnings(WITH_WARNING, months);
    return kept(
        ChurnTables.CHURN_WARNING,
        warnings.shown(warnings.judged(between(rows(), warnings.read()), events)));
  }

  /** All rows of churn_warning_metric of the months. */
  Dataset<Row> metric(Dataset<Row> events, Dataset<Row> measured, MonthRange months) {
    Warnings warnings = new Warnings(WITH_WARNING, months);
    Dataset<Row> judged = warnings.judged(between(rows(), warnings.read()), events);
    return kept(
        ChurnTables.CHURN_WARNING_METRIC,
        warnings.metric(judged, events, between(measured, warnings.measuredBefore()), 0.95));
  }

  Dataset<Row> nothingMeasured() {
    return spark().createDataFrame(List.of(), ChurnTables.CHURN_WARNING_METRIC.schema());
  }

  private Dataset<Row> kept(TableDef table, Dataset<Row> rows) {
    List<Row> all = rows.select(table.selection(List.of(rows.columns()))).collectAsList();
    return spark().createDataFrame(all, table.schema());
  }

  static Dataset<Row> ofOneMonth(Dataset<Row> metric) {
    return metric.where(col("window_months").equalTo(1));
  }
}
