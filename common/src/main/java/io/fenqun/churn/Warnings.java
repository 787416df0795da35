package io.fenqun.churn;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.fenqun.sql.SqlExpression;
import io.fenqun.sql.WideFrame;
import io.fenqun.table.MonthColumns;
import io.fenqun.time.MonthRange;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Who shows signs of churn before it begins (domain page section 1.3), in the months and in those
 * before whose outcomes became known in them.
 *
 * <p>Of a month nothing is used that was not known at its end: the features of the month, the value
 * of the months before, and which events were open then. An event is open in a month where it began
 * in it or before and was not regained up to it.
 */
public final class Warnings {
  static final String POINTS = "points";
  static final String SIGNS = "signs";
  static final String IS_NAIVE = "churn__is_naive";

  private static final String IS_DEPARTED = "is_departed";
  private static final String EVENT_OF = "churn__event_of";
  private static final String BEGAN = "churn__began";
  private static final String BACK = "churn__back";

  private final ChurnDef churn;
  private final WarningDef def;
  private final MonthRange months;

  /**
   * @param churn with a warning
   * @param months to tell of
   */
  public Warnings(ChurnDef churn, MonthRange months) {
    this.churn = churn;
    this.def = churn.warning().orElseThrow();
    this.months = months;
  }

  /** The months of feature_month that are read: those judged and the reference months. */
  public MonthRange read() {
    return new MonthRange(
        months.from().minus(def.horizon() + churn.referenceMonths()), months.to());
  }

  /**
   * One row per month and customer who can be lost: of churn's population, with a reference level
   * above 0, not departed in the month and without an open event. Columns: customer_id; month_index
   * int; {@code points} int, 0 where no sign is seen; {@code signs} array of codes in declared
   * order; whether the naive rule holds. A condition that a null leaves open is not seen.
   *
   * @param features of {@link #read}, where they are covered
   * @param events rows of churn_month
   */
  public Dataset<Row> judged(Dataset<Row> features, Dataset<Row> events) {
    SortedSet<String> columns = new TreeSet<>(def.reads());
    churn.population().names().forEach(name -> columns.add(WideFrame.column(name)));
    columns.removeAll(ChurnDef.NAMES);
    columns.add(IS_DEPARTED);
    Dataset<Row> levels =
        Standings.levels(churn, columns, features)
            .where(col(Standings.MONTH_INDEX).geq(months.from().minus(def.horizon()).index()))
            .where(
                isSeen(churn.population())
                    .and(coalesce(col(ChurnDef.REFERENCE_VALUE).gt(0), lit(false)))
                    .and(not(col(IS_DEPARTED))));
    return withoutOpenEvent(levels, events)
        .select(
            col(Standings.CUSTOMER_ID),
            col(Standings.MONTH_INDEX),
            points().as(POINTS),
            signs().as(SIGNS),
            isSeen(def.naive()).as(IS_NAIVE));
  }

  private static Dataset<Row> withoutOpenEvent(Dataset<Row> levels, Dataset<Row> events) {
    Dataset<Row> spans =
        events.select(
            col(Standings.CUSTOMER_ID).as(EVENT_OF),
            MonthColumns.index(col("month")).as(BEGAN),
            MonthColumns.index(col("regained_month")).as(BACK));
    Column isOpen =
        col(BEGAN)
            .leq(col(Standings.MONTH_INDEX))
            .and(col(BACK).isNull().or(col(BACK).gt(col(Standings.MONTH_INDEX))));
    return levels.join(
        spans, col(Standings.CUSTOMER_ID).equalTo(col(EVENT_OF)).and(isOpen), "left_anti");
  }

  private static Column isSeen(SqlExpression condition) {
    return coalesce(WideFrame.column(condition), lit(false));
  }

  private Column points() {
    Column sum = lit(0);
    for (WarningSign sign : def.signs()) {
      sum = sum.plus(when(isSeen(sign.when()), sign.points()).otherwise(0));
    }
    return sum;
  }

  private Column signs() {
    List<Column> codes =
        def.signs().stream().map(sign -> when(isSeen(sign.when()), lit(sign.code()))).toList();
    return filter(array(codes.toArray(Column[]::new)), Column::isNotNull);
  }

  /**
   * Rows of churn_warning of the months: who shows a sign at least.
   *
   * @param judged rows of {@link #judged}
   */
  public Dataset<Row> shown(Dataset<Row> judged) {
    return judged
        .where(col(Standings.MONTH_INDEX).geq(months.from().index()).and(col(POINTS).gt(0)))
        .select(
            MonthColumns.text(col(Standings.MONTH_INDEX)).as("month"),
            col(Standings.CUSTOMER_ID),
            col(POINTS),
            col(SIGNS),
            col(POINTS).geq(def.warnAt()).as("is_warned"));
  }

  /** The months of churn_warning_metric that are read beside those computed. */
  public MonthRange measuredBefore() {
    return new MonthRange(months.from().minus(def.window()), months.from().minus(1));
  }

  /**
   * Rows of churn_warning_metric of the months: see {@link WarningMetric}.
   *
   * @param judged rows of {@link #judged}
   * @param events rows of churn_month
   * @param measured rows of churn_warning_metric of {@link #measuredBefore}
   * @param confidence of the limits, as a fraction
   */
  public Dataset<Row> metric(
      Dataset<Row> judged, Dataset<Row> events, Dataset<Row> measured, double confidence) {
    return new WarningMetric(def, months).of(judged, events, measured, confidence);
  }
}
