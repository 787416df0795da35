package io.fenqun.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.ColumnDef;
import io.fenqun.table.ExactSum;
import io.fenqun.table.States;
import io.fenqun.table.Tables;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** What is known of a segment as a whole, this month and the month before: names of indicators. */
public final class SegmentFigures {
  static final String CUSTOMERS_BEFORE = "customers_before";
  static final String VALUE_BEFORE = "value_before";

  private SegmentFigures() {}

  /** The columns of segment_profile but its keys, then the two of the month before. */
  public static Map<String, DataType> types() {
    Map<String, DataType> types = new LinkedHashMap<>();
    Tables.SEGMENT_PROFILE.columns().stream()
        .filter(column -> !column.key())
        .forEach((ColumnDef column) -> types.put(column.name(), column.type()));
    types.put(CUSTOMERS_BEFORE, DataTypes.LongType);
    types.put(VALUE_BEFORE, Tables.MONEY);
    return types;
  }

  /**
   * The rows of segment_profile with {@code customers_before} (bigint: who was in the segment last
   * month) and {@code value_before} (money: what they were worth then). Both are null in a month
   * without transition rows, and 0 where nobody was in it.
   *
   * @param transitions rows of transition_month
   */
  static Dataset<Row> of(Dataset<Row> profile, Dataset<Row> transitions) {
    Dataset<Row> lastMonth =
        transitions
            .where(col("horizon_months").equalTo(1).and(col("group_by").equalTo(States.ALL)))
            .groupBy(col("scheme"), col("month"), col("from_segment").as("segment"))
            .agg(ExactSum.ofMoney(col("amount_from")).as("last_value"));
    Column hasTransitions = col("stayed").isNotNull();
    return profile
        .join(lastMonth, new String[] {"scheme", "month", "segment"}, "left_outer")
        .withColumn(CUSTOMERS_BEFORE, col("stayed").plus(col("left")))
        .withColumn(
            VALUE_BEFORE,
            when(hasTransitions, coalesce(col("last_value"), lit(0).cast(Tables.MONEY))))
        .drop("last_value");
  }
}
