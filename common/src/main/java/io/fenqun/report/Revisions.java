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

  /**
   * Why a month was computed again.
   *
   * @param causeOfOthers the cause in schemes that no definition made other than they were
   */
  public record Why(String cause, String causeOfOthers, String reason) {}

  /**
   * A scheme that stands in the months as published before and as they are.
   *
   * @param isRedefined its definition, its money or a scheme that it reads was another one
   */
  public record Revised(SchemeValue before, SchemeValue now, boolean isRedefined) {
    private String scheme() {
      return now.scheme();
    }
  }

  /**
   * One row per month, scheme, segment before and segment now in which a customer's segment or
   * value changed, of {@link Tables#REVISION}; none where nothing changed. The value before is that
   * of the feature that was the scheme's then. A null value counts as 0.
   *
   * @param before customer_month as published before, months of {@code why} alone
   * @param now the same months as they are
   * @param schemes those that stand in both
   * @param publication the one that brings the change
   */
  public static Dataset<Row> between(
      Dataset<Row> before,
      Dataset<Row> now,
      List<Revised> schemes,
      long publication,
      Map<Month, Why> why) {
    Column[] cells = schemes.stream().map(Revisions::cell).toArray(Column[]::new);
    Column isChanged =
        col("from_segment")
            .eqNullSafe(col("to_segment"))
            .and(col("value_from").equalTo(col("value_to")))
            .equalTo(false);
    Dataset<Row> changed =
        state(before, schemes.stream().map(Revised::before).toList(), "before")
            .join(
                state(now, schemes.stream().map(Revised::now).toList(), "now"),
                new String[] {"customer_id", "month"},
                "full_outer")
            .select(col("month"), inline(array(cells)))
            .where(isChanged);
    return changed
        .groupBy("month", "scheme", "from_segment", "to_segment")
        .agg(
            count(lit(1)).as("customers"),
            ExactSum.ofMoney(col("value_from")).as("value_from"),
            ExactSum.ofMoney(col("value_to")).as("value_to"))
        .withColumn("publication", lit(publication))
        .withColumn(
            "cause",
            when(isRedefined(schemes), ofMonth(why, Why::cause))
                .otherwise(ofMonth(why, Why::causeOfOthers)))
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

  private static Column isRedefined(List<Revised> schemes) {
    return col("scheme")
        .isin(schemes.stream().filter(Revised::isRedefined).map(Revised::scheme).toArray());
  }

  private static Column cell(Revised scheme) {
    return struct(
        lit(scheme.scheme()).as("scheme"),
        col("before").getField(scheme.scheme()).as("from_segment"),
        col("now").getField(scheme.scheme()).as("to_segment"),
        coalesce(col("before").getField(scheme.before().valueColumn()), zero()).as("value_from"),
        coalesce(col("now").getField(scheme.now().valueColumn()), zero()).as("value_to"));
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
