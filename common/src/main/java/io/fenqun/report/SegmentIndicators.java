package io.fenqun.report;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.inline;

import io.fenqun.table.MonthColumns;
import io.fenqun.table.Tables;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Evaluation indicators of every segment, for managers (domain page section 1.1, consequence 5, and
 * section 4): what a pack declares, over its own features.
 */
public final class SegmentIndicators {
  private SegmentIndicators() {}

  /**
   * Rows of segment_indicator_month: one per indicator for each row of {@code profile}, OUTSIDE and
   * segments of nobody among them.
   *
   * <p>{@code value} is null where the expression is: an average of nobody, a division by 0, a
   * figure of the month before in the first month. How it is rounded is told by {@link
   * IndicatorValues}.
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
    List<Column> expressions = new IndicatorColumns(aggregates).expressions(indicators);
    Dataset<Row> figures = aggregates.beside(SegmentFigures.of(profile, transitions));
    List<Column> cells = new ArrayList<>();
    for (int i = 0; i < indicators.size(); i++) {
      cells.add(IndicatorValues.cell(indicators.get(i), expressions.get(i), figures));
    }
    Dataset<Row> numbers =
        figures.select(
            col("scheme"),
            col("month"),
            col("segment"),
            inline(array(cells.toArray(Column[]::new))));
    Dataset<Row> rows = IndicatorValues.rounded(numbers);
    return rows.select(Tables.SEGMENT_INDICATOR_MONTH.selection(List.of(rows.columns())));
  }
}
