package io.fenqun.report;

import static io.fenqun.table.RowRefusal.refuse;
import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.fenqun.sql.GroupExpression;
import io.fenqun.sql.GroupExpression.Call;
import io.fenqun.table.Exact;
import io.fenqun.table.MonthColumns;
import io.fenqun.table.Rounding;
import io.fenqun.table.Tables;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;

/**
 * Evaluation indicators of every segment, for managers (domain page section 1.1, consequence 5, and
 * section 4): what a pack declares, over its own features.
 */
public final class SegmentIndicators {
  private static final String MONEY_UNIT = "money";
  private static final int PLACES = ((DecimalType) Tables.INDICATOR_VALUE).scale();

  /** Beyond it a double is no value of an indicator, but a fault. */
  private static final double LARGEST = 1e16;

  private static final String REFUSED = "Cannot write the indicator ";
  private static final String REASON =
      ": a value is beyond 16 digits before the point; look for wrong numbers in the source";

  private SegmentIndicators() {}

  /**
   * Rows of segment_indicator_month: one per indicator for each row of {@code profile}, OUTSIDE and
   * segments of nobody among them.
   *
   * <p>{@code value} is null where the expression is: an average of nobody, a division by 0, a
   * figure of the month before in the first month. Money is exact, rounded half up to the cent;
   * whole numbers and decimals of at most 12 places are exact; every other number is a double,
   * rounded to 9 significant digits. A value that does not fit decimal(28,12) is refused with kind
   * DATA.
   *
   * @param profile rows of segment_profile
   * @param transitions rows of transition_month of the same months
   * @param customers month, a segment column per scheme and the features that indicators name; one
   *     row a customer and month of the base
   */
  public static Dataset<Row> of(
      Dataset<Row> profile,
      Dataset<Row> transitions,
      Dataset<Row> customers,
      List<SchemeRow> schemes,
      List<IndicatorDef> indicators,
      MonthRange months) {
    if (indicators.isEmpty()) {
      return profile
          .sparkSession()
          .createDataFrame(List.of(), Tables.SEGMENT_INDICATOR_MONTH.schema());
    }
    SegmentAggregates aggregates =
        new SegmentAggregates(
            customers.where(MonthColumns.within(col("month"), months)),
            schemes.stream().map(SchemeRow::name).toList());
    List<Column> expressions = expressions(indicators, aggregates);
    Dataset<Row> figures = aggregates.beside(SegmentFigures.of(profile, transitions));
    List<Column> cells = new ArrayList<>();
    for (int i = 0; i < indicators.size(); i++) {
      cells.add(cell(indicators.get(i), expressions.get(i), figures));
    }
    Dataset<Row> numbers =
        figures.select(
            col("scheme"),
            col("month"),
            col("segment"),
            inline(array(cells.toArray(Column[]::new))));
    Dataset<Row> rows = rounded(numbers);
    return rows.select(Tables.SEGMENT_INDICATOR_MONTH.selection(List.of(rows.columns())));
  }

  /**
   * Doubles are rounded when they are rows of one column: said of every indicator apart, it would
   * be too much code to compile.
   */
  private static Dataset<Row> rounded(Dataset<Row> numbers) {
    Column refusal = concat(lit(REFUSED), col("indicator"), lit(REASON));
    Column fitted =
        when(abs(col("rounded")).geq(LARGEST), refuse(refusal))
            .otherwise(col("rounded").cast(Tables.INDICATOR_VALUE));
    return numbers
        .withColumn("rounded", Rounding.significant(col("number")))
        .withColumn("value", coalesce(col("exact"), fitted));
  }

  /**
   * Each over the figures of a segment and the columns of its aggregates; what several indicators
   * read is aggregated once.
   */
  private static List<Column> expressions(
      List<IndicatorDef> indicators, SegmentAggregates aggregates) {
    Map<String, String> columnOfText = new HashMap<>();
    List<Column> expressions = new ArrayList<>();
    for (IndicatorDef indicator : indicators) {
      GroupExpression parts = indicator.parts();
      Map<List<String>, List<String>> columns = new HashMap<>();
      for (Call call : parts.calls()) {
        String column = columnOfText.computeIfAbsent(call.text(), text -> aggregates.add(call));
        columns.put(List.of(call.column()), List.of(column));
      }
      expressions.add(parts.of().column(name -> columns.getOrDefault(name, name)));
    }
    return expressions;
  }

  private static Column cell(IndicatorDef indicator, Column expression, Dataset<Row> figures) {
    DataType type = figures.select(expression).schema().fields()[0].dataType();
    boolean isExact = indicator.unit().equals(MONEY_UNIT) || isExact(type);
    Column none = lit(null);
    return struct(
        lit(indicator.name()).as("indicator"),
        lit(indicator.unit()).as("unit"),
        (isExact ? exact(indicator, expression) : none).cast(Tables.INDICATOR_VALUE).as("exact"),
        (isExact ? none : expression).cast("double").as("number"));
  }

  private static Column exact(IndicatorDef indicator, Column expression) {
    String refusal = REFUSED + indicator.name() + REASON;
    if (indicator.unit().equals(MONEY_UNIT)) {
      return Exact.money(expression, refusal);
    }
    Column fitted = expression.cast(Tables.INDICATOR_VALUE);
    return coalesce(fitted, when(expression.isNotNull(), refuse(refusal)));
  }

  private static boolean isExact(DataType type) {
    if (type instanceof DecimalType decimal) {
      return decimal.scale() <= PLACES;
    }
    return !(type instanceof DoubleType || type instanceof FloatType);
  }
}
