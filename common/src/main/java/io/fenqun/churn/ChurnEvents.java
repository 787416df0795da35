package io.fenqun.churn;

import static org.apache.spark.sql.functions.aggregate;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.slice;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.MonthColumns;
import io.fenqun.table.Tables;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Events of churn (domain page section 1.3): each is counted once, in the month in which it begins,
 * and is open until the declared part of its reference level is back. A customer has one open event
 * at most; while it is open, and in the month that closes it, none begins.
 *
 * <p>What was open before the months that are computed stands in churn_month itself: begun before
 * them and not regained before them. So months that are computed again give what they gave first.
 */
public final class ChurnEvents {
  /** Of {@link #carried}. */
  public static final String IS_CHANGED = "churn__is_changed";

  private static final String MONTHS = "churn__months";
  private static final String OPEN = "churn__open";
  private static final String EVENT = "churn__event";
  private static final String BEGAN = "began";
  private static final String REFERENCE = "reference";
  private static final String BACK = "back";
  private static final String LOSS = "loss";
  private static final String LATER_REGAINED = "churn__regained";
  private static final int PERCENT = 100;

  private final ChurnDef def;
  private final MonthRange months;

  public ChurnEvents(ChurnDef def, MonthRange months) {
    this.def = def;
    this.months = months;
  }

  /** The months of feature_month that are read: those computed and the reference months. */
  public MonthRange read() {
    return new MonthRange(months.from().minus(def.referenceMonths()), months.to());
  }

  /** The months of customer_month in which the level is looked up. */
  public MonthRange levelMonths() {
    return new MonthRange(months.from().minus(1), months.to().minus(1));
  }

  /**
   * One row per event that began in the months, or that was open before them and whose customer has
   * a row in them: customer_id, the event's month and that in which it was regained (null: it is
   * not), and what it is, null for those open before.
   *
   * @param features of all customers in {@link #read}, those who depart in a month too
   * @param stored rows of churn_month of months before the computed ones
   * @param reasonBytes a reason is not longer
   */
  public Dataset<Row> follow(Dataset<Row> features, Dataset<Row> stored, int reasonBytes) {
    Dataset<Row> judged =
        Losses.of(def, Standings.of(def, features), reasonBytes)
            .where(col(Standings.MONTH_INDEX).geq(months.from().index()));
    DataType lossType = judged.schema().apply(Losses.LOSS).dataType();
    Column month =
        struct(col(Standings.MONTH_INDEX), col(ChurnDef.VALUE), col(Losses.LOSS).as(LOSS));
    Dataset<Row> byCustomer =
        judged
            .groupBy(Standings.CUSTOMER_ID)
            .agg(sort_array(collect_list(month)).as(MONTHS))
            .join(open(stored), Standings.CUSTOMER_ID, "left")
            .where(
                exists(col(MONTHS), one -> one.getField(LOSS).isNotNull())
                    .or(col(OPEN).isNotNull()));
    Column event = col(EVENT);
    return byCustomer
        .select(col(Standings.CUSTOMER_ID), explode(course(lossType)).as(EVENT))
        .select(
            col(Standings.CUSTOMER_ID),
            MonthColumns.text(event.getField(BEGAN)).as("month"),
            MonthColumns.text(event.getField(BACK)).as("regained_month"),
            event.getField(LOSS).as(Losses.LOSS));
  }

  private Dataset<Row> open(Dataset<Row> stored) {
    return stored
        .where(isBefore(col("month")).and(isOpen(col("regained_month"))))
        .select(
            col(Standings.CUSTOMER_ID),
            struct(
                    MonthColumns.index(col("month")).as(BEGAN),
                    col(ChurnDef.REFERENCE_VALUE).as(REFERENCE))
                .as(OPEN));
  }

  private Column isBefore(Column month) {
    return month.lt(months.from().toString());
  }

  /** True of an event that was not regained before the computed months. */
  private Column isOpen(Column regainedMonth) {
    return regainedMonth.isNull().or(not(isBefore(regainedMonth)));
  }

  /** The events of a customer in order, the one that was open before the months first. */
  private Column course(DataType lossType) {
    Column carried =
        event(
            col(OPEN).getField(BEGAN),
            col(OPEN).getField(REFERENCE),
            noMonth(),
            lit(null).cast(lossType));
    Column before = filter(array(carried), one -> one.getField(BEGAN).isNotNull());
    return aggregate(col(MONTHS), before, this::after);
  }

