package io.fenqun.report;

import static org.apache.spark.sql.functions.col;

import io.fenqun.sql.GroupExpression;
import io.fenqun.sql.GroupExpression.Call;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;

/**
 * Indicators as columns over the figures of a segment and the columns of its aggregates; what
 * several indicators read is aggregated once.
 */
final class IndicatorColumns {
  private final SegmentAggregates aggregates;
  private final Map<String, String> columnOfText = new HashMap<>();

  IndicatorColumns(SegmentAggregates aggregates) {
    this.aggregates = aggregates;
  }

  List<Column> expressions(List<IndicatorDef> indicators) {
    return indicators.stream().map(this::expression).toList();
  }

  private Column expression(IndicatorDef indicator) {
    GroupExpression parts = indicator.parts();
    Map<List<String>, List<String>> columns = new HashMap<>();
    for (Call call : parts.calls()) {
      columns.put(List.of(call.column()), List.of(name(call)));
    }
    return parts.of().column(name -> columns.getOrDefault(name, name));
  }

  Column aggregate(Call call) {
    return col(name(call));
  }

  private String name(Call call) {
    return columnOfText.computeIfAbsent(call.text(), text -> aggregates.add(call));
  }
}
