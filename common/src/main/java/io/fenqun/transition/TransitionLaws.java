package io.fenqun.transition;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.fenqun.table.ExactSum;
import io.fenqun.table.Membership;
import io.fenqun.table.MonthColumns;
import io.fenqun.table.SchemeValue;
import io.fenqun.table.States;
import io.fenqun.table.Tables;
import io.fenqun.time.MonthRange;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What holds of every transition matrix (design section 4): its rows are last month's base, its
 * columns this month's.
 */
public final class TransitionLaws {
  private TransitionLaws() {}

  /**
   * One row per broken sum, none when all hold: {@code scheme}, {@code month} (moved to), {@code
   * side} (rows or columns), {@code segment}, {@code base_customers}, {@code matrix_customers},
   * {@code base_amount}, {@code matrix_amount}. The bases are counted anew from customer_month;
   * customers and cents must agree exactly.
   *
   * @param transitions rows of transition_month at horizon 1
   * @param customerMonth the rows that the transitions were made of
   */
  public static Dataset<Row> violations(
      Dataset<Row> transitions,
      Dataset<Row> customerMonth,
      List<SchemeValue> schemes,
      MonthRange toMonths) {
    Dataset<Row> matrix =
        transitions.where(
            MonthColumns.within(col("month"), toMonths)
                .and(col("horizon_months").equalTo(1))
                .and(col("group_by").equalTo(States.ALL)));
    MonthRange fromMonths = new MonthRange(toMonths.from().minus(1), toMonths.to().minus(1));
    Column nextMonth = MonthColumns.text(MonthColumns.index(col("month")).plus(1));

    Dataset<Row> lastBase =
        Membership.sizes(customerMonth, schemes, fromMonths).withColumn("month", nextMonth);
    Dataset<Row> thisBase = Membership.sizes(customerMonth, schemes, toMonths);
    Dataset<Row> rows =
        matrix.where(not(col("from_segment").isin(States.ENTERED, States.RETURNED)));
    Dataset<Row> columns = matrix.where(not(col("to_segment").equalTo(States.LEFT)));

    return differences("rows", lastBase, sums(rows, "from_segment", "amount_from"))
        .unionByName(differences("columns", thisBase, sums(columns, "to_segment", "amount_to")));
  }

  private static Dataset<Row> sums(Dataset<Row> matrix, String segment, String amount) {
    return matrix
        .groupBy(col("scheme"), col("month"), col(segment).as("segment"))
        .agg(
            ExactSum.of(col("customers")).as("matrix_customers"),
            ExactSum.ofMoney(col(amount)).as("matrix_amount"));
  }

  private static Dataset<Row> differences(String side, Dataset<Row> base, Dataset<Row> matrix) {
    Column noMoney = lit(0).cast(Tables.MONEY);
    Column baseCustomers = coalesce(col("customers"), lit(0L));
    Column matrixCustomers = coalesce(col("matrix_customers"), lit(0L));
    Column baseAmount = coalesce(col("value"), noMoney);
    Column matrixAmount = coalesce(col("matrix_amount"), noMoney);
    return base.join(matrix, new String[] {"scheme", "month", "segment"}, "full_outer")
        .where(baseCustomers.notEqual(matrixCustomers).or(baseAmount.notEqual(matrixAmount)))
        .select(
            col("scheme"),
            col("month"),
            lit(side).as("side"),
            col("segment"),
            baseCustomers.as("base_customers"),
            matrixCustomers.as("matrix_customers"),
            baseAmount.as("base_amount"),
            matrixAmount.as("matrix_amount"));
  }
}
