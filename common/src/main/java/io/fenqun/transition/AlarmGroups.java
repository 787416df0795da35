package io.fenqun.transition;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.Rounding;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** Which groups of customers moved a figure out of its band. */
final class AlarmGroups {
  private static final String MONTH = "month_index";
  private static final String ALARM_MONTH = "alarm_month";

  /** Of a share; what is left of it by chance of rounding counts as nothing. */
  private static final double NOTHING = 1e-12;

  private AlarmGroups() {}

  /**
   * One row per alarm that any group moved: its keys, {@code month_index} and {@code groups}. A
   * group's part is its customers ÷ the base of everyone this month, less the mean of that over the
   * months of history: the parts of all groups of a grouping sum to value − usual. Told are, of
   * each grouping, the largest {@link AlarmDef#groups} with the sign of the alarm, equal ones by
   * their value, a null last; as a JSON array of {@code group_by}, {@code rank}, {@code
   * group_value} (absent where null), {@code part} and {@code customers} of this month.
   *
   * @param alarms with usual, value and history_months
   * @param byGroup {@link WatchedRates#byGroup} and {@link RolledGroups#of}
   * @param rates {@link WatchedRates#ofEveryone} and {@link WatchedRates#rolling}, of all months
   */
  static Dataset<Row> of(
      Dataset<Row> alarms, Dataset<Row> byGroup, Dataset<Row> rates, AlarmDef def) {
    Column[] alarmKeys = keys(ALARM_MONTH);
    Dataset<Row> raised =
        alarms.select(
            Stream.concat(
                    Stream.of(keys()),
                    Stream.of(
                        col(MONTH).as(ALARM_MONTH),
                        col("history_months"),
                        col("value").gt(col("usual")).as("is_above")))
                .toArray(Column[]::new));
    Dataset<Row> shares =
        byGroup
            .join(
                rates.select(keys(MONTH, "base_customers")),
                Stream.concat(WatchedRates.KEYS.stream(), Stream.of(MONTH)).toArray(String[]::new))
            .withColumn(
                "share", // a decimal: sums of doubles depend on the order of rows
                col("customers")
                    .cast("double")
                    .divide(col("base_customers"))
                    .cast("decimal(20,18)"));
    Column isNow = col(MONTH).equalTo(col(ALARM_MONTH));
    Column isHistory =
        col(MONTH).lt(col(ALARM_MONTH)).and(col(MONTH).geq(col(ALARM_MONTH).minus(def.history())));
    Column none = lit(0).cast("decimal(20,18)");
    Dataset<Row> parts =
        raised
            .join(shares, WatchedRates.KEYS.toArray(String[]::new))
            .where(isNow.or(isHistory))
            .groupBy(
                Stream.concat(Stream.of(alarmKeys), Stream.of(col("group_by"), col("group_value")))
                    .toArray(Column[]::new))
            .agg(
                sum(when(isNow, col("share")).otherwise(none)).as("now"),
                sum(when(isHistory, col("share")).otherwise(none)).as("before"),
                max(col("history_months")).as("history_months"),
                max(col("is_above")).as("is_above"),
                coalesce(max(when(isNow, col("customers"))), lit(0L)).as("customers"))
            .withColumn(
                "part",
                col("now")
                    .cast("double")
                    .minus(col("before").cast("double").divide(col("history_months"))))
            .withColumn(
                "strength", when(col("is_above"), col("part")).otherwise(col("part").multiply(-1)))
            .where(col("strength").gt(NOTHING))
            .withColumn("part", Rounding.significant(col("part")))
            .withColumn("strength", Rounding.significant(col("strength")));
    return told(parts, alarmKeys, def).withColumnRenamed(ALARM_MONTH, MONTH);
  }

  private static Dataset<Row> told(Dataset<Row> parts, Column[] alarmKeys, AlarmDef def) {
    WindowSpec grouping =
        Window.partitionBy(
                Stream.concat(Stream.of(alarmKeys), Stream.of(col("group_by")))
                    .toArray(Column[]::new))
            .orderBy(col("strength").desc(), col("group_value").asc_nulls_last());
    Column told =
        struct(col("group_by"), col("rank"), col("group_value"), col("part"), col("customers"));
    return parts
        .withColumn("rank", row_number().over(grouping))
        .where(col("rank").leq(def.groups()))
        .groupBy(alarmKeys)
        .agg(to_json(sort_array(collect_list(told))).as("groups"));
  }

  private static Column[] keys(String... more) {
    return Stream.concat(WatchedRates.KEYS.stream(), Stream.of(more))
        .map(name -> col(name))
        .toArray(Column[]::new);
  }
}
