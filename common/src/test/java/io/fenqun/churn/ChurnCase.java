package io.fenqun.churn;

import io.fenqun.SparkTest;
import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Problems;
import io.fenqun.table.ChurnTables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A small business with two lines, and its churn_month kept as a warehouse would keep it. */
abstract class ChurnCase extends SparkTest {
  static final String DDL =
      "month string, customer_id string, is_departed boolean, assets decimal(18,2), "
          + "deposit decimal(18,2), wealth decimal(18,2), bank_out decimal(18,2), "
          + "cash_out decimal(18,2), market_loss decimal(18,2), repaid decimal(18,2), "
          + "open_accounts int, closed_by_customer int, closed_by_bank int, fraud_alerts int, "
          + "days_overdue int, tenure bigint";

  static final String YAML =
      """
      population: "reference_value >= 100"
      value: assets
      reference_months: 3
      regained: 80
      level: asset_level
      tenure: tenure
      degree:
        - {code: COMPLETE, when: "open_accounts = 0", zh: 完全, en: complete}
        - {code: PARTIAL, when: "value <= 0.5 * reference_value", zh: 部分, en: partial}
      cause:
        - {code: FRAUD, when: "closed_by_bank > 0 and fraud_alerts > 0", zh: 欺诈, en: fraud}
        - {code: ARREARS, when: "closed_by_bank > 0 or days_overdue > 90", zh: 欠款, en: arrears}
        - {code: CLOSING, when: "closed_by_customer > 0", zh: 销户, en: closing}
        - {code: FALLING, zh: 下降, en: falling}
      lines:
        - {code: deposit, by: deposit, zh: 存款, en: deposits}
        - {code: wealth, by: wealth, zh: 理财, en: wealth}
      destination:
        - {code: INTERNAL, by: "rises + repaid", zh: 行内, en: internal}
        - {code: EXTERNAL, by: bank_out, zh: 他行, en: external}
        - {code: CASH, by: cash_out, zh: 现金, en: cash}
        - {code: MARKET, by: market_loss, zh: 估值, en: market}
        - {code: UNEXPLAINED, zh: 未解释, en: unexplained}
      severity:
        - "destination in ('EXTERNAL', 'CASH') and cause in ('CLOSING', 'FALLING')"
        - "reference_value * least(tenure, 120)"
      """;

  static final ChurnDef DEF = def(YAML);

  static ChurnDef def(String yaml) {
    Problems problems = new Problems();
    ChurnDef def = ChurnDef.from(ConfNode.parse("churn.yaml", yaml, problems));
    problems.throwIfAny("Cannot read the test's own churn.yaml");
    return def;
  }

  static MonthRange months(int from, int to) {
    return new MonthRange(Month.of(2024, from), Month.of(2024, to));
  }

  static BigDecimal money(String text) {
    return text == null ? null : new BigDecimal(text);
  }

  Dataset<Row> nothing() {
    return spark().createDataFrame(List.of(), ChurnTables.CHURN_MONTH.schema());
  }

  /** Segments of everyone: those whose name begins with a b are large. */
  private static Dataset<Row> customerMonth(Dataset<Row> features) {
    return features.selectExpr(
        "month", "customer_id", "if(customer_id like 'b%', 'LARGE', 'SMALL') as asset_level");
  }

  /** All rows of churn_month after some months are computed upon what stands there. */
  Dataset<Row> after(Dataset<Row> stored, Dataset<Row> features, MonthRange months) {
    ChurnEvents events = new ChurnEvents(DEF, months);
    Dataset<Row> read = between(features, events.read());
    Dataset<Row> followed = events.follow(read, stored, 200);
    Dataset<Row> begun =
        events.withLevel(
            events.begun(followed), between(customerMonth(features), events.levelMonths()));
    List<Row> rows =
        selected(begun).unionByName(selected(events.carried(stored, followed))).collectAsList();
    return spark().createDataFrame(rows, ChurnTables.CHURN_MONTH.schema());
  }

  static Dataset<Row> between(Dataset<Row> rows, MonthRange months) {
    return rows.where(rows.col("month").between(months.from().toString(), months.to().toString()));
  }

  private static Dataset<Row> selected(Dataset<Row> rows) {
    return rows.select(ChurnTables.CHURN_MONTH.selection(List.of(rows.columns())));
  }
}
