package io.fenqun.pack;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Position;
import io.fenqun.report.IndicatorDef;
import io.fenqun.report.PlaceFigures;
import io.fenqun.report.SegmentAggregate;
import io.fenqun.report.SegmentFigures;
import io.fenqun.sql.Expected;
import io.fenqun.sql.ExpressionChecker;
import io.fenqun.sql.GroupExpression;
import io.fenqun.sql.GroupExpression.Call;
import io.fenqun.sql.Scope;
import io.fenqun.sql.SqlExpression;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Checks the indicators of a pack or of the defaults: aggregates see features and schemes of
 * customers, everything around them the figures of the segment.
 *
 * @param customers names that aggregates may use
 * @param figures names that stand around aggregates
 */
record IndicatorChecks(
    ExpressionChecker expressions, Scope customers, Map<String, DataType> figures) {

  /** Of segments, whose figures are those of segment_profile. */
  static IndicatorChecks ofSegments(ExpressionChecker expressions, Scope customers) {
    return new IndicatorChecks(expressions, customers, SegmentFigures.types());
  }

  /** Of the defaults and performance: no feature is known to all packs. */
  static IndicatorChecks ofPlaces(ExpressionChecker expressions) {
    return new IndicatorChecks(expressions, Scope.of(Map.of()), PlaceFigures.types());
  }

  /**
   * Those that every pack has, then its own.
   *
   * @param features names of the pack's features
   */
  static List<IndicatorDef> read(
      ConfNode packYaml,
      ExpressionChecker expressions,
      Scope features,
      Set<String> schemes,
      Defaults defaults) {
    Map<String, DataType> segments = new HashMap<>();
    schemes.forEach(name -> segments.put(name, DataTypes.StringType));
    List<String> general =
        Stream.concat(defaults.indicators().stream(), defaults.performanceIndicators().stream())
            .map(IndicatorDef::name)
            .toList();
    ofSegments(expressions, features.with(segments)).check(packYaml, IndicatorDef.KEY, general);
    List<IndicatorDef> indicators = new ArrayList<>(defaults.indicators());
    indicators.addAll(IndicatorDef.list(packYaml, IndicatorDef.KEY));
    return indicators;
  }

  /**
   * @param key where the list stands
   * @param taken names of other indicators
   */
  void check(ConfNode file, String key, Collection<String> taken) {
    Set<String> names = new HashSet<>();
    for (ConfNode node : file.children(key)) {
      IndicatorDef indicator = IndicatorDef.from(node);
      if (taken.contains(indicator.name())) {
        node.problem("name", indicator.name() + " is an indicator of every pack; rename it");
      } else if (!names.add(indicator.name())) {
        node.problem("name", indicator.name() + " stands twice; keep one");
      }
      check(node, indicator.at(node.position("expr")));
    }
  }

  private void check(ConfNode node, GroupExpression expression) {
    expression.faults().forEach(fault -> node.problem("expr", fault));
    if (!expression.faults().isEmpty() || !node.has("expr")) {
      return;
    }
    Scope around = Scope.of(figures);
    for (Call call : expression.calls()) {
      around = around.with(call.column(), typeOf(call, expression.of().position(), node));
    }
    expressions.check(expression.of(), around, Expected.NUMBER);
  }

  /** Void where a fault leaves it open. */
  private DataType typeOf(Call call, Position position, ConfNode node) {
    SegmentAggregate function = SegmentAggregate.of(call.function());
    SqlExpression argument = call.argument().orElse(new SqlExpression("1", position));
    Optional<DataType> type = expressions.check(argument, customers, Expected.ANYTHING);
    Optional<String> refusal = type.flatMap(function::refusal);
    refusal.ifPresent(reason -> node.problem("expr", reason));
    return type.filter(found -> refusal.isEmpty())
        .map(function::resultType)
        .orElse(DataTypes.NullType);
  }
}
