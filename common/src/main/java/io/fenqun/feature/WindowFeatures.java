package io.fenqun.feature;

import static io.fenqun.feature.WorkingColumns.AGE;
import static io.fenqun.feature.WorkingColumns.CUSTOMER;
import static io.fenqun.feature.WorkingColumns.INDEX;
import static io.fenqun.feature.WorkingColumns.LAST_SEEN;
import static io.fenqun.feature.WorkingColumns.MONTH;
import static io.fenqun.feature.WorkingColumns.MONTH_END;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import io.fenqun.table.MonthColumns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/**
 * The base with the aggregates of all transactions sources. The tiles and states of all sources are
 * laid under one another, so that all windows share one exchange. A range of months is looked at
 * through frames by customer and month, with one sort; a single month is an aggregation by
 * customer, which needs none. Both merge the same partials in the same way.
 */
final class WindowFeatures {
  private static final String IS_BASE = "_is_base";

  private WindowFeatures() {}

  static Dataset<Row> of(
      List<SourceWindows> sources, FeatureInputs inputs, Map<String, DataType> types) {
    Dataset<Row> merged =
        inputs.range().size() == 1 ? ofOneMonth(sources, inputs) : ofRange(sources, inputs);
    List<Column> features = baseColumns();
    sources.forEach(source -> features.addAll(source.features(inputs, types)));
    return merged.select(features.toArray(Column[]::new));
  }

  private static Dataset<Row> ofRange(List<SourceWindows> sources, FeatureInputs inputs) {
    Dataset<Row> base =
        inputs
            .base()
            .rows()
            .withColumn(INDEX, MonthColumns.index(col(MONTH)))
            .withColumn(MONTH_END, MonthColumns.lastDay(col(INDEX)))
            .withColumn(LAST_SEEN, MonthColumns.index(col("last_seen_month")));
    Dataset<Row> together =
        rows(sources, inputs)
            .reduce(base.withColumn(IS_BASE, lit(true)), (a, b) -> a.unionByName(b, true));
    List<Column> merged = baseColumns();
    merged.add(col(IS_BASE));
    sources.forEach(source -> merged.addAll(source.merged(inputs, Looking.back())));
    return together
        .select(merged.toArray(Column[]::new))
        .filter(coalesce(col(IS_BASE), lit(false)));
  }

  /**
   * Who is in the base is told by the same aggregation. What it cannot add to in place (lists,
   * structs, text) stands apart: one such value would take all others out of compiled code.
   */
  private static Dataset<Row> ofOneMonth(List<SourceWindows> sources, FeatureInputs inputs) {
    BaseInputs base = inputs.base();
    Column month = lit(inputs.range().to().index());
    List<Column> merged =
        new ArrayList<>(
            List.of(max(CustomerBase.SEEN).as(CustomerBase.SEEN), max(INDEX).as(INDEX)));
    merged.addAll(merged(sources, inputs, true));
    Dataset<Row> candidates = base.candidates().withColumn(INDEX, month);
    List<SourceWindows> withFixed = having(sources, inputs, true);
    Dataset<Row> widened =
        byCustomer(
                aged(withFixed, inputs).reduce(candidates, (a, b) -> a.unionByName(b, true)),
                merged)
            .filter(base.base().isIn(col(INDEX)))
            .withColumnRenamed(CustomerBase.SEEN, LAST_SEEN);
    List<SourceWindows> withOthers = having(sources, inputs, false);
    if (!withOthers.isEmpty()) {
      Dataset<Row> together =
          aged(withOthers, inputs).reduce((a, b) -> a.unionByName(b, true)).orElseThrow();
      Dataset<Row> others = byCustomer(together, merged(withOthers, inputs, false));
      widened = widened.join(others, new String[] {CUSTOMER}, "left");
    }
    Map<String, Column> ofNothing = new LinkedHashMap<>();
    sources.forEach(source -> ofNothing.putAll(source.ofNothing(inputs)));
    return widened
        .withColumns(ofNothing)
        .withColumn(MONTH, MonthColumns.text(col(INDEX)))
        .withColumn(MONTH_END, MonthColumns.lastDay(col(INDEX)));
  }

  /** Rows with their months' distance from the month that is computed in place of the months. */
  private static Stream<Dataset<Row>> aged(List<SourceWindows> sources, FeatureInputs inputs) {
    Column month = lit(inputs.range().to().index());
    return rows(sources, inputs)
        .map(rows -> rows.withColumn(AGE, month.minus(col(INDEX))).drop(INDEX));
  }

  private static List<SourceWindows> having(
      List<SourceWindows> sources, FeatureInputs inputs, boolean areFixedWidth) {
    return sources.stream()
        .filter(source -> !merged(List.of(source), inputs, areFixedWidth).isEmpty())
        .toList();
  }

  private static List<Column> merged(
      List<SourceWindows> sources, FeatureInputs inputs, boolean areFixedWidth) {
    return sources.stream()
        .flatMap(source -> source.merged(inputs, Looking.backFromNow(), areFixedWidth).stream())
        .toList();
  }

  private static Dataset<Row> byCustomer(Dataset<Row> rows, List<Column> merged) {
    return rows.groupBy(CUSTOMER)
        .agg(merged.get(0), merged.subList(1, merged.size()).toArray(Column[]::new));
  }

  private static Stream<Dataset<Row>> rows(List<SourceWindows> sources, FeatureInputs inputs) {
    return sources.stream().flatMap(source -> source.rows(inputs).stream());
  }

  private static List<Column> baseColumns() {
    return new ArrayList<>(
        Stream.of(CUSTOMER, MONTH, INDEX, MONTH_END, LAST_SEEN).map(name -> col(name)).toList());
  }
}
