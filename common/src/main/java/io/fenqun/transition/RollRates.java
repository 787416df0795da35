package io.fenqun.transition;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.ExactSum;
import io.fenqun.table.Rounding;
import io.fenqun.table.Tables;
import io.fenqun.table.Wilson;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Roll and cure rates by consecutive months below standard (domain page section 1.4, design section
 * 8.5).
 */
public final class RollRates {
  private RollRates() {}

  /**
   * Rows of roll_rate: one per scheme, base month, month after it, level (ALL too) and n, the run
   * up to the month before, where anyone was at risk. {@code rolled} are below standard in the
   * month, {@code rolled_left} those of them who have left, {@code cured} are not below; at n = 0
   * nobody can be cured and {@code cured} is 0, from n = 1 on rolled + cured = at_risk. Amounts are
   * the values of the month before, unknown ones counting 0. Rows of several months add up.
   *
   * @param state rows of roll_rate_state; those of a base month itself give none
   */
  public static Dataset<Row> of(Dataset<Row> state) {
    Column isRolled = col("run").gt(0);
    Column isCured = col("run").equalTo(0).and(col("run_before").gt(0));
    Column cents = coalesce(ExactSum.cents(col("value_before")), lit(0L));
    Dataset<Row> levels =
        state
            .where(col("run_before").isNotNull())
            .groupBy(
                col("scheme"),
                col("base_month"),
                col("month"),
                col("level"),
                col("run_before").as("n"))
            .agg(
                count(lit(1)).as("at_risk"),
                count_if(isRolled).as("rolled"),
                count_if(isCured).as("cured"),
                count_if(col("is_left")).as("rolled_left"),
                ExactSum.of(cents).as("at_risk_cents"),
                ExactSum.of(when(isRolled, cents).otherwise(0L)).as("rolled_cents"),
                ExactSum.of(when(isCured, cents).otherwise(0L)).as("cured_cents"));
    Dataset<Row> rows =
        Levels.withAll(
                levels,
                List.of("scheme", "base_month", "month", "n"),
                List.of(
                    "at_risk",
                    "rolled",
                    "cured",
                    "rolled_left",
                    "at_risk_cents",
                    "rolled_cents",
                    "cured_cents"))
            .withColumn("at_risk_amount", ExactSum.money(col("at_risk_cents")))
            .withColumn("rolled_amount", ExactSum.money(col("rolled_cents")))
            .withColumn("cured_amount", ExactSum.money(col("cured_cents")));
    return rows.select(Tables.ROLL_RATE.selection(List.of(rows.columns())));
  }

  /**
   * Rows of roll_rate_curve: one per scheme, base month, level and n, the sums over all months,
   * with {@code rate} = rolled ÷ at_risk, its Wilson limits, and {@code cure_rate} = cured ÷
   * at_risk, null at n = 0.
   *
   * @param rollRate all rows of roll_rate
   * @param confidence of the limits, as a fraction
   */
  public static Dataset<Row> curve(Dataset<Row> rollRate, double confidence) {
    Dataset<Row> sums =
        rollRate
            .groupBy("scheme", "base_month", "level", "n")
            .agg(
                sum("at_risk").as("at_risk"),
                sum("rolled").as("rolled"),
                sum("cured").as("cured"),
                sum("rolled_left").as("rolled_left"),
                ExactSum.ofMoney(col("at_risk_amount")).as("at_risk_amount"),
                ExactSum.ofMoney(col("rolled_amount")).as("rolled_amount"),
                ExactSum.ofMoney(col("cured_amount")).as("cured_amount"));
    Column cureRate = col("cured").cast("double").divide(col("at_risk"));
    Dataset<Row> rows =
        Wilson.at(confidence)
            .withRate(sums, "rate", col("rolled"), col("at_risk"))
            .withColumn("cure_rate", when(col("n").gt(0), Rounding.significant(cureRate)));
    return rows.select(Tables.ROLL_RATE_CURVE.selection(List.of(rows.columns())));
  }
}
