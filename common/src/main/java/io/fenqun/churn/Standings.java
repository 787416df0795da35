package io.fenqun.churn;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;

import io.fenqun.sql.SqlExpression;
import io.fenqun.sql.WideFrame;
import io.fenqun.table.Exact;
import io.fenqun.table.ExactSum;
import io.fenqun.table.MonthColumns;
import io.fenqun.table.Rounding;
import io.fenqun.table.Tables;
import java.util.Collection;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Every customer's month against the months before: the value, the reference level, and what each
 * line gained or lost since the month before.
 */
final class Standings {
  static final String CUSTOMER_ID = "customer_id";
  static final String MONTH_INDEX = "month_index";

  private static final String NOW = "churn__now_";
  private static final String BEFORE = "churn__before_";
  private static final String TOO_LARGE =
      "Cannot compare two months: an amount has more than the 18 digits of decimal(18,2); look for"
          + " wrong amounts in the source";

  private final ChurnDef def;

  private Standings(ChurnDef def) {
    this.def = def;
  }

  /**
   * The rows of feature_month with the features that {@code def} reads and what its expressions
   * know beside them: {@code value} and {@code reference_value} decimal(18,2), {@code share_lost}
   * double, {@code rises} and {@code gross_fall} decimal(18,2).
   *
   * <p>{@code reference_value} is the mean of the value over the {@code reference_months} before,
   * half up to the cent; null unless every one of them has a value. {@code share_lost} is null
   * unless the reference level is above 0. {@code gross_fall} is null unless every line in assets
   * is known in this month and the one before; a line that is not known has not risen.
   *
   * @param features months to judge and {@code reference_months} before them, where they are
   *     covered
   */
  static Dataset<Row> of(ChurnDef def, Dataset<Row> features) {
    return new Standings(def).of(features);
  }

  /**
   * The rows of feature_month with these columns of it and {@code value}, {@code reference_value}
   * and {@code share_lost} as in {@link #of}, and {@code value_before} decimal(18,2): the value of
   * the month before, null where that has no row or no value.
   */
  static Dataset<Row> levels(ChurnDef def, Collection<String> columns, Dataset<Row> features) {
    Standings standings = new Standings(def);
    return standings
        .withReference(standings.read(columns, features))
        .withColumn(ChurnDef.VALUE_BEFORE, max(col(ChurnDef.VALUE)).over(monthBefore()));
  }

  private Dataset<Row> of(Dataset<Row> features) {
    Dataset<Row> rows = read(def.eventReads(), features);
    for (int i = 0; i < def.lines().size(); i++) {
      rows = rows.withColumn(NOW + i, money(def.lines().get(i).by()));
    }
    return withChanges(withReference(rows));
  }

  private Dataset<Row> read(Collection<String> columns, Dataset<Row> features) {
    Column[] read =
        Stream.concat(
                Stream.of(
                    col(CUSTOMER_ID),
                    MonthColumns.index(col("month")).as(MONTH_INDEX),
                    money(col(def.value())).as(ChurnDef.VALUE)),
                columns.stream().map(name -> col("`" + name + "`")))
            .toArray(Column[]::new);
    return features.select(read);
  }

  private Dataset<Row> withReference(Dataset<Row> rows) {
    int months = def.referenceMonths();
    WindowSpec reference = history().rangeBetween(-months, -1);
    Column sum = ExactSum.over(reference, ExactSum.cents(col(ChurnDef.VALUE)));
    Column mean = ExactSum.money(Exact.quotientHalfUp(sum, lit((long) months)));
    Column isKnown = count(col(ChurnDef.VALUE)).over(reference).equalTo(months);
    Column lost = col(ChurnDef.REFERENCE_VALUE).minus(col(ChurnDef.VALUE)).cast("double");
    Column share = lost.divide(col(ChurnDef.REFERENCE_VALUE).cast("double"));
    return rows.withColumn(ChurnDef.REFERENCE_VALUE, when(isKnown, mean))
        .withColumn(
            ChurnDef.SHARE_LOST,
            when(col(ChurnDef.REFERENCE_VALUE).gt(0), Rounding.significant(share)));
  }

  private Dataset<Row> withChanges(Dataset<Row> rows) {
    Column noMoney = lit(0).cast(Tables.MONEY);
    Column rises = noMoney;
    Column falls = def.lines().isEmpty() ? lit(null).cast(Tables.MONEY) : noMoney;
    Dataset<Row> compared = rows;
    for (int i = 0; i < def.lines().size(); i++) {
      compared = compared.withColumn(BEFORE + i, max(col(NOW + i)).over(monthBefore()));
      Column rise = col(NOW + i).minus(col(BEFORE + i));
      rises = rises.plus(when(rise.gt(0), rise).otherwise(noMoney));
      if (def.lines().get(i).inAssets()) {
        Column fall = col(BEFORE + i).minus(col(NOW + i));
        falls = falls.plus(when(fall.gt(0), fall).when(fall.isNotNull(), noMoney));
      }
    }
    return compared
        .withColumn(ChurnDef.RISES, money(rises))
        .withColumn(ChurnDef.GROSS_FALL, money(falls));
  }

  private static WindowSpec monthBefore() {
    return history().rangeBetween(-1, -1);
  }

  private static WindowSpec history() {
    return Window.partitionBy(CUSTOMER_ID).orderBy(MONTH_INDEX);
  }

  static Column money(SqlExpression expression) {
    return money(WideFrame.column(expression));
  }

  private static Column money(Column value) {
    return Exact.money(value, TOO_LARGE);
  }
}
