package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.fenqun.conf.ConfNode;
import io.fenqun.scheme.Assignment;
import io.fenqun.scheme.MethodScope;
import io.fenqun.scheme.Reasons;
import io.fenqun.scheme.Reasons.Code;
import io.fenqun.scheme.SchemeColumns;
import io.fenqun.scheme.SchemeMethod;
import io.fenqun.sql.SqlExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;

/**
 * The first rule, in file order, whose predicate is true gives the segment; a predicate that is
 * null does not fit. The last rule may have no predicate and takes the rest.
 */
public record RuleTable(List<Rule> rules) implements SchemeMethod {
  static final String NAME = "rules";

  /** A segment and when it applies; empty takes the rest. */
  public record Rule(String code, Optional<SqlExpression> when) {}

  static RuleTable from(ConfNode file) {
    List<ConfNode> segments = SegmentList.of(file);
    SegmentList.requireConditionBeforeLast(segments, "when");
    segments.stream()
        .filter(segment -> segment.has("after"))
        .forEach(segment -> segment.problem("after", "is not supported yet; remove it"));
    return new RuleTable(segments.stream().map(RuleTable::rule).toList());
  }

  private static Rule rule(ConfNode segment) {
    return new Rule(segment.text("code"), SqlExpression.optional(segment, "when"));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int semantics() {
    return 1;
  }

  @Override
  public List<SqlExpression> expressions() {
    return rules.stream().flatMap(rule -> rule.when().stream()).toList();
  }

  @Override
  public String parameters() {
    return rules.stream()
        .map(rule -> rule.code() + " when " + rule.when().map(SqlExpression::text).orElse("rest"))
        .collect(Collectors.joining("\n"));
  }

  @Override
  public Assignment assign(MethodScope scope) {
    List<Column> segments = new ArrayList<>();
    List<Column> reasons = new ArrayList<>();
    for (Rule rule : rules) {
      Column fits = rule.when().map(SchemeColumns::column).orElse(lit(true));
      segments.add(when(fits, lit(rule.code())));
      reasons.add(when(fits, reason(rule, scope.reasons())));
    }
    return Assignment.ofSegment(
        coalesce(segments.toArray(Column[]::new)), coalesce(reasons.toArray(Column[]::new)));
  }

  /** For the rest every predicate decides: none of them holds. */
  private Column reason(Rule rule, Reasons reasons) {
    return rule.when()
        .map(decides -> reasons.of(Code.RULE, List.of(decides)))
        .orElseGet(() -> reasons.of(Code.REST, expressions()));
  }
}
