package io.fenqun.transition;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.fenqun.sql.WideFrame;
import io.fenqun.table.MonthColumns;
import io.fenqun.table.States;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Who was where at a base month, and whether that customer is above or below standard in another
 * month. Everything that is ours travels in one struct, {@link #MEMBER}, so that a feature may have
 * any name.
 */
final class Standing {
  /**
   * The column in which a customer's base month, level and whatever a caller needs pass through
   * {@link #in}.
   */
  static final String MEMBER = "__member";

  private final RollRateDef def;

  Standing(RollRateDef def) {
    this.def = def;
  }

  /**
   * The rows of the base months with {@code base_floor} beside the features: what {@code
   * population} and {@code below} may be asked of.
   */
  Dataset<Row> at(List<Month> baseMonths, Dataset<Row> wideRows) {
    Column isBaseMonth = col("month").isin(baseMonths.stream().map(Month::toString).toArray());
    return wideRows.where(isBaseMonth).withColumn(RollRateDef.BASE_FLOOR, floor());
  }

  /** The level of a row of a base month. */
  Column level() {
    return coalesce(col(def.scheme()), lit(States.OUTSIDE));
  }

  private Column floor() {
    Column floor = lit(null);
    for (var entry : new TreeMap<>(def.floors()).entrySet()) {
      floor =
          when(col(def.scheme()).equalTo(entry.getKey()), lit(entry.getValue()).cast(Tables.FLOOR))
              .otherwise(floor);
    }
    return floor.cast(Tables.FLOOR);
  }

  /** The value behind the amounts in a row of features. */
  Column value() {
    return col(def.value()).cast(Tables.MONEY);
  }

  /**
   * Each of the given customers and months: {@code customer_id}, {@code month_index} and {@link
   * #MEMBER} as given, {@code is_present} (in the base of that month), {@code is_below} (null where
   * absent or where the features leave it open), {@code value} (null where absent).
   *
   * @param members customer_id, month_index, {@link #MEMBER} (a struct) and base_floor
   * @param wideRows features of the base's customers; months outside {@code months} are not read
   */
  Dataset<Row> in(MonthRange months, Dataset<Row> members, Dataset<Row> wideRows) {
    Dataset<Row> featuresOfMonth =
        wideRows
            .where(MonthColumns.within(col("month"), months))
            .drop(RollRateDef.BASE_FLOOR)
            .withColumn("month_index", MonthColumns.index(col("month")));
    Column isPresent = col("month").isNotNull();
    return members
        .join(featuresOfMonth, new String[] {"customer_id", "month_index"}, "left_outer")
        .select(
            col("customer_id"),
            col("month_index"),
            col(MEMBER),
            isPresent.as("is_present"),
            when(isPresent, WideFrame.column(def.below())).as("is_below"),
            value().as("value"));
  }
}