  /** The events with those that a month begins or closes. */
  private Column after(Column events, Column month) {
    Column last = get(events, size(events).minus(1));
    Column isOpen = last.getField(BEGAN).isNotNull().and(last.getField(BACK).isNull());
    Column isBack =
        month
            .getField(ChurnDef.VALUE)
            .multiply(PERCENT)
            .geq(last.getField(REFERENCE).multiply(lit(def.regained())));
    Column index = month.getField(Standings.MONTH_INDEX);
    Column loss = month.getField(LOSS);
    Column closed =
        event(last.getField(BEGAN), last.getField(REFERENCE), index, last.getField(LOSS));
    Column begun = event(index, loss.getField(ChurnDef.REFERENCE_VALUE), noMonth(), loss);
    return when(
            isOpen.and(isBack), concat(slice(events, lit(1), size(events).minus(1)), array(closed)))
        .when(not(isOpen).and(loss.isNotNull()), concat(events, array(begun)))
        .otherwise(events);
  }

  private static Column event(Column began, Column reference, Column back, Column loss) {
    return struct(
        began.cast(DataTypes.IntegerType).as(BEGAN),
        reference.cast(Tables.MONEY).as(REFERENCE),
        back.cast(DataTypes.IntegerType).as(BACK),
        loss.as(LOSS));
  }

  private static Column noMonth() {
    return lit(null).cast(DataTypes.IntegerType);
  }

  /**
   * The events that began in the months: the columns of churn_month that the customers' own rows
   * decide, and what {@link #gravestFirst} reads.
   *
   * @param followed rows of {@link #follow}
   */
  public Dataset<Row> begun(Dataset<Row> followed) {
    return followed
        .where(col(Losses.LOSS).isNotNull())
        .select(
            col(Standings.CUSTOMER_ID),
            col("month"),
            col("regained_month"),
            col(Losses.LOSS + ".*"));
  }

  /**
   * The events with {@code level}, the segment of the month before; null where the customer was not
   * in the base then, or no scheme is declared.
   *
   * @param customerMonth of {@link #levelMonths}
   */
  public Dataset<Row> withLevel(Dataset<Row> begun, Dataset<Row> customerMonth) {
    if (def.level().isEmpty()) {
      return begun;
    }
    Dataset<Row> levels =
        customerMonth.select(
            col(Standings.CUSTOMER_ID),
            MonthColumns.text(MonthColumns.index(col("month")).plus(1)).as("month"),
            col("`" + def.level().get() + "`").as("level"));
    return begun.join(levels, new String[] {Standings.CUSTOMER_ID, "month"}, "left");
  }

  /** What orders the events of a month: ascending, so that the gravest is first and null last. */
  public List<Column> gravestFirst() {
    List<Column> order = new ArrayList<>();
    for (int i = 0; i < def.severity().size(); i++) {
      Column number = col(Losses.SEVERITY).getField("by_" + i);
      order.add(number.isNull());
      order.add(negate(number));
    }
    return order;
  }

  /**
   * The rows of churn_month of months before the computed ones with regained_month as it is now,
   * and {@link #IS_CHANGED}: whether it is another one than before. What closed in the computed
   * months is told anew; a customer without a row in them is not back.
   *
   * @param followed rows of {@link #follow}
   */
  public Dataset<Row> carried(Dataset<Row> stored, Dataset<Row> followed) {
    Dataset<Row> later =
        followed
            .where(col(Losses.LOSS).isNull())
            .select(
                col(Standings.CUSTOMER_ID), col("month"), col("regained_month").as(LATER_REGAINED));
    Column regained =
        when(isOpen(col("regained_month")), col(LATER_REGAINED)).otherwise(col("regained_month"));
    return stored
        .where(isBefore(col("month")))
        .join(later, new String[] {Standings.CUSTOMER_ID, "month"}, "left")
        .withColumn(LATER_REGAINED, regained)
        .withColumn(IS_CHANGED, not(col("regained_month").eqNullSafe(col(LATER_REGAINED))))
        .withColumn("regained_month", col(LATER_REGAINED))
        .drop(LATER_REGAINED);
  }
}
