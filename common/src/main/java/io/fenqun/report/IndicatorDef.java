package io.fenqun.report;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Labels;
import io.fenqun.conf.Position;
import io.fenqun.sql.GroupExpression;
import io.fenqun.sql.SqlExpression;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One evaluation indicator of segments (domain page sections 1.1 and 4).
 *
 * @param unit empty where there is none; money is kept to the cent
 * @param expression SQL: aggregates of {@link SegmentAggregate} over features and schemes of the
 *     segment's customers, and names of {@link SegmentFigures}
 */
public record IndicatorDef(String name, Labels labels, String unit, String expression) {
  public static final String KEY = "indicators";

  /** Of the defaults: what performance has of every pack, over {@link PlaceFigures}. */
  public static final String PERFORMANCE_KEY = "performance_indicators";

  /** The indicators of a list in pack.yaml or in the defaults, in file order. */
  public static List<IndicatorDef> list(ConfNode file, String key) {
    return file.children(key).stream().map(IndicatorDef::from).toList();
  }

  public static IndicatorDef from(ConfNode node) {
    return new IndicatorDef(
        node.text("name"), node.labels(), node.optionalText("unit").orElse(""), node.text("expr"));
  }

  /** The expression taken apart, as if it stood at a place of the pack. */
  public GroupExpression at(Position position) {
    return GroupExpression.of(new SqlExpression(expression, position), SegmentAggregate.names());
  }

  GroupExpression parts() {
    return at(new Position(KEY, 1, name));
  }

  /** Names that it reads of the segment itself. */
  public Set<String> figures() {
    GroupExpression parts = parts();
    Set<String> names = new TreeSet<>();
    parts.of().names().forEach(name -> names.add(name.get(0)));
    parts.calls().forEach(call -> names.remove(call.column()));
    return names;
  }

  /** Names that it reads of customers: features and schemes. */
  public Set<String> reads() {
    Set<String> names = new TreeSet<>();
    parts().calls().stream()
        .flatMap(call -> call.argument().stream())
        .flatMap(argument -> argument.names().stream())
        .forEach(name -> names.add(name.get(0)));
    return names;
  }
}
