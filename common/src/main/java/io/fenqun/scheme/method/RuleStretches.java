package io.fenqun.scheme.method;

import io.fenqun.scheme.method.RuleTable.Rule;
import io.fenqun.sql.NumberEdge;
import io.fenqun.sql.SqlExpression;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How far the deciding column of a rule may rise and fall before another rule takes the customer,
 * other columns unchanged. The deciding column of a rule that is a single comparison with a number
 * is the one it compares; that of the rest is the only one that the rules before it name. The rules
 * before are single comparisons of that column that do not wait, or do not name it: then they stay
 * false. Where this does not hold nothing is known. A rule that waits for several months ends at
 * once, so that it may decide; beyond the edge of one that waits the months before decide too.
 */
record RuleStretches(List<Rule> rules) {

  /** The parts of the name of the column that decides on a rule; empty where none does alone. */
  Optional<List<String>> column(int rule) {
    return own(rule)
        .map(NumberEdge::column)
        .or(() -> ofRest(rule))
        .filter(column -> before(rule, column).isPresent());
  }

  /** Around every customer whom the rule takes; {@link Stretch#UNKNOWN} without a column. */
  Stretch of(int rule) {
    Optional<List<NumberEdge>> before = column(rule).flatMap(column -> before(rule, column));
    if (before.isEmpty()) {
      return Stretch.UNKNOWN;
    }
    List<BigDecimal> floors = new ArrayList<>();
    List<BigDecimal> ceilings = new ArrayList<>();
    // A rule before holds beyond its edge, the own one up to it
    before.get().forEach(edge -> (edge.isFloor() ? ceilings : floors).add(edge.number()));
    own(rule).ifPresent(edge -> (edge.isFloor() ? floors : ceilings).add(edge.number()));
    return new Stretch(
        floors.stream().max(Comparator.naturalOrder()),
        ceilings.stream().min(Comparator.naturalOrder()));
  }

  private Optional<NumberEdge> own(int rule) {
    return rules.get(rule).when().flatMap(NumberEdge::from);
  }

  private Optional<List<String>> ofRest(int rule) {
    List<List<String>> columns =
        rules.subList(0, rule).stream()
            .flatMap(before -> before.when().stream())
            .flatMap(when -> when.names().stream())
            .distinct()
            .toList();
    boolean isRest = rules.get(rule).when().isEmpty();
    return isRest && columns.size() == 1 ? Optional.of(columns.get(0)) : Optional.empty();
  }

  /** The edges of the rules before on this column; empty where one names it but has none. */
  private Optional<List<NumberEdge>> before(int rule, List<String> column) {
    List<NumberEdge> edges = new ArrayList<>();
    for (Rule before : rules.subList(0, rule)) {
      Optional<SqlExpression> naming = before.when().filter(when -> when.names().contains(column));
      Optional<NumberEdge> edge =
          before.waits() ? Optional.empty() : naming.flatMap(NumberEdge::from);
      if (naming.isPresent() && edge.isEmpty()) {
        return Optional.empty();
      }
      edge.ifPresent(edges::add);
    }
    return Optional.of(edges);
  }
}
