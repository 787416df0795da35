package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.substring_index;
import static org.apache.spark.sql.functions.when;

import io.fenqun.conf.ConfNode;
import io.fenqun.scheme.Assignment;
import io.fenqun.scheme.Before;
import io.fenqun.scheme.MethodScope;
import io.fenqun.scheme.Reasons;
import io.fenqun.scheme.Reasons.Code;
import io.fenqun.scheme.SchemeColumns;
import io.fenqun.scheme.SchemeMethod;
import io.fenqun.scheme.Working;
import io.fenqun.sql.SqlExpression;
import io.fenqun.table.Memory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The first rule, in file order, whose predicate is true gives the segment; a predicate that is
 * null does not fit. The last rule may have no predicate and takes the rest. A rule with {@code
 * after: n} fits when its predicate has been true in n months in a row up to this one; a month
 * without the customer, outside the population or before the first covered one breaks the row.
 *
 * <p>With a {@link Capacity} a rule that fits gives the segment only where there is a place; who
 * gets none takes the next rule that fits, and is OUTSIDE with reason NO_MATCH where none does.
 *
 * <p>Distances are those of {@link RuleStretches}, in the unit of the deciding column; none with a
 * capacity.
 */
public record RuleTable(List<Rule> rules, Optional<Capacity> capacity) implements SchemeMethod {
  static final String NAME = "rules";

  private static final String HELD = "held";
  private static final String BLOCKED = "blocked";

  /** Stands for the condition of a rule that has none. */
  private static final String REST = "REST";

  /** Between a code and its months in what is remembered; no code holds it. */
  private static final String SEPARATOR = "=";

  /**
   * A segment and when it applies; empty takes the rest.
   *
   * @param after months in a row for which it must have applied, 1 for at once
   */
  public record Rule(String code, Optional<SqlExpression> when, int after) {
    boolean waits() {
      return after > 1;
    }

    private String canonical() {
      return code
          + " when "
          + when.map(SqlExpression::text).orElse("rest")
          + (waits() ? " after " + after : "");
    }
  }

  static RuleTable from(ConfNode file) {
    List<ConfNode> segments = SegmentList.of(file);
    SegmentList.requireConditionBeforeLast(segments, "when");
    segments.stream()
        .filter(segment -> segment.has("after") && !segment.has("when"))
        .forEach(segment -> segment.problem("after", "needs a condition that holds; add when"));
    return new RuleTable(segments.stream().map(RuleTable::rule).toList(), Capacity.from(file));
  }

  private static Rule rule(ConfNode segment) {
    return new Rule(
        segment.text("code"), SqlExpression.optional(segment, "when"), segment.integer("after", 1));
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
    return Stream.concat(
            predicates().stream(), capacity.stream().flatMap(c -> c.expressions().stream()))
        .toList();
  }

  private List<SqlExpression> predicates() {
    return rules.stream().flatMap(rule -> rule.when().stream()).toList();
  }

  @Override
  public String parameters() {
    return Stream.concat(
            rules.stream().map(Rule::canonical), capacity.stream().map(Capacity::canonical))
        .collect(Collectors.joining("\n"));
  }

  private List<String> codes() {
    return rules.stream().map(Rule::code).toList();
  }

  @Override
  public boolean comparesCustomers() {
    return capacity.isPresent();
  }

  @Override
  public boolean isLocal() {
    return capacity.isEmpty();
  }

  @Override
  public Dataset<Row> prepare(Dataset<Row> frame, Column isMember, MethodScope scope) {
    List<Column> fits = rules.stream().map(r -> coalesce(fits(r), lit(false))).toList();
    return capacity
        .map(c -> new Places(codes(), fits, c, scope).given(frame, isMember))
        .orElse(frame);
  }

