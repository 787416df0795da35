package io.fenqun.preview;

import io.fenqun.scheme.Segments;
import io.fenqun.scheme.method.RuleTable;
import io.fenqun.time.Month;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * What the last variant of a scheme meets in the base of the month in which it was evaluated.
 *
 * @param month the evaluation that serves the month of the preview; empty where it is older than
 *     all published features, and nothing could be checked
 * @param empty segments with nobody in them: rules that never fire, bands without customers
 * @param shadowed per rule ({@code from}) and earlier rule ({@code to}): customers whose predicate
 *     holds, but the earlier rule took them; of method rules alone
 * @param outside per reason's code ({@code from}) the customers in no segment; NO_MATCH: no rule or
 *     band takes them
 */
public record RuleChecks(
    Optional<Month> month, List<String> empty, List<Move> shadowed, List<Move> outside) {

  static RuleChecks of(VariantFrame frame, List<Row> cells) {
    List<Move> met = PreviewCells.moves(cells, PreviewCells.FOUND, 0);
    List<String> filled = met.stream().map(Move::to).toList();
    List<String> rules = frame.rules().stream().map(RuleTable.Rule::code).toList();
    if (frame.evaluated().isEmpty()) {
      return new RuleChecks(Optional.empty(), List.of(), List.of(), List.of());
    }
    return new RuleChecks(
        frame.evaluated(),
        frame.change().after().segments().stream()
            .filter(segment -> !segment.equals(Segments.OUTSIDE) && !filled.contains(segment))
            .toList(),
        PreviewCells.moves(cells, PreviewCells.RULE, 0).stream()
            .filter(
                m -> 0 <= rules.indexOf(m.to()) && rules.indexOf(m.to()) < rules.indexOf(m.from()))
            .sorted(
                Comparator.<Move>comparingInt(m -> rules.indexOf(m.from()))
                    .thenComparingInt(m -> rules.indexOf(m.to())))
            .toList(),
        PreviewCells.moves(cells, PreviewCells.OUTSIDE, 0).stream()
            .sorted(Comparator.comparing(Move::from))
            .toList());
  }
}
