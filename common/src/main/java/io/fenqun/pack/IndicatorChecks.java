package io.fenqun.pack;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Position;
import io.fenqun.report.IndicatorDef;
import io.fenqun.report.SegmentAggregate;
import io.fenqun.report.SegmentFigures;
import io.fenqun.sql.Expected;
import io.fenqun.sql.ExpressionChecker;
import io.fenqun.sql.GroupExpression;
import io.fenqun.sql.GroupExpression.Call;
import io.fenqun.sql.Scope;
import io.fenqun.sql.SqlExpression;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Checks the indicators of a pack or of the defaults: aggregates see features and schemes of
 * customers, everything around them the figures of the segment.
 *
 * @param customers names that aggregates may use
 */
record IndicatorChecks(ExpressionChecker expressions, Scope customers) {

  /**
   * @param taken names of other indicators
   */
  void check(ConfNode file, Collection<String> taken) {
    Set<String> names = new HashSet<>();
    for (ConfNode node : file.children(IndicatorDef.KEY)) {
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
    Scope figures = Scope.of(SegmentFigures.types());
    for (Call call : expression.calls()) {
      figures = figures.with(call.column(), typeOf(call, expression.of().position(), node));
    }
    expressions.check(expression.of(), figures, Expected.NUMBER);
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
