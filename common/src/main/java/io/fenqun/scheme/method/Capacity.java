package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Suggestion;
import io.fenqun.scheme.SchemeColumns;
import io.fenqun.sql.SqlExpression;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;

/**
 * Places that segments of a rules scheme have in each group of {@code within} (domain page, section
 * 2.1: one in, one out). {@link Places} says who gets them.
 *
 * @param by the largest comes first; null last; equal ones by customer_id
 * @param margin percent of the worst holder's quantity by which an applicant must be better
 * @param limits the first of a segment that fits the group counts; where none does, the segment has
 *     room for all
 */
public record Capacity(SqlExpression by, BigDecimal margin, List<Limit> limits) {

  /**
   * The places of a segment.
   *
   * @param when over the columns of {@code within}; empty fits every group
   */
  public record Limit(String segment, Optional<SqlExpression> when, int max) {
    private String canonical() {
      return segment + " " + max + " " + when.map(SqlExpression::text).orElse("every group");
    }
  }

  /** Of a rules scheme; faults go to the file's problems. */
  static Optional<Capacity> from(ConfNode file) {
    Optional<ConfNode> capacity = file.child("capacity");
    if (capacity.isEmpty() && file.has("within")) {
      file.problem("within", "forms the groups of a capacity; add capacity, or remove it");
    }
    return capacity.map(node -> from(node, file));
  }

  private static Capacity from(ConfNode node, ConfNode file) {
    List<String> within = file.texts("within");
    List<String> codes = file.children("segments").stream().map(s -> s.text("code")).toList();
    if (node.children("max").isEmpty()) {
      node.problem("max", node.has("max") ? "names no segment" : "is missing");
    }
    BigDecimal margin = node.decimal("margin").orElse(BigDecimal.ZERO);
    if (margin.signum() < 0) {
      node.problem("margin", "'" + margin.toPlainString() + "' is below 0");
    }
    Set<String> limitedEverywhere = new HashSet<>();
    for (ConfNode row : node.children("max")) {
      String segment = row.text("segment");
      if (!segment.isEmpty() && !codes.contains(segment)) {
        row.problem(
            "segment",
            segment + " is no segment of this scheme" + Suggestion.among(segment, codes));
      }
      if (limitedEverywhere.contains(segment)) {
        row.problem("segment", "a row before it gives the places of " + segment + " in all groups");
      }
      if (!row.has("when")) {
        limitedEverywhere.add(segment);
      }
      if (!row.has("max")) {
        row.problem("max", "is missing");
      } else if (row.integer("max", 0) < 0) {
        row.problem("max", "'" + row.integer("max", 0) + "' is below 0");
      }
      requireGroupNames(row, within);
    }
    return new Capacity(
        SqlExpression.from(node, "by"),
        margin,
        node.children("max").stream().map(Capacity::limit).toList());
  }

  private static Limit limit(ConfNode row) {
    return new Limit(
        row.text("segment"), SqlExpression.optional(row, "when"), row.integer("max", 0));
  }

  private static void requireGroupNames(ConfNode row, List<String> within) {
    SqlExpression.optional(row, "when").stream()
        .flatMap(expression -> expression.names().stream())
        .map(name -> String.join(".", name))
        .filter(name -> !within.contains(name))
        .forEach(
            name ->
                row.problem("when", name + " is not in within; the places are those of a group"));
  }

  List<SqlExpression> expressions() {
    return Stream.concat(Stream.of(by), limits.stream().flatMap(limit -> limit.when().stream()))
        .toList();
  }

  /** True where the segment has a limit in some group. */
  boolean limits(String segment) {
    return limits.stream().anyMatch(limit -> limit.segment().equals(segment));
  }

  /** Places of the segment in the row's group, int; null where it has room for all. */
  Column places(String segment) {
    Column[] cases =
        limits.stream()
            .filter(limit -> limit.segment().equals(segment))
            .map(limit -> when(fits(limit), lit(limit.max())))
            .toArray(Column[]::new);
    return cases.length == 0 ? lit(null).cast("int") : coalesce(cases);
  }

  private static Column fits(Limit limit) {
    return limit
        .when()
        .map(SchemeColumns::column)
        .map(fits -> coalesce(fits, lit(false)))
        .orElse(lit(true));
  }

  String canonical() {
    return limits.stream()
        .map(Limit::canonical)
        .collect(
            Collectors.joining(
                "; ",
                "places by "
                    + by.text()
                    + " margin "
                    + margin.stripTrailingZeros().toPlainString()
                    + ": ",
                ""));
  }
}
