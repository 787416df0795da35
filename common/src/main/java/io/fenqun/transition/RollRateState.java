package io.fenqun.transition;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.fenqun.sql.WideFrame;
import io.fenqun.table.MonthColumns;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Months below standard of every customer followed, carried from month to month so that nothing is
 * recounted (domain page section 1.4).
 *
 * <p>A base month opens its population with a run of 0. In each later month the run grows by one
 * where {@code below} is true and falls to 0 otherwise, also where a null feature leaves {@code
 * below} open. A customer who is absent from the base after the base month has left: below standard
 * from then on, whatever comes later, with a value of 0.
 */
public final class RollRateState {
  private final RollRateDef def;
  private final MonthRange months;
  private final Standing standing;

  private RollRateState(RollRateDef def, MonthRange months) {
    this.def = def;
    this.months = months;
    this.standing = new Standing(def);
  }

  /**
   * Rows of roll_rate_state for the months of a range, all at once: one per base month, customer
   * followed and month.
   *
   * @param before rows of roll_rate_state; those of the month before the range are carried on where
   *     their base month is still declared
   * @param wideRows customers of the base in the months of the range, without those who depart in
   *     the month: customer_id, month, features, and a segment column per scheme
   */
  public static Dataset<Row> follow(
      RollRateDef def, Dataset<Row> before, Dataset<Row> wideRows, MonthRange months) {
    RollRateState state = new RollRateState(def, months);
    Dataset<Row> members = state.carried(before).unionByName(state.opened(wideRows));
    Dataset<Row> memberMonths =
        members.select(
            col("customer_id"),
            col(Standing.MEMBER),
            col(Standing.MEMBER).getField("base_floor").as(RollRateDef.BASE_FLOOR),
            explode(state.monthsOf(col(Standing.MEMBER))).as("month_index"));
    Dataset<Row> rows = state.runs(state.standing.in(months, memberMonths, wideRows));
    return rows.select(Tables.ROLL_RATE_STATE.selection(List.of(rows.columns())));
  }

  /** Everyone followed in the month before the range. */
  private Dataset<Row> carried(Dataset<Row> before) {
    Month lastMonth = months.from().minus(1);
    Column baseIndex = MonthColumns.index(col("base_month"));
    Column isStillFollowed =
        def.last() > 0
            ? baseIndex.plus(def.last()).gt(lastMonth.index())
            : col("base_month").isin(def.baseMonths().stream().map(Month::toString).toArray());
    return before
        .where(
            col("month")
                .equalTo(lastMonth.toString())
                .and(col("scheme").equalTo(def.scheme()))
                .and(isStillFollowed))
        .select(
            col("customer_id"),
            struct(
                    baseIndex.as("base_index"),
                    col("level"),
                    col("base_floor"),
                    lit(months.from().index()).as("first_index"),
                    lit(lastMonth.index()).minus(col("run")).as("above_index"),
                    col("is_left").as("had_left"),
                    col("value").as("first_value_before"))
                .as(Standing.MEMBER));
  }

  /** The population of every base month in the range. */
  private Dataset<Row> opened(Dataset<Row> wideRows) {
    List<Month> baseMonths = months.months().stream().filter(def::isBaseMonth).toList();
    Column baseIndex = MonthColumns.index(col("month"));
    return standing
        .at(baseMonths, wideRows)
        .where(WideFrame.column(def.population()))
        .select(
            col("customer_id"),
            struct(
                    baseIndex.as("base_index"),
                    standing.level().as("level"),
                    col(RollRateDef.BASE_FLOOR).as("base_floor"),
                    baseIndex.as("first_index"),
                    baseIndex.as("above_index"),
                    lit(false).as("had_left"),
                    lit(null).cast(Tables.MONEY).as("first_value_before"))
                .as(Standing.MEMBER));
  }

  /** From the member's first month in the range to the end of the range, or of its follow-up. */
  private Column monthsOf(Column member) {
    Column lastOfRange = lit(months.to().index());
    Column last =
        def.last() > 0
            ? least(member.getField("base_index").plus(def.last()), lastOfRange)
            : lastOfRange;
    return sequence(member.getField("first_index"), last);
  }

  /**
   * Counts consecutive months below as the distance to the last month above standard: {@code
   * above_index} of the member is the last one known before the range, a month of the range that is
   * not below replaces it.
   */
  private Dataset<Row> runs(Dataset<Row> standings) {
    Column month = col("month_index");
    Column isBase = month.equalTo(col("base_index"));
    Column isFirst = month.equalTo(col("first_index"));
    WindowSpec history = Window.partitionBy("customer_id", "base_index").orderBy("month_index");
    WindowSpec upToNow = history.rowsBetween(Window.unboundedPreceding(), Window.currentRow());

    Column isLeft = col("had_left").or(max(not(col("is_present"))).over(upToNow));
    Column isBelow = not(isBase).and(col("is_left").or(coalesce(col("is_below"), lit(false))));
    Column lastAboveInRange = max(when(not(col("is_counted_below")), month)).over(upToNow);
    Column lastAboveBefore =
        when(isFirst, col("above_index")).otherwise(lag("last_above", 1).over(history));
    Column valueBefore =
        when(isFirst, col("first_value_before")).otherwise(lag("value", 1).over(history));
    Column noMoney = lit(0).cast(Tables.MONEY);
    return standings
        .select(col("*"), col(Standing.MEMBER + ".*"))
        .withColumn("is_left", isLeft)
        .withColumn("is_counted_below", isBelow)
        .withColumn("value", when(col("is_left"), noMoney).otherwise(col("value")))
        .withColumn("last_above", coalesce(lastAboveInRange, col("above_index")))
        .withColumn("run", month.minus(col("last_above")))
        .withColumn("run_before", when(not(isBase), month.minus(1).minus(lastAboveBefore)))
        .withColumn("value_before", when(not(isBase), valueBefore))
        .withColumn("scheme", lit(def.scheme()))
        .withColumn("month", MonthColumns.text(month))
        .withColumn("base_month", MonthColumns.text(col("base_index")));
  }
}
