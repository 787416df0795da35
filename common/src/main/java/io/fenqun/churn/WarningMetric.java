package io.fenqun.churn;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.MonthColumns;
import io.fenqun.table.Rounding;
import io.fenqun.table.Wilson;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * What warnings were worth (domain page section 1.3): one row per month by whose end every outcome
 * is known, per window of 1 month and of the declared ones, and per rule and threshold: the warning
 * at every sum that its points can have, and the naive rule, whose threshold is 0.
 *
 * <p>The warnings are those of {@code horizon} months before the month; an event counts that began
 * within those months. {@code hits} counts customers, {@code events} and {@code caught} events of
 * the judged customers: a customer may have two within a long horizon. The lead time of a hit runs
 * to its first event. Counts of a window are sums over its months, so that one event is counted in
 * each month whose warnings could have told of it; its limits, which read as if all were
 * independent, are too narrow by that. Rates are null where nobody was warned of, or nothing began.
 *
 * <p>{@code warning_precision}, in the rows of the naive rule: the precision of the warning at the
 * threshold at which it catches as many events as the naive rule. Between two thresholds the counts
 * are interpolated, as if those who are warned of at the lower alone were taken in by lot (J. Davis
 * and M. Goadrich, "The relationship between precision-recall and ROC curves", ICML 2006, section
 * 4). Null where the lowest threshold catches fewer, or the naive rule none.
 */
record WarningMetric(WarningDef def, MonthRange months) {
  static final String WARNING = "WARNING";
  static final String NAIVE = "NAIVE";

  private static final List<String> COUNTS =
      List.of("customers", "warned", "hits", "events", "caught", "lead_months");
  private static final String MONTH_INDEX = Standings.MONTH_INDEX;
  private static final String WINDOW = "window_months";
  private static final String WANTED = "churn__wanted";
  private static final String ABOVE = "__above";
  private static final String FIRST_EVENT = "first_event";

  Dataset<Row> of(
      Dataset<Row> judged, Dataset<Row> events, Dataset<Row> measured, double confidence) {
    Dataset<Row> counts = ofWindows(counted(judged, events), measured);
    Wilson wilson = Wilson.at(confidence);
    Dataset<Row> rates =
        wilson.withRate(
            wilson.withRate(withWarningPrecision(counts), "precision", col("hits"), col("warned")),
            "recall",
            col("caught"),
            col("events"));
    return rates
        .withColumn("month", MonthColumns.text(col(MONTH_INDEX)))
        .withColumn("made_in_month", MonthColumns.text(col(MONTH_INDEX).minus(def.horizon())))
        .withColumn(
            "is_warn_at", col("rule").equalTo(WARNING).and(col("threshold").equalTo(def.warnAt())))
        .withColumn("lead_time_months", ratio(col("lead_months"), col("hits")));
  }

