package io.fenqun.feature;

import static io.fenqun.feature.WorkingColumns.INDEX;
import static io.fenqun.feature.WorkingColumns.MONTH;
import static io.fenqun.feature.WorkingColumns.MONTH_END;
import static io.fenqun.feature.WorkingColumns.byCustomer;
import static io.fenqun.feature.WorkingColumns.index;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.fenqun.sql.LagCall;
import io.fenqun.table.MonthColumns;
import io.fenqun.time.Month;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/** Adds derived features, batch by batch in their order. */
final class DerivedFeatures {
  private static final String IN_RANGE = "_in_range";

  private final FeatureOrder order;
  private final Map<String, DataType> types;
  private final Month firstCovered;

  DerivedFeatures(FeatureOrder order, Map<String, DataType> types, Month firstCovered) {
    this.order = order;
    this.types = types;
    this.firstCovered = firstCovered;
  }

  Dataset<Row> addWithoutLag(Dataset<Row> rows) {
    Dataset<Row> widened = rows;
    for (List<FeatureDef> batch : order.withoutLag()) {
      Map<String, Column> values = new LinkedHashMap<>();
      batch.forEach(feature -> values.put(feature.name(), value(feature)));
      widened = widened.withColumns(values);
    }
    return widened;
  }

  /**
   * Lags look at the same customer's row exactly so many months earlier; without such a row they
   * are null.
   *
   * @param earlier published rows before the range
   */
  Dataset<Row> addWithLag(Dataset<Row> rows, Optional<Dataset<Row>> earlier) {
    if (order.withLag().isEmpty()) {
      return rows;
    }
    Map<String, Column> empty = new LinkedHashMap<>();
    order
        .withLag()
        .forEach(
            batch ->
                batch.forEach(
                    feature ->
                        empty.put(
                            feature.name(), lit(null).cast(FeatureTables.type(feature, types)))));
    Dataset<Row> ofRange = rows.withColumns(empty).withColumn(IN_RANGE, lit(true));
    Dataset<Row> history =
        earlier
            .map(published -> ofRange.unionByName(published(published, ofRange.columns()), true))
            .orElse(ofRange);
    for (List<FeatureDef> batch : order.withLag()) {
      history = withBatch(history, batch);
    }
    return history.filter(col(IN_RANGE)).drop(IN_RANGE);
  }

  private static Dataset<Row> published(Dataset<Row> earlier, String[] wanted) {
    List<String> present = Arrays.asList(earlier.columns());
    Column[] kept =
        Arrays.stream(wanted)
            .filter(present::contains)
            .map(name -> col(name))
            .toArray(Column[]::new);
    return earlier
        .select(kept)
        .withColumn(INDEX, MonthColumns.index(col(MONTH)))
        .withColumn(MONTH_END, MonthColumns.end(col(MONTH)))
        .withColumn(IN_RANGE, lit(false));
  }

  private Dataset<Row> withBatch(Dataset<Row> history, List<FeatureDef> batch) {
    Map<String, Column> lags = new LinkedHashMap<>();
    batch.forEach(
        feature ->
            order
                .expression(feature)
                .lags()
                .forEach(lag -> lags.put(LagExpression.column(lag), valueOf(lag))));
    Map<String, Column> values = new LinkedHashMap<>();
    batch.forEach(
        feature ->
            values.put(
                feature.name(),
                when(col(IN_RANGE), value(feature)).otherwise(col(feature.name()))));
    return history.withColumns(lags).withColumns(values).drop(lags.keySet().toArray(String[]::new));
  }

  private static Column valueOf(LagCall lag) {
    return first(col(lag.name())).over(byCustomer().rangeBetween(-lag.months(), -lag.months()));
  }

  private Column value(FeatureDef feature) {
    Column value =
        FeatureValue.typed(order.expression(feature).column(), FeatureTables.type(feature, types));
    Column isCovered = index().minus(order.reach(feature.name())).geq(firstCovered.index());
    return feature.complete() ? when(isCovered, value) : value;
  }
}
