package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;

import io.fenqun.conf.ConfNode;
import io.fenqun.scheme.SchemeColumns;
import io.fenqun.sql.SqlExpression;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * Segments that a group does without: their customers go to another segment, codes keep their
 * names.
 *
 * @param when over the columns of {@code within}; empty fits every group
 * @param map from code to code, applied once
 */
record GroupMerge(Optional<SqlExpression> when, Map<String, String> map) {

  static List<GroupMerge> list(ConfNode file) {
    List<String> within = file.texts("within");
    List<String> codes = file.children("segments").stream().map(s -> s.text("code")).toList();
    return file.children("merge").stream().map(node -> from(node, within, codes)).toList();
  }

  private static GroupMerge from(ConfNode node, List<String> within, List<String> codes) {
    Optional<SqlExpression> when = SqlExpression.optional(node, "when");
    when.stream()
        .flatMap(expression -> expression.names().stream())
        .map(name -> String.join(".", name))
        .filter(name -> !within.contains(name))
        .forEach(
            name ->
                node.problem("when", name + " is not in within; a merge holds for whole groups"));
    Map<String, String> map = node.textMap("map");
    if (map.isEmpty()) {
      node.problem("map", "is missing; write {from code: to code}");
    }
    map.entrySet().stream()
        .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
        .filter(code -> !codes.contains(code))
        .forEach(code -> node.problem("map", code + " is no segment of this scheme"));
    return new GroupMerge(when, map);
  }

  Column apply(Column code) {
    Stream<Column> renamed =
        map.entrySet().stream()
            .map(e -> functions.when(code.equalTo(e.getKey()), lit(e.getValue())));
    return coalesce(Stream.concat(renamed, Stream.of(code)).toArray(Column[]::new));
  }

  /** True for the rows of a group that it fits; never null. */
  Column fits() {
    return when.map(SchemeColumns::column).map(c -> coalesce(c, lit(false))).orElse(lit(true));
  }

  /** The codes that somebody can still be in, in order. */
  List<String> remaining(List<String> codes) {
    return codes.stream()
        .filter(code -> codes.stream().anyMatch(c -> map.getOrDefault(c, c).equals(code)))
        .toList();
  }

  String canonical() {
    return when.map(SqlExpression::text).orElse("every group") + " " + new TreeMap<>(map);
  }
}
