package io.fenqun.transition;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.stddev_samp;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.MonthColumns;
import io.fenqun.table.PerformanceTables;
import io.fenqun.table.Rounding;
import io.fenqun.time.MonthRange;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Sizes of segments, moves and roll rates that are outside of the band of their own last months
 * (issue 7, limits on movement). Reads aggregated tables alone, but for what the alarms of roll
 * rates are traced to.
 */
public final class MovementAlarms {
  private static final String MONTH = "month_index";
  private static final String[] KEYS = WatchedRates.KEYS.toArray(String[]::new);

  private final AlarmDef def;
  private final Dataset<Row> transitions;
  private final Dataset<Row> rates;
  private final MonthRange months;

  /**
   * @param transitions rows of transition_month of {@link AlarmDef#reads}
   * @param rollRates rows of roll_rate of the same months
   * @param months that alarms are raised in
   */
  public MovementAlarms(
      AlarmDef def, Dataset<Row> transitions, Dataset<Row> rollRates, MonthRange months) {
    this.def = def;
    this.transitions = transitions.where(isWatched(def));
    this.rates =
        WatchedRates.ofEveryone(this.transitions)
            .unionByName(WatchedRates.rolling(rollRates.where(isWatched(def))));
    this.months = months;
  }

  /**
   * One row per month and figure of {@link WatchedRates} that is outside of its band; a month in
   * which all is as usual has none. The band rests on the figure's own last {@code history} months
   * before this one, as far as its base had customers in them ({@code history_months}); alarms of
   * those months are not taken out. No alarm is raised of less history or fewer customers than the
   * definition asks for, nor where fewer customers than {@code least_moved} are too many or too
   * few. A value on the band's edge is inside. Values and limits are compared as published, to 9
   * digits.
   */
  public Dataset<Row> raised() {
    return banded(rates, def)
        .where(MonthColumns.within(MonthColumns.text(col(MONTH)), months))
        .where(isOut(def));
  }

  /**
   * The schemes of which a roll rate is outside of its band, in order.
   *
   * @param raised {@link #raised}
   */
  public static List<String> rolling(Dataset<Row> raised) {
    return raised
        .where(col("kind").equalTo(WatchedRates.ROLL_RATE))
        .select("scheme")
        .distinct()
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  /**
   * Rows of movement_alarm: the alarms with the {@code groups} that moved them, see {@link
   * AlarmGroups}; null where no group is known.
   *
   * @param raised {@link #raised}
   * @param rolled of the schemes of {@link #rolling}, {@link RolledGroups#of}; none where roll
   *     rates are not traced to groups
   */
  public Dataset<Row> traced(Dataset<Row> raised, Optional<Dataset<Row>> rolled) {
    Dataset<Row> moved = WatchedRates.byGroup(transitions);
    Dataset<Row> byGroup = rolled.map(moved::unionByName).orElse(moved);
    String[] keys = Stream.concat(Stream.of(KEYS), Stream.of(MONTH)).toArray(String[]::new);
    Dataset<Row> rows =
        raised
            .join(AlarmGroups.of(raised, byGroup, rates, def), keys, "left_outer")
            .withColumn("month", MonthColumns.text(col(MONTH)))
            .withColumn("to_segment", unless("to_segment", WatchedRates.NO_SEGMENT))
            .withColumn("n", unless("n", WatchedRates.NO_RUN))
            .withColumn(
                "direction", when(col("value").gt(col("band_high")), "ABOVE").otherwise("BELOW"));
    return rows.select(PerformanceTables.MOVEMENT_ALARM.selection(List.of(rows.columns())));
  }

  /** Null where it is the value. */
  private static Column unless(String name, Object value) {
    return when(col(name).notEqual(value), col(name));
  }

  private static Column isWatched(AlarmDef def) {
    return def.schemes().isEmpty() ? lit(true) : col("scheme").isin(def.schemes().toArray());
  }

  private static Dataset<Row> banded(Dataset<Row> rates, AlarmDef def) {
    WindowSpec history =
        Window.partitionBy(KEYS[0], KEYS[1], KEYS[2], KEYS[3], KEYS[4])
            .orderBy(MONTH)
            .rangeBetween(-def.history(), -1);
    Dataset<Row> known =
        rates
            .withColumn("rate", col("customers").cast("double").divide(col("base_customers")))
            .withColumn("history_months", count(col("rate")).over(history))
            .withColumn("mean", avg(col("rate")).over(history))
            .withColumn("deviation", stddev_samp(col("rate")).over(history))
            .withColumn("smallest", min(col("rate")).over(history))
            .withColumn("largest", max(col("rate")).over(history));
    Column chance =
        sqrt(
            greatest(col("mean").multiply(lit(1.0).minus(col("mean"))), lit(0.0))
                .divide(col("base_customers")));
    Column half = greatest(coalesce(col("deviation"), lit(0.0)), chance).multiply(def.deviations());
    boolean isRange = def.band() == AlarmDef.Band.RANGE;
    Column low = isRange ? col("smallest") : greatest(col("mean").minus(half), lit(0.0));
    Column high = isRange ? col("largest") : least(col("mean").plus(half), lit(1.0));
    return known
        .withColumn("value", Rounding.significant(col("rate")))
        .withColumn("usual", Rounding.significant(col("mean")))
        .withColumn("band_low", Rounding.significant(low))
        .withColumn("band_high", Rounding.significant(high));
  }

  private static Column isOut(AlarmDef def) {
    Column difference = abs(col("customers").minus(col("usual").multiply(col("base_customers"))));
    return col("history_months")
        .geq(def.leastHistory())
        .and(col("base_customers").geq(def.leastCustomers()))
        .and(difference.geq(def.leastMoved()))
        .and(col("value").lt(col("band_low")).or(col("value").gt(col("band_high"))));
  }
}
