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

import io.fenqun.sql.FeatureCall;
import io.fenqun.sql.FeatureCall.Kind;
import io.fenqun.table.MonthColumns;
import io.fenqun.time.Month;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  Dataset<Row> addOfOneRow(Dataset<Row> rows) {
    Dataset<Row> widened = rows;
    for (List<FeatureDef> batch : order.ofOneRow()) {
      Map<String, Column> values = new LinkedHashMap<>();
      batch.forEach(feature -> values.put(feature.name(), value(feature)));
      widened = widened.withColumns(values);
    }
    return widened;
  }

  /**
   * Lags look at the same customer's row exactly so many months earlier; without such a row they
   * are null. Shares look at the other customers' rows of the month.
   *
   * @param earlier published rows before the range
   */
  Dataset<Row> addBeyondTheRow(Dataset<Row> rows, Optional<Dataset<Row>> earlier) {
    if (order.beyondTheRow().isEmpty()) {
      return rows;
    }
    Map<String, Column> empty = new LinkedHashMap<>();
    order
        .beyondTheRow()
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
    for (List<FeatureDef> batch : order.beyondTheRow()) {
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
    Map<String, Column> ofMonths = new LinkedHashMap<>();
    Set<FeatureCall> shares = new LinkedHashSet<>();
    for (FeatureDef feature : batch) {
      DerivedExpression expression = order.expression(feature);
      expression.lags().forEach(lag -> lags.put(DerivedExpression.column(lag), valueOf(lag)));
      expression
          .calls()
          .forEach(
              call ->
                  ofEarlierMonths(call)
                      .ifPresent(value -> ofMonths.put(DerivedExpression.column(call), value)));
      expression.calls(Kind.SHARE).forEach(shares::add);
    }
    Dataset<Row> widened =
        GroupShares.add(
            history.withColumns(lags).withColumns(ofMonths),
            col(IN_RANGE),
            List.copyOf(shares),
            types);
    Map<String, Column> values = new LinkedHashMap<>();
    batch.forEach(
        feature ->
            values.put(
                feature.name(),
                when(col(IN_RANGE), value(feature)).otherwise(col(feature.name()))));
    Column[] kept = Arrays.stream(history.columns()).map(name -> col(name)).toArray(Column[]::new);
    return widened.withColumns(values).select(kept);
  }

  /** Empty for lag, which is a column already, and for share. */
  private Optional<Column> ofEarlierMonths(FeatureCall call) {
    EarlierMonths months = new EarlierMonths(call, FeatureTables.type(call.name(), types));
    return switch (call.kind()) {
      case RATIO -> Optional.of(months.ratio());
      case TREND -> Optional.of(months.trend());
      case STREAK -> Optional.of(months.streak());
      case LAG, SHARE -> Optional.empty();
    };
  }

  private static Column valueOf(FeatureCall lag) {
    return first(col(lag.name())).over(byCustomer().rangeBetween(-lag.months(), -lag.months()));
  }

  private Column value(FeatureDef feature) {
    Column value =
        FeatureValue.typed(order.expression(feature).column(), FeatureTables.type(feature, types));
    Column isCovered = index().minus(order.reach(feature.name())).geq(firstCovered.index());
    return feature.complete() ? when(isCovered, value) : value;
  }
}
