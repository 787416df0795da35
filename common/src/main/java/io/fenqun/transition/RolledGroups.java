package io.fenqun.transition;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.fenqun.table.States;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Customers who rolled on, by the groups that they were in: what the alarm of a roll rate is traced
 * to.
 *
 * @param groupBy columns of customer_month
 * @param schemes names of those that are schemes, where null is OUTSIDE
 */
public record RolledGroups(List<String> groupBy, Set<String> schemes) {
  private static final String CUSTOMER = "customer_id";
  private static final String BASE_MONTH = "base_month";

  public RolledGroups {
    groupBy = List.copyOf(groupBy);
    schemes = Set.copyOf(schemes);
  }

  /**
   * The months in which those who rolled on were put under observation, in order.
   *
   * @param state rows of roll_rate_state
   */
  public List<String> baseMonths(Dataset<Row> state) {
    return rolled(state).select(BASE_MONTH).distinct().collectAsList().stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  /**
   * One row per figure ROLL_RATE, month, {@code group_by} and {@code group_value} that anyone
   * rolled on in, with the columns of {@link WatchedRates#byGroup}. A customer counts in the group
   * of the base month, as in its level; in the group null where customer_month has no group then.
   * The groups of a grouping sum to {@code rolled} of roll_rate. A scheme is not split by itself.
   *
   * @param state rows of roll_rate_state
   * @param customerMonth rows of customer_month of {@link #baseMonths}
   */
  public Dataset<Row> of(Dataset<Row> state, Dataset<Row> customerMonth) {
    Dataset<Row> groups =
        customerMonth.select(
            col(CUSTOMER),
            col("month").as(BASE_MONTH),
            array(
                    groupBy.stream()
                        .map(
                            name -> struct(lit(name).as("group_by"), value(name).as("group_value")))
                        .toArray(Column[]::new))
                .as("groups"));
    Column nowhere =
        array(
            groupBy.stream()
                .map(
                    name ->
                        struct(
                            lit(name).as("group_by"), lit(null).cast("string").as("group_value")))
                .toArray(Column[]::new));
    Dataset<Row> counted =
        rolled(state)
            .join(groups, new String[] {CUSTOMER, BASE_MONTH}, "left_outer")
            .select(
                col("scheme"),
                col("month"),
                col("level"),
                col("run_before").as("n"),
                inline(coalesce(col("groups"), nowhere)))
            .where(col("group_by").notEqual(col("scheme")))
            .groupBy("scheme", "month", "level", "n", "group_by", "group_value")
            .agg(count(lit(1)).as("rolled"))
            .withColumn("level", explode(array(col("level"), lit(States.ALL))));
    return WatchedRates.rolledByGroup(counted);
  }

  private Column value(String name) {
    Column text = col(name).cast("string");
    return schemes.contains(name) ? coalesce(text, lit(States.OUTSIDE)) : text;
  }

  private static Dataset<Row> rolled(Dataset<Row> state) {
    return state.where(col("run_before").isNotNull().and(col("run").gt(0)));
  }
}
