package io.fenqun.transition;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.ExactSum;
import io.fenqun.table.Membership;
import io.fenqun.table.MonthColumns;
import io.fenqun.table.SchemeValue;
import io.fenqun.table.States;
import io.fenqun.table.Tables;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What holds of every transition matrix (design section 4): its rows are the base of the month
 * moved from, its columns that of the month moved to, and the groups of a grouping are everyone.
 */
public final class TransitionLaws {
  private static final String HORIZON = "horizon_months";
  private static final String ROWS = "rows";
  private static final String COLUMNS = "columns";
  private static final List<String> KEYS = List.of("scheme", "month", HORIZON, "side", "segment");

  private TransitionLaws() {}

  /**
   * One row per broken sum, none when all hold: {@code scheme}, {@code month} (moved to), {@code
   * horizon_months}, {@code side} (rows, columns, or the name of a grouping), {@code segment} (of a
   * grouping from and to), {@code base_customers}, {@code matrix_customers}, {@code base_amount},
   * {@code matrix_amount}. The bases are counted anew from customer_month, those of a grouping are
   * everyone's cells; customers and cents must agree exactly.
   *
   * @param transitions rows of transition_month of the scope
   * @param customerMonth the rows that the transitions were made of
   */
  public static Dataset<Row> violations(
      Dataset<Row> transitions,
      Dataset<Row> customerMonth,
      List<SchemeValue> schemes,
      TransitionScope scope) {
    Dataset<Row> matrix = transitions.where(col("group_by").equalTo(States.ALL));
    // Both sides in one: whoever is counted in a month is moved from it and moved to it.
    Dataset<Row> bases =
        Membership.sizes(customerMonth, schemes, scope.months())
            .withColumn(HORIZON, explode(scope.lengths()))
            .withColumn("base_index", MonthColumns.index(col("month")))
            .select(
                col("scheme"),
                col("segment"),
                col("customers"),
                col("value"),
                col(HORIZON),
                inline(
                    array(
                        side(ROWS, col("base_index").plus(col(HORIZON)), "index"),
                        side(COLUMNS, col("base_index"), "index"))))
            .where(scope.covers(col(HORIZON), col("index")))
            .withColumn("month", MonthColumns.text(col("index")));
    Dataset<Row> sides =
        matrix
            .select(
                col("*"),
                inline(
                    array(
                        side(ROWS, col("from_segment"), "segment"),
                        side(COLUMNS, col("to_segment"), "segment"))))
            .where(not(col("segment").isin(States.ENTERED, States.RETURNED, States.LEFT)))
            .withColumn(
                "amount",
                when(col("side").equalTo(ROWS), col("amount_from")).otherwise(col("amount_to")));

    Dataset<Row> broken = differences(bases, sums(sides, "amount"));
    Column move = concat_ws(" > ", col("from_segment"), col("to_segment"));
    for (String group : scope.groupBy()) {
      Dataset<Row> everyone =
          matrix
              .where(not(col("scheme").equalTo(group)))
              .select(
                  col("scheme"),
                  col("month"),
                  col(HORIZON),
                  lit(group).as("side"),
                  move.as("segment"),
                  col("customers"),
                  col("amount_from").as("value"));
      Dataset<Row> ofGroups =
          transitions
              .where(col("group_by").equalTo(group))
              .withColumn("side", lit(group))
              .withColumn("segment", move);
      broken = broken.unionByName(differences(everyone, sums(ofGroups, "amount_from")));
    }
    return broken;
  }

  private static Column side(String side, Column value, String name) {
    return struct(lit(side).as("side"), value.as(name));
  }

  private static Dataset<Row> sums(Dataset<Row> sides, String amount) {
    return sides
        .groupBy(KEYS.stream().map(key -> col(key)).toArray(Column[]::new))
        .agg(
            ExactSum.of(col("customers")).as("matrix_customers"),
            ExactSum.ofMoney(col(amount)).as("matrix_amount"));
  }

  private static Dataset<Row> differences(Dataset<Row> base, Dataset<Row> matrix) {
    Column noMoney = lit(0).cast(Tables.MONEY);
    Column baseCustomers = coalesce(col("customers"), lit(0L));
    Column matrixCustomers = coalesce(col("matrix_customers"), lit(0L));
    Column baseAmount = coalesce(col("value"), noMoney);
    Column matrixAmount = coalesce(col("matrix_amount"), noMoney);
    return base.join(matrix, KEYS.toArray(String[]::new), "full_outer")
        .where(baseCustomers.notEqual(matrixCustomers).or(baseAmount.notEqual(matrixAmount)))
        .select(
            col("scheme"),
            col("month"),
            col(HORIZON),
            col("side"),
            col("segment"),
            baseCustomers.as("base_customers"),
            matrixCustomers.as("matrix_customers"),
            baseAmount.as("base_amount"),
            matrixAmount.as("matrix_amount"));
  }
}