  @Override
  public Assignment assign(MethodScope scope) {
    RuleStretches stretches = new RuleStretches(rules);
    List<Column> fits = new ArrayList<>();
    List<Column> segments = new ArrayList<>();
    List<Column> reasons = new ArrayList<>();
    List<Column> up = new ArrayList<>();
    List<Column> down = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      Stretch stretch = stretches.of(i);
      Column quantity = stretches.column(i).map(RuleTable::quantity).orElse(Stretch.none());
      fits.add(decides(i));
      segments.add(lit(rule.code()));
      reasons.add(reason(rule, scope.reasons()));
      up.add(stretch.up(quantity));
      down.add(stretch.down(quantity));
    }
    Assignment assigned =
        Assignment.ofSegment(Stretch.ofFirst(fits, segments), Stretch.ofFirst(fits, reasons));
    // beyond an edge there need not be a place
    return capacity.isPresent()
        ? assigned
        : assigned.within(Stretch.ofFirst(fits, up), Stretch.ofFirst(fits, down));
  }

  private static Column quantity(List<String> name) {
    return SchemeColumns.named(SchemeColumns.wideName(name));
  }

  /** Every rule in file order, whether its predicate holds, and which of them decides. */
  @Override
  public List<Working> workings(MethodScope scope) {
    List<String> headings =
        new ArrayList<>(List.of("segment", "condition", "values", "met", "decides"));
    if (waits()) {
      headings.addAll(List.of("months_held", "months_needed"));
    }
    List<List<Column>> lines = new ArrayList<>();
    Column isDecided = lit(false);
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      Column decides = coalesce(decides(i), lit(false));
      List<Column> line = new ArrayList<>();
      line.add(lit(rule.code()));
      line.add(lit(rule.when().map(SqlExpression::text).orElse(REST)));
      line.add(Working.values(rule.when().stream().toList()));
      line.add(holds(rule));
      line.add(not(isDecided).and(decides));
      if (waits()) {
        line.add(rule.waits() ? held(rule) : lit(null).cast("int"));
        line.add(rule.waits() ? lit(rule.after()) : lit(null).cast("int"));
      }
      lines.add(line);
      isDecided = isDecided.or(decides);
    }
    Working ofRules = Working.ofLines("rules", headings, lines);
    return Stream.concat(
            Stream.of(ofRules), capacity.stream().map(c -> new PlaceWorkings(c, codes()).working()))
        .toList();
  }

  /** True where the rule gives the segment, if none before it does. */
  private Column decides(int rule) {
    return capacity.isPresent() ? col(Places.RULE).equalTo(rule) : fits(rules.get(rule));
  }

  private static Column fits(Rule rule) {
    return rule.waits() ? held(rule).geq(rule.after()) : holds(rule);
  }

  private static Column holds(Rule rule) {
    return rule.when().map(SchemeColumns::column).orElse(lit(true));
  }

  /** Months in a row for which the predicate has held, this one included; counted no further. */
  private static Column held(Rule rule) {
    Column ofRule =
        filter(Before.memory(Memory.HELD), text -> text.startsWith(rule.code() + SEPARATOR));
    Column months = substring_index(get(ofRule, lit(0)), SEPARATOR, -1).cast("int");
    Column before = coalesce(months, lit(0));
    return when(holds(rule), least(before.plus(1), lit(rule.after()))).otherwise(0);
  }

  @Override
  public boolean remembers() {
    return waits() || capacity.isPresent();
  }

  private boolean waits() {
    return rules.stream().anyMatch(Rule::waits);
  }

  @Override
  public boolean limitsPlaces() {
    return capacity.isPresent();
  }

  @Override
  public Column memory(Column isMember, MethodScope scope) {
    if (!remembers()) {
      return SchemeMethod.super.memory(isMember, scope);
    }
    Map<String, Column> fields = new HashMap<>();
    fields.put(Memory.PREVIOUS_SEGMENT, Before.of("segment"));
    if (waits()) {
      fields.put(Memory.HELD, heldTexts(isMember));
    }
    if (capacity.isPresent()) {
      fields.put(Memory.PLACES, col(Places.PLACES));
    }
    return Memory.of(fields);
  }

  private Column heldTexts(Column isMember) {
    return array(
        rules.stream()
            .filter(Rule::waits)
            .map(
                rule ->
                    concat(
                        lit(rule.code() + SEPARATOR),
                        when(isMember, held(rule)).otherwise(0).cast("string")))
            .toArray(Column[]::new));
  }

  /** For the rest every predicate decides: none of them holds, or had a place. */
  private Column reason(Rule rule, Reasons reasons) {
    Code code = rule.when().isPresent() ? Code.RULE : Code.REST;
    List<SqlExpression> deciding = new ArrayList<>(rule.when().map(List::of).orElse(predicates()));
    capacity.filter(c -> c.limits(rule.code())).ifPresent(c -> deciding.add(c.by()));
    List<Column> facts = rule.waits() ? List.of(held(rule).as(HELD)) : List.of();
    Column plain = reasons.of(code, deciding, facts.toArray(Column[]::new));
    if (capacity.isEmpty()) {
      return plain;
    }
    List<Column> withBlocked = new ArrayList<>(facts);
    withBlocked.add(col(Places.BLOCKED).as(BLOCKED));
    return when(
            col(Places.BLOCKED).isNotNull(),
            reasons.of(code, deciding, withBlocked.toArray(Column[]::new)))
        .otherwise(plain);
  }
}