  /** The counts of every single month, with {@code month_index}, rule, threshold and months. */
  private Dataset<Row> counted(Dataset<Row> judged, Dataset<Row> events) {
    Column isWarned =
        when(col("rule").equalTo(NAIVE), col(Warnings.IS_NAIVE))
            .otherwise(col(Warnings.POINTS).geq(col("threshold")));
    List<Column> sums = new ArrayList<>();
    for (String count : COUNTS) {
      boolean isOfAll = count.equals("customers") || count.equals("events");
      Column part =
          switch (count) {
            case "warned" -> col("customers");
            case "caught" -> col("events");
            default -> col(count);
          };
      sums.add(sum(isOfAll ? part : when(isWarned, part).otherwise(0L)).as(count));
    }
    return alike(judged, events)
        .withColumn("at", explode(rules()))
        .select(col("*"), col("at.*"))
        .groupBy(MONTH_INDEX, "rule", "threshold")
        .agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new));
  }

  /**
   * How many customers of a month are judged alike, and what became of them. The month becomes that
   * in which it is known.
   */
  private Dataset<Row> alike(Dataset<Row> judged, Dataset<Row> events) {
    Dataset<Row> known =
        judged
            .where(col(Standings.MONTH_INDEX).leq(months.to().minus(def.horizon()).index()))
            .join(outcomes(events), new String[] {Standings.CUSTOMER_ID, MONTH_INDEX}, "left");
    Column leads = col(FIRST_EVENT).minus(col(MONTH_INDEX)).cast("bigint");
    return known
        .groupBy(col(MONTH_INDEX), col(Warnings.POINTS), col(Warnings.IS_NAIVE))
        .agg(
            count(lit(1)).as("customers"),
            count(col(FIRST_EVENT)).as("hits"),
            coalesce(sum("events"), lit(0L)).as("events"),
            coalesce(sum(leads), lit(0L)).as("lead_months"))
        .withColumn(MONTH_INDEX, col(MONTH_INDEX).plus(def.horizon()));
  }

  /** By customer and month: the events within the horizon after it. */
  private Dataset<Row> outcomes(Dataset<Row> events) {
    Column began = MonthColumns.index(col("month"));
    return events
        .select(col(Standings.CUSTOMER_ID), began.as(FIRST_EVENT))
        .where(
            col(FIRST_EVENT)
                .between(months.from().minus(def.horizon()).plus(1).index(), months.to().index()))
        .withColumn(
            MONTH_INDEX,
            explode(
                sequence(col(FIRST_EVENT).minus(def.horizon()), col(FIRST_EVENT).minus(1), lit(1))))
        .groupBy(Standings.CUSTOMER_ID, MONTH_INDEX)
        .agg(min(FIRST_EVENT).as(FIRST_EVENT), count(lit(1)).as("events"));
  }

  private Column rules() {
    Stream<Column> warnings =
        def.thresholds().stream()
            .map(points -> struct(lit(WARNING).as("rule"), lit(points).as("threshold")));
    return array(
        Stream.concat(warnings, Stream.of(struct(lit(NAIVE).as("rule"), lit(0).as("threshold"))))
            .toArray(Column[]::new));
  }

  /** The counts of each of the months alone, and of the window that ends with it. */
  private Dataset<Row> ofWindows(Dataset<Row> ofMonths, Dataset<Row> measured) {
    Dataset<Row> before =
        measured
            .where(col(WINDOW).equalTo(1))
            .withColumn(MONTH_INDEX, MonthColumns.index(col("month")))
            .select(Stream.of(ofMonths.columns()).map(name -> col(name)).toArray(Column[]::new));
    List<Column> sums = new ArrayList<>();
    COUNTS.forEach(count -> sums.add(sum(count).as(count)));
    return ofMonths
        .unionByName(before)
        .withColumn("in", explode(windows()))
        .withColumn(WINDOW, col("in." + WINDOW))
        .withColumn(MONTH_INDEX, col("in." + MONTH_INDEX))
        .where(col(MONTH_INDEX).between(months.from().index(), months.to().index()))
        .groupBy(MONTH_INDEX, WINDOW, "rule", "threshold")
        .agg(count(lit(1)).cast("int").as("months"), sums.toArray(Column[]::new));
  }

  /** Those that a month is in, each by its length and last month. */
  private Column windows() {
    List<Column> windows = new ArrayList<>(List.of(window(1, 0)));
    for (int later = 0; def.window() > 1 && later < def.window(); later++) {
      windows.add(window(def.window(), later));
    }
    return array(windows.toArray(Column[]::new));
  }

  private static Column window(int length, int later) {
    return struct(lit(length).as(WINDOW), col(MONTH_INDEX).plus(later).as(MONTH_INDEX));
  }

  /** Windows of a few rows each: the thresholds of one month. */
  private static Dataset<Row> withWarningPrecision(Dataset<Row> counts) {
    WindowSpec together = Window.partitionBy(MONTH_INDEX, WINDOW);
    WindowSpec fromTheHighest =
        Window.partitionBy(MONTH_INDEX, WINDOW, "rule").orderBy(col("threshold").desc());
    Column isNaive = col("rule").equalTo(NAIVE);
    Dataset<Row> steps =
        counts.withColumn(WANTED, max(when(isNaive, col("caught"))).over(together));
    for (String count : List.of("warned", "hits", "caught")) {
      Column above = lag(count, 1).over(fromTheHighest);
      steps = steps.withColumn(count + ABOVE, coalesce(above, lit(0L)));
    }
    Column caughtAbove = col("caught" + ABOVE);
    Column isReached = col(WANTED).gt(caughtAbove).and(col(WANTED).leq(col("caught")));
    Column part =
        col(WANTED).minus(caughtAbove).cast("double").divide(col("caught").minus(caughtAbove));
    Column precision = ratio(between("hits", part), between("warned", part));
    Column atWanted = max(when(not(isNaive).and(isReached), precision)).over(together);
    return steps.withColumn("warning_precision", when(isNaive, atWanted));
  }

  private static Column between(String count, Column part) {
    Column above = col(count + ABOVE);
    return above.plus(part.multiply(col(count).minus(above)));
  }

  private static Column ratio(Column part, Column whole) {
    return Rounding.significant(part.cast("double").divide(nullif(whole.cast("double"), lit(0.0))));
  }
}
