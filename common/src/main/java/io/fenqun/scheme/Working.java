package io.fenqun.scheme;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.fenqun.sql.SqlExpression;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;

/**
 * A part of the way to an assignment, as expressions over the prepared frame: what the method
 * compared and what came of it. Names and headings are keys; words for people are made elsewhere.
 *
 * @param name key of the part
 * @param headings keys of the cells of a line
 * @param lines each with as many cells as there are headings; a cell is a number, a text, a boolean
 *     or a struct of named values
 * @param isList true for a line a clause, false for a single line of facts
 */
public record Working(
    String name, List<String> headings, List<List<Column>> lines, boolean isList) {
  public Working {
    headings = List.copyOf(headings);
    lines = lines.stream().map(List::copyOf).toList();
  }

  /** Facts by their keys, in the map's order. */
  public static Working ofFacts(String name, Map<String, Column> facts) {
    return new Working(
        name, List.copyOf(facts.keySet()), List.of(List.copyOf(facts.values())), false);
  }

  /** A line a clause. */
  public static Working ofLines(String name, List<String> headings, List<List<Column>> lines) {
    return new Working(name, headings, lines, true);
  }

  /** The columns that the expressions name, each once, as a struct; null where they name none. */
  public static Column values(List<SqlExpression> expressions) {
    return named(
        expressions.stream()
            .flatMap(expression -> expression.names().stream())
            .distinct()
            .toList());
  }

  /** The columns of these names, each the list of its parts, as a struct; null for none. */
  static Column named(List<List<String>> names) {
    Column[] values =
        names.stream()
            .map(
                name ->
                    SchemeColumns.named(SchemeColumns.wideName(name)).as(String.join(".", name)))
            .toArray(Column[]::new);
    return values.length == 0 ? lit(null).cast("string") : struct(values);
  }
}
