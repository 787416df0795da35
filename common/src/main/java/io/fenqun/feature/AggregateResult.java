package io.fenqun.feature;

import static io.fenqun.feature.WorkingColumns.INDEX;
import static io.fenqun.feature.WorkingColumns.MONTH_END;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.dayofmonth;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.month;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.year;

import io.fenqun.feature.FeatureDef.Aggregate;
import io.fenqun.source.SourceDef;
import io.fenqun.table.Exact;
import io.fenqun.table.Tables;
import io.fenqun.time.OrderCycle;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;

/**
 * From merged partials to the feature of a row that has month_end. Without selected rows counts,
 * sums, streaks and balances are 0; min, max, avg, variance, stddev, first, last, recency and
 * idle_cycles are null.
 *
 * @param overWindow the partial merged over the feature's window
 * @param overMonth the partial merged over the month alone; asked for by daily averages only
 * @param typeOf type of a partial
 * @param distinct what counts distinct values
 */
record AggregateResult(
    Function<Partial, Column> overWindow,
    Function<Partial, Column> overMonth,
    Function<Partial, DataType> typeOf,
    SmallestHashes distinct) {

  Column of(FeatureDef feature, SourceDef source, DataType type) {
    Aggregate aggregate = (Aggregate) feature.calculation();
    List<Partial> partials = Partial.of(aggregate, source);
    Partial first = partials.get(0);
    return switch (aggregate.function()) {
      case SUM, COUNT -> orZero(overWindow.apply(first), type);
      case COUNT_DISTINCT ->
          first.kind().isCount()
              ? orZero(overWindow.apply(first), type)
              : distinct.count(overWindow.apply(first));
      case MIN, MAX -> overWindow.apply(first);
      case AVG -> average(overWindow.apply(first), overWindow.apply(partials.get(1)), type);
      case VARIANCE -> variance(feature, partials);
      case STDDEV -> sqrt(variance(feature, partials));
      case STREAK -> LatestRun.months(overWindow.apply(first), col(INDEX));
      case FIRST, LAST -> overWindow.apply(first).getField(Partial.VALUE);
      case RECENCY -> datediff(col(MONTH_END), overWindow.apply(first));
      case IDLE_CYCLES -> idleCycles(overWindow.apply(first), aggregate.cycle().orElseThrow());
      case BALANCE_MONTH_END ->
          Exact.money(orZero(overWindow.apply(first), type), tooLarge(feature));
      case BALANCE_DAILY_AVERAGE -> dailyAverage(feature, first, partials.get(1));
    };
  }

  private static Column orZero(Column value, DataType type) {
    return coalesce(value, lit(0).cast(type));
  }

  /** Money half up to cents, the rest as double. */
  private static Column average(Column sum, Column count, DataType type) {
    Column quotient =
        type instanceof DecimalType
            ? Exact.ofUnits(Exact.quotientHalfUp(Exact.units(sum, type, ""), count), type, "")
            : sum.cast("double").divide(count);
    return when(count.gt(0), quotient);
  }

  /** Of the sample. */
  private Column variance(FeatureDef feature, List<Partial> sumCountAndSquares) {
    Partial sum = sumCountAndSquares.get(0);
    String refusal =
        "Cannot compute "
            + feature.name()
            + ": it takes more than 38 digits; look for wrong amounts in the source";
    return Exact.variance(
        overWindow.apply(sumCountAndSquares.get(1)),
        overWindow.apply(sum),
        overWindow.apply(sumCountAndSquares.get(2)),
        typeOf.apply(sum),
        refusal);
  }

  private static Column idleCycles(Column lastEvent, OrderCycle cycle) {
    Column lastComplete = cycleOf(date_add(col(MONTH_END), 1), cycle).minus(1);
    return when(
        lastEvent.isNotNull(), greatest(lastComplete.minus(cycleOf(lastEvent, cycle)), lit(0)));
  }

  /** {@link OrderCycle#cycleOf}. */
  private static Column cycleOf(Column day, OrderCycle cycle) {
    return switch (cycle) {
      case WEEKLY -> floor(unix_date(day).plus(OrderCycle.EPOCH_DAYS_AFTER_MONDAY).divide(7));
      case MONTHLY -> year(day).multiply(12).plus(month(day)).minus(1);
    };
  }

  /**
   * (balance before the month × days + Σ amount × days from its event to the month's end) / days,
   * half up to cents (design section 8.5).
   */
  private Column dailyAverage(FeatureDef feature, Partial sum, Partial dayWeightedSum) {
    Column balance = cents(feature, overWindow.apply(sum));
    Column moved = cents(feature, overMonth.apply(sum));
    Column weighted = cents(feature, overMonth.apply(dayWeightedSum));
    Column days = dayofmonth(col(MONTH_END));
    Column sumOfDays = balance.minus(moved).cast("decimal(20,0)").multiply(days).plus(weighted);
    return Exact.ofUnits(Exact.quotientHalfUp(sumOfDays, days), Tables.MONEY, tooLarge(feature));
  }

  private static Column cents(FeatureDef feature, Column value) {
    String refusal = tooLarge(feature);
    return Exact.units(Exact.money(value, refusal), Tables.MONEY, refusal);
  }

  private static String tooLarge(FeatureDef feature) {
    return "Cannot compute "
        + feature.name()
        + ": a balance has more than 18 digits; look for wrong amounts in the source";
  }
}
