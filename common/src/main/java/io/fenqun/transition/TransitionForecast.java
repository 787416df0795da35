package io.fenqun.transition;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.ForecastTables;
import io.fenqun.table.Rounding;
import io.fenqun.table.Wilson;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Where today's customers will be, by powers of the transition matrix (design section 4). A closed
 * cohort: entrants and returners are not forecast, LEFT is absorbing.
 *
 * <p>Works on the driver: on matrices of segments, never on customers.
 */
public final class TransitionForecast {
  /** Reason: someone may be in a segment of which the window has no moves. */
  public static final String ROW_WITHOUT_CUSTOMERS = "ROW_WITHOUT_CUSTOMERS";

  private static final StructType WORKED =
      StructType.fromDDL(
          "month string, scheme string, horizon_months int, segment string, target_month string,"
              + " cohort_customers bigint, customers bigint, known_share double, number double,"
              + " unknown_share double, window_months int, dispersion double");

  private TransitionForecast() {}

  /**
   * Rows of transition_forecast: one per month, scheme, months on and state; a scheme without
   * customers in a month has none, and so has a month without moves into it, as the first covered
   * one.
   *
   * <p>The matrix of a month is that of all moves of its window, or of what there is of it where
   * the history is shorter ({@code window_months}). {@code expected} is null, with reason {@value
   * #ROW_WITHOUT_CUSTOMERS}, where anyone of the cohort may by then have been in a segment that the
   * window has no moves from; {@code unknown} is how many are expected to, and the limits hold
   * wherever they went. Else the expected numbers of all states add up to the cohort.
   *
   * <p>Limits are Wilson's at the number of independent customers that the variance of {@link
   * Chain#outlook} is worth. They read as if customers moved independently, in months that differ
   * as those of the window do ({@code dispersion}, null with one month, which then counts as 1).
   *
   * @param transitions rows of transition_month, for {@link ForecastDef#reads}
   * @param confidence of the limits, as a fraction
   */
  public static Dataset<Row> of(
      Dataset<Row> transitions, ForecastDef def, MonthRange months, double confidence) {
    List<Row> rows = new ArrayList<>();
    MoveHistory.of(transitions, def.reads(months))
        .forEach(
            (scheme, history) ->
                months.months().stream()
                    .filter(history::has)
                    .forEach(month -> rows.addAll(rows(scheme, history, month, def))));
    Dataset<Row> worked = transitions.sparkSession().createDataFrame(rows, WORKED);
    Dataset<Row> limited =
        Wilson.at(confidence)
            .withRate(
                worked,
                "share",
                col("known_share"),
                lit(1.0),
                when(col("number").gt(0), col("number")));
    return published(limited);
  }

  private static Dataset<Row> published(Dataset<Row> limited) {
    Column cohort = col("cohort_customers").cast("double");
    Column unknown = col("unknown_share").multiply(cohort);
    Column isKnown = col("unknown_share").equalTo(0.0);
    Column low = when(col("number").gt(0), col("share_low")).otherwise(0.0).multiply(cohort);
    Column high = when(col("number").gt(0), col("share_high")).otherwise(1.0).multiply(cohort);
    Dataset<Row> rows =
        limited
            .withColumn(
                "expected",
                when(isKnown, Rounding.significant(col("known_share").multiply(cohort))))
            .withColumn("expected_low", Rounding.significant(low))
            .withColumn("expected_high", Rounding.significant(least(high.plus(unknown), cohort)))
            .withColumn("unknown", Rounding.significant(unknown))
            .withColumn("dispersion", Rounding.significant(col("dispersion")))
            .withColumn("reason", when(isKnown, lit(null)).otherwise(ROW_WITHOUT_CUSTOMERS));
    return rows.select(ForecastTables.TRANSITION_FORECAST.selection(List.of(rows.columns())));
  }

  private static List<Row> rows(String scheme, MoveHistory history, Month month, ForecastDef def) {
    SortedMap<String, Long> cohort = history.present(month);
    long customers = cohort.values().stream().reduce(0L, Math::addExact);
    if (customers == 0) {
      return List.of();
    }
    Collection<MoveCounts> window = history.window(month, def.window()).values();
    MoveCounts pooled = new MoveCounts();
    window.forEach(pooled::addAll);
    Homogeneity overTime = Homogeneity.of(window);
    @Nullable Double dispersion = overTime.isTestable() ? overTime.dispersion() : null;
    List<Row> rows = new ArrayList<>();
    for (Chain.Outlook outlook :
        Chain.of(pooled, new TreeSet<>(cohort.keySet()))
            .outlook(cohort, def.months(), dispersion == null ? 1 : dispersion)) {
      rows.add(
          RowFactory.create(
              month.toString(),
              scheme,
              outlook.months(),
              outlook.state(),
              month.plus(outlook.months()).toString(),
              customers,
              cohort.getOrDefault(outlook.state(), 0L),
              outlook.share(),
              outlook.number(),
              outlook.unknown(),
              window.size(),
              dispersion));
    }
    return rows;
  }
}
