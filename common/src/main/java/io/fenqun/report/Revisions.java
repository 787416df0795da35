package io.fenqun.report;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.ExactSum;
import io.fenqun.table.SchemeValue;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What changed in months that had been published: the months as published before, held against the
 * months as they are now, customer by customer, in one join for all schemes.
 */
public final class Revisions {
  private Revisions() {}

  /** Why a month was computed again. */
  public record Why(String cause, String reason) {}

  /**
   * One row per month, scheme, segment before and segment now in which a customer's segment or
   * value changed, of {@link Tables#REVISION}; none where nothing changed. A null value counts as
   * 0.
   *
   * @param before customer_month as published before, months of {@code why} alone
   * @param now the same months as they are
   * @param schemes those that stand in both
   * @param publication the one that brings the change
   */
  public static Dataset<Row> between(
      Dataset<Row> before,
      Dataset<Row> now,
      List<SchemeValue> schemes,
      long publication,
      Map<Month, Why> why) {
    Column[] cells = schemes.stream().map(Revisions::cell).toArray(Column[]::new);
    Column isChanged =
        col("from_segment")
            .eqNullSafe(col("to_segment"))
            .and(col("value_from").equalTo(col("value_to")))
            .equalTo(false);
    Dataset<Row> changed =
        state(before, schemes, "before")
            .join(state(now, schemes, "now"), new String[] {"customer_id", "month"}, "full_outer")
            .select(col("month"), inline(array(cells)))
            .where(isChanged);
    return changed
        .groupBy("month", "scheme", "from_segment", "to_segment")
        .agg(
            count(lit(1)).as("customers"),
            ExactSum.ofMoney(col("value_from")).as("value_from"),
            ExactSum.ofMoney(col("value_to")).as("value_to"))
        .withColumn("publication", lit(publication))
        .withColumn("cause", ofMonth(why, Why::cause))
        .withColumn("reason", ofMonth(why, Why::reason));
  }

  private static Dataset<Row> state(Dataset<Row> rows, List<SchemeValue> schemes, String name) {
    Stream<Column> segments = schemes.stream().map(SchemeValue::scheme).map(s -> col(s).as(s));
    Stream<Column> values =
        schemes.stream()
            .map(SchemeValue::valueColumn)
            .distinct()
            .map(value -> coalesce(col(value).cast(Tables.MONEY), zero()).as(value));
    return rows.select(
        col("customer_id"),
        col("month"),
        struct(Stream.concat(segments, values).toArray(Column[]::new)).as(name));
  }

  private static Column cell(SchemeValue scheme) {
    return struct(
        lit(scheme.scheme()).as("scheme"),
        col("before").getField(scheme.scheme()).as("from_segment"),
        col("now").getField(scheme.scheme()).as("to_segment"),
        coalesce(col("before").getField(scheme.valueColumn()), zero()).as("value_from"),
        coalesce(col("now").getField(scheme.valueColumn()), zero()).as("value_to"));
  }

  private static Column zero() {
    return lit(0).cast(Tables.MONEY);
  }

  private static Column ofMonth(Map<Month, Why> why, Function<Why, String> text) {
    Column chosen = lit(null).cast("string");
    for (Map.Entry<Month, Why> one : why.entrySet()) {
      chosen =
          when(col("month").equalTo(one.getKey().toString()), lit(text.apply(one.getValue())))
              .otherwise(chosen);
    }
    return chosen;
  }
}
