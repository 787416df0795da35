package io.fenqun.report;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.ExactSum;
import io.fenqun.table.Membership;
import io.fenqun.table.MonthColumns;
import io.fenqun.table.Rounding;
import io.fenqun.table.States;
import io.fenqun.table.Tables;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Size, value and movement of every segment, month by month. */
public final class SegmentProfile {
  private static final String[] KEYS = {"scheme", "month", "segment"};

  private SegmentProfile() {}

  /**
   * Rows of segment_profile: one per scheme, month and segment, for every declared segment (or
   * SCORED) even if nobody is in it, and OUTSIDE.
   *
   * <p>Shares are of the population, so OUTSIDE has none; they are null in a month without
   * population, value shares also where the population's value is not above 0. Expected shares are
   * the declared percents as fractions. {@code entered} are in the segment now and were not last
   * month, {@code left} the reverse, {@code stayed} both; all three are null in a month without
   * transition rows (the first covered one). Always: customers = entered + stayed.
   *
   * @param customerMonth month, one segment column per scheme, the value columns
   * @param transitions rows of transition_month
   */
  public static Dataset<Row> of(
      Dataset<Row> customerMonth,
      Dataset<Row> transitions,
      List<SchemeRow> schemes,
      MonthRange months) {
    Dataset<Row> sizes =
        Membership.sizes(
            customerMonth, schemes.stream().map(SchemeRow::schemeValue).toList(), months);
    Dataset<Row> segments =
        declared(customerMonth, schemes, months).join(sizes, KEYS, "full_outer");
    Dataset<Row> movements =
        movements(transitions.where(MonthColumns.within(col("month"), months)));
    Dataset<Row> rows = withMovements(withShares(segments).join(movements, KEYS, "left_outer"));
    return rows.select(Tables.SEGMENT_PROFILE.selection(List.of(rows.columns())));
  }

  /** Every declared segment in every month, with what was expected of it. */
  private static Dataset<Row> declared(
      Dataset<Row> any, List<SchemeRow> schemes, MonthRange months) {
    StructType schema =
        StructType.fromDDL(
            "scheme string, segment string, expected_customer_share double, expected_value_share double");
    List<Row> segments = schemes.stream().flatMap(SegmentProfile::declared).toList();
    Column[] everyMonth =
        months.months().stream().map(month -> lit(month.toString())).toArray(Column[]::new);
    return any.sparkSession()
        .createDataFrame(segments, schema)
        .withColumn("month", explode(array(everyMonth)));
  }

  private static Stream<Row> declared(SchemeRow scheme) {
    Stream<Row> inside =
        scheme.isScored()
            ? Stream.of(RowFactory.create(scheme.name(), States.SCORED, null, null))
            : scheme.segments().stream()
                .map(
                    segment ->
                        RowFactory.create(
                            scheme.name(),
                            segment.code(),
                            fraction(segment.share()),
                            fraction(segment.valueShare())));
    return Stream.concat(
        inside, Stream.of(RowFactory.create(scheme.name(), States.OUTSIDE, null, null)));
  }

  private static @Nullable Double fraction(Optional<BigDecimal> percent) {
    return percent.map(share -> share.movePointLeft(2).doubleValue()).orElse(null);
  }

  private static Dataset<Row> withShares(Dataset<Row> segments) {
    WindowSpec month = Window.partitionBy("scheme", "month");
    Column isInside = col("segment").notEqual(States.OUTSIDE);
    Column customersInside = ExactSum.over(month, when(isInside, col("customers")));
    Column centsInside = ExactSum.over(month, when(isInside, ExactSum.cents(col("value"))));
    return segments
        .withColumn("all_customers", customersInside)
        .withColumn("all_cents", centsInside)
        .withColumn("customers", coalesce(col("customers"), lit(0L)))
        .withColumn("value", coalesce(col("value"), lit(0).cast(Tables.MONEY)))
        .withColumn("__customer_share", share(col("customers"), col("all_customers")))
        .withColumn("__value_share", share(ExactSum.cents(col("value")), col("all_cents")))
        .withColumn("customer_share", when(isInside, Rounding.significant(col("__customer_share"))))
        .withColumn("value_share", when(isInside, Rounding.significant(col("__value_share"))));
  }

  private static Column share(Column part, Column whole) {
    return when(whole.gt(0), part.cast("double").divide(whole));
  }

  /**
   * One row per scheme, month and state that moved anyone: the cells of its row and column, without
   * the one that is both.
   */
  private static Dataset<Row> movements(Dataset<Row> transitions) {
    Column isStay = col("from_segment").equalTo(col("to_segment"));
    Column moved = when(not(isStay), col("customers")).otherwise(0L);
    Column stayed = when(isStay, col("customers")).otherwise(0L);
    Column outOf =
        struct(
            col("from_segment").as("segment"),
            lit(0L).as("entered"),
            moved.as("left"),
            stayed.as("stayed"));
    Column into =
        struct(
            col("to_segment").as("segment"),
            moved.as("entered"),
            lit(0L).as("left"),
            lit(0L).as("stayed"));
    return transitions
        .where(col("horizon_months").equalTo(1).and(col("group_by").equalTo(States.ALL)))
        .select(col("scheme"), col("month"), inline(array(outOf, into)))
        .groupBy("scheme", "month", "segment")
        .agg(sum("entered").as("entered"), sum("left").as("left"), sum("stayed").as("stayed"));
  }

  /** Where the month has transitions at all, a segment without any has 0 of each. */
  private static Dataset<Row> withMovements(Dataset<Row> segments) {
    Column hasTransitions =
        max(col("stayed").isNotNull()).over(Window.partitionBy("scheme", "month"));
    Dataset<Row> known = segments.withColumn("has_transitions", hasTransitions);
    for (String count : List.of("entered", "left", "stayed")) {
      known = known.withColumn(count, when(col("has_transitions"), coalesce(col(count), lit(0L))));
    }
    return known;
  }
}
