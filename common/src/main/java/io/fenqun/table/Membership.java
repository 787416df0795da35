package io.fenqun.table;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.fenqun.time.MonthRange;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How many customers, with how much money, are in each segment: counted from customer_month for all
 * schemes in one scan.
 */
public final class Membership {
  private Membership() {}

  /**
   * One row per scheme, month and segment that occurs in the months: {@code scheme}, {@code month},
   * {@code segment}, {@code customers} (bigint), {@code value} (money, exact). A null segment
   * counts as OUTSIDE, a null value as 0.
   *
   * @param customerMonth columns month, one per scheme, and the value columns
   */
  public static Dataset<Row> sizes(
      Dataset<Row> customerMonth, List<SchemeValue> schemes, MonthRange months) {
    Column[] memberships = schemes.stream().map(Membership::membership).toArray(Column[]::new);
    return customerMonth
        .where(MonthColumns.within(col("month"), months))
        .select(col("month"), inline(array(memberships)))
        .groupBy("scheme", "month", "segment")
        .agg(count(lit(1)).as("customers"), ExactSum.ofMoney(col("value")).as("value"));
  }

  private static Column membership(SchemeValue scheme) {
    return struct(
        lit(scheme.scheme()).as("scheme"),
        coalesce(col(scheme.scheme()), lit(States.OUTSIDE)).as("segment"),
        col(scheme.valueColumn()).cast(Tables.MONEY).as("value"));
  }
}
