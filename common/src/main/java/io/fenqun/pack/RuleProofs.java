package io.fenqun.pack;

import io.fenqun.conf.ConfNode;
import io.fenqun.sql.ColumnCells;
import io.fenqun.sql.OneColumnCondition;
import io.fenqun.sql.Scope;
import io.fenqun.sql.SqlExpression;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Finds rules that can never match, where that can be proved without data: conditions that compare
 * one column with literals. What cannot be proved is counted in preview.
 */
final class RuleProofs {
  private final Map<ConfNode, OneColumnCondition> conditions = new LinkedHashMap<>();
  private final Map<String, ColumnCells> cells = new LinkedHashMap<>();
  private final Map<String, BitSet> taken = new LinkedHashMap<>();

  private final Set<String> limited;

  private RuleProofs(List<ConfNode> segments, Scope scope, Set<String> limited) {
    this.limited = limited;
    for (ConfNode segment : segments) {
      SqlExpression.optional(segment, "when")
          .flatMap(when -> OneColumnCondition.from(when, scope))
          .ifPresent(condition -> conditions.put(segment, condition));
    }
    for (OneColumnCondition condition : conditions.values()) {
      cells.computeIfAbsent(
          condition.column(),
          column ->
              ColumnCells.of(
                  conditions.values().stream()
                      .filter(other -> other.column().equals(column))
                      .toList()));
    }
  }

  /**
   * Reports each segment of a rules scheme that nobody can fall into.
   *
   * @param limited codes of segments with a capacity: they leave somebody for the rules after them
   */
  static void check(List<ConfNode> segments, Scope scope, Set<String> limited) {
    RuleProofs proofs = new RuleProofs(segments, scope, limited);
    segments.forEach(proofs::check);
  }

  private void check(ConfNode segment) {
    Optional<String> everyone =
        cells.keySet().stream()
            .filter(column -> taken(column).equals(cells(column).all()))
            .findFirst();
    OneColumnCondition condition = conditions.get(segment);
    if (everyone.isPresent()) {
      segment.problem("when", "can never match: the rules before it take every " + everyone.get());
    } else if (condition != null) {
      check(segment, condition);
    }
  }

  private void check(ConfNode segment, OneColumnCondition condition) {
    String column = condition.column();
    BitSet holds = condition.holdsOn(cells(column));
    BitSet left = (BitSet) holds.clone();
    left.andNot(taken(column));
    if (holds.isEmpty()) {
      segment.problem("when", "can never match: no " + column + " fits");
    } else if (left.isEmpty()) {
      segment.problem(
          "when", "can never match: the rules before it take every " + column + " that fits");
    }
    if (!limited.contains(segment.text("code"))) {
      taken(column).or(holds);
    }
  }

  private ColumnCells cells(String column) {
    return Objects.requireNonNull(cells.get(column));
  }

  private BitSet taken(String column) {
    return taken.computeIfAbsent(column, any -> new BitSet());
  }
}
