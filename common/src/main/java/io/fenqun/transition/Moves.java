package io.fenqun.transition;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.fenqun.table.ExactSum;
import io.fenqun.table.MonthColumns;
import io.fenqun.table.SchemeValue;
import io.fenqun.table.SegmentText;
import io.fenqun.table.States;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Where every customer came from and went to: one full outer join for all schemes and horizons,
 * with two scans of customer_month, whatever their number.
 *
 * @param groupBy columns of customer_month whose values go with a move
 */
record Moves(List<SchemeValue> schemes, List<String> groupBy) implements Serializable {
  private static final String CUSTOMER = "customer_id";

  /** First of the keys: a sort compares numbers then, not ids that begin alike. */
  private static final String HASH = "customer_hash";

  private static final String MONTH_INDEX = "month_index";
  private static final String HORIZON = "horizon_months";
  private static final String BEFORE = "before";
  private static final String NOW = "now";
  private static final String IS_NEW = "is_new";
  private static final String SEGMENTS = "segments of all schemes";

  /** The text of a group in a move. */
  static String group(int place) {
    return "group_" + place;
  }

  /** Columns of money behind the schemes' amounts, each once. */
  List<String> values() {
    return schemes.stream().map(SchemeValue::valueColumn).distinct().toList();
  }

  /**
   * One row per customer, horizon and month moved to, for everyone in the base of either end:
   * {@code month_index} (of the month moved to), {@code horizon_months}, {@code is_new} (first seen
   * since the month moved from), the {@link SegmentText} {@code before} and {@code now}, null where
   * the customer was not in the base, {@link #group} of each grouping, and the cents of each of
   * {@link #values} before and then now, 0 where absent or unknown. The months between the two ends
   * are not looked at.
   *
   * <p>A group is the one that the customer moves from; of whoever was not in the base then, the
   * one of the month moved to. A null is a group of its own.
   */
  Dataset<Row> to(TransitionScope scope, Dataset<Row> customerMonth, Dataset<Row> span) {
    Column index = MonthColumns.index(col("month"));
    Column horizon = col(HORIZON);
    Column isCovered = scope.covers(horizon, col(MONTH_INDEX));

    Dataset<Row> now =
        customerMonth
            .where(MonthColumns.within(col("month"), scope.toMonths()))
            .select(
                xxhash64(col(CUSTOMER)).as(HASH),
                col(CUSTOMER),
                index.as(MONTH_INDEX),
                state().as(NOW),
                explode(scope.lengths()).as(HORIZON))
            .where(isCovered);
    Dataset<Row> before =
        customerMonth
            .where(isMovedFrom(scope))
            .select(
                xxhash64(col(CUSTOMER)).as(HASH),
                col(CUSTOMER),
                index.as("from_index"),
                state().as(BEFORE),
                lit(false).as(IS_NEW),
                explode(scope.lengths()).as(HORIZON))
            .withColumn(MONTH_INDEX, col("from_index").plus(horizon))
            .where(isCovered)
            .drop("from_index");

    // A customer has no row before its first month, so the mark of being new takes the place of
    // that row in the same join.
    Column nothingBefore = lit(null).cast(before.schema().apply(BEFORE).dataType());
    Dataset<Row> newcomers =
        firstMonths(span, scope)
            .where(isCovered)
            .select(
                xxhash64(col(CUSTOMER)).as(HASH),
                col(CUSTOMER),
                nothingBefore.as(BEFORE),
                lit(true).as(IS_NEW),
                horizon,
                col(MONTH_INDEX));

    Column inEitherBase = col(NOW).isNotNull().or(col(BEFORE).isNotNull());
    List<Column> columns =
        new ArrayList<>(
            List.of(
                col(MONTH_INDEX),
                horizon,
                coalesce(col(IS_NEW), lit(false)),
                col(BEFORE).getField(SEGMENTS),
                col(NOW).getField(SEGMENTS)));
    for (int i = 0; i < groupBy.size(); i++) {
      Column from = col(BEFORE).getField(group(i));
      Column to = col(NOW).getField(group(i));
      columns.add(when(col(BEFORE).isNotNull(), from).otherwise(to).as(group(i)));
    }
    for (String state : List.of(BEFORE, NOW)) {
      values().forEach(value -> columns.add(coalesce(col(state).getField(value), lit(0L))));
    }
    return now.join(
            before.unionByName(newcomers),
            new String[] {HASH, CUSTOMER, MONTH_INDEX, HORIZON},
            "full_outer")
        .where(inEitherBase)
        .select(columns.toArray(Column[]::new));
  }

  /** As plain comparisons of the month's text, so that partitions are pruned. */
  private static Column isMovedFrom(TransitionScope scope) {
    SortedSet<Month> months = scope.fromMonths();
    MonthRange range = new MonthRange(months.first(), months.last());
    Column within = MonthColumns.within(col("month"), range);
    return months.size() == range.size()
        ? within
        : within.and(col("month").isin(months.stream().map(Month::toString).toArray()));
  }

  /**
   * One row per customer, horizon and month to which a move of this horizon starts before the
   * customer was first seen.
   */
  private static Dataset<Row> firstMonths(Dataset<Row> span, TransitionScope scope) {
    MonthRange months = scope.toMonths();
    MonthRange seenFirst = new MonthRange(months.from().minus(scope.longest() - 1), months.to());
    Column firstIndex = MonthColumns.index(col("first_month"));
    return span.where(MonthColumns.within(col("first_month"), seenFirst))
        .select(col(CUSTOMER), firstIndex.as("first"), explode(scope.lengths()).as(HORIZON))
        .select(
            xxhash64(col(CUSTOMER)).as(HASH),
            col(CUSTOMER),
            col(HORIZON),
            explode(sequence(col("first"), col("first").plus(col(HORIZON)).minus(1)))
                .as(MONTH_INDEX));
  }

  /** The segments, the cents behind the amounts and the groups as text. */
  private Column state() {
    List<String> names = schemes.stream().map(SchemeValue::scheme).toList();
    List<Column> fields = new ArrayList<>(List.of(SegmentText.of(names).as(SEGMENTS)));
    values().forEach(value -> fields.add(ExactSum.cents(col(value)).as(value)));
    for (int i = 0; i < groupBy.size(); i++) {
      Column text = col(groupBy.get(i)).cast("string");
      Column value = names.contains(groupBy.get(i)) ? coalesce(text, lit(States.OUTSIDE)) : text;
      fields.add(value.as(group(i)));
    }
    return struct(fields.toArray(Column[]::new));
  }
}
