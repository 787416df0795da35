package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import io.fenqun.conf.ConfNode;
import io.fenqun.scheme.Assignment;
import io.fenqun.scheme.Before;
import io.fenqun.scheme.MethodScope;
import io.fenqun.scheme.Reasons.Code;
import io.fenqun.scheme.SchemeColumns;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SchemeMethod;
import io.fenqun.scheme.Scores;
import io.fenqun.scheme.Working;
import io.fenqun.sql.SqlExpression;
import io.fenqun.table.Memory;
import io.fenqun.table.Tables;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * A grade of another scheme moved down by a score (domain page, section 2.3). Two numbers are
 * carried from month to month, the steps down d and the latest score s:
 *
 * <ol>
 *   <li>A new grade of the other scheme, or a first score: d = (full − s) div step, 0 while there
 *       is no score.
 *   <li>A score below the latest: d = max(d, (full − s) div step).
 *   <li>A score as high or higher: d = max(0, d − (s − latest) div step), so that the grade never
 *       rises above the other scheme's.
 *   <li>No score this month: d and s are carried.
 * </ol>
 *
 * <p>The segment is the other scheme's, moved down d of the grades that exist in the row's group of
 * this month, never past the last. A grade is new when the other scheme evaluated it in another
 * month. While the customer has no grade, his scores are noted, so that the first one begins from
 * the latest. Outside the population d and s are carried and no score is looked at; after a month
 * without the customer they begin anew.
 *
 * @param of the scheme whose grade is moved
 * @param by the score; null where the month has none
 * @param full the score that costs nothing
 * @param step points lost or gained for one grade
 * @param grades codes of the other scheme, best first
 */
public record Adjust(
    SqlExpression of, SqlExpression by, BigDecimal full, BigDecimal step, List<String> grades)
    implements SchemeMethod {
  static final String NAME = "adjust";

  private static final String DOWN = "down";
  private static final String SCORE = "score";

  static Adjust from(ConfNode file) {
    List<String> grades = SegmentList.of(file).stream().map(s -> s.text("code")).toList();
    BigDecimal step = number(file, "step");
    if (file.has("step") && step.signum() <= 0) {
      file.problem("step", step.toPlainString() + " is not above 0");
      step = BigDecimal.ONE;
    }
    return new Adjust(
        SqlExpression.from(file, "of"),
        SqlExpression.from(file, "by"),
        number(file, "full"),
        step,
        grades);
  }

  private static BigDecimal number(ConfNode file, String key) {
    if (!file.has(key)) {
      file.problem(key, "is missing");
    }
    return file.decimal(key).orElse(BigDecimal.ONE);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int semantics() {
    return 2;
  }

  @Override
  public List<SqlExpression> expressions() {
    return List.of(of, by);
  }

  @Override
  public List<SqlExpression> axes() {
    return List.of(of);
  }

  @Override
  public String parameters() {
    return String.join(
        "\n",
        "of " + of.text(),
        "by " + by.text(),
        "full " + full.stripTrailingZeros().toPlainString(),
        "step " + step.stripTrailingZeros().toPlainString(),
        "grades " + grades);
  }

  @Override
  public boolean remembers() {
    return true;
  }

  @Override
  public Optional<String> graded() {
    return Optional.of(of.text());
  }

  @Override
  public boolean recordsChanges() {
    return true;
  }

  @Override
  public Assignment assign(MethodScope scope) {
    return Assignment.ofSegment(
        moved(scope),
        scope
            .reasons()
            .of(Code.ADJUST, expressions(), down(scope).as(DOWN), latestScore(scope).as(SCORE)));
  }

  private Column moved(MethodScope scope) {
    Column grade = SchemeColumns.column(of);
    Column down = down(scope);
    Column order = array(grades.stream().map(functions::lit).toArray(Column[]::new));
    Column place = array_position(order, grade);
    Column below = filter(graded(scope).existing(), code -> array_position(order, code).gt(place));
    return when(down.equalTo(0).or(size(below).equalTo(0)), grade)
        .otherwise(element_at(below, least(down, size(below))));
  }

  private SchemeDef graded(MethodScope scope) {
    return Objects.requireNonNull(scope.schemes().get(of.text()), of.text());
  }

  /** The grade, the scores and steps before and now, and which of the four cases moved them. */
  @Override
  public List<Working> workings(MethodScope scope) {
    Column score = score(scope);
    Column last = Before.memory(Memory.LAST_SCORE);
    Map<String, Column> facts = new LinkedHashMap<>();
    facts.put("grade", SchemeColumns.column(of));
    facts.put("graded_month", gradedMonth());
    facts.put("graded_month_before", Before.memory(Memory.GRADED_MONTH));
    facts.put("expression", lit(by.text()));
    facts.put("score_now", score);
    facts.put("score_before", last);
    facts.put("full", lit(full));
    facts.put("step", lit(step));
    facts.put("steps_lost", lost(latestScore(scope)));
    facts.put("steps_gained", when(score.geq(last), steps(score.minus(last))).otherwise(lit(null)));
    facts.put("steps_before", Before.memory(Memory.STEPS_DOWN));
    facts.put(
        "case",
        when(isNew().or(last.isNull()), "NEW")
            .when(score.isNull(), "CARRIED")
            .when(score.lt(last), "FALLEN")
            .otherwise("RISEN"));
    facts.put("steps_now", down(scope));
    facts.put("grades_there", concat_ws(" → ", graded(scope).existing()));
    facts.put("segment", moved(scope));
    return List.of(Working.ofFacts("adjustment", facts));
  }

  @Override
  public Column memory(Column isMember, MethodScope scope) {
    return Memory.of(
        Map.of(
            Memory.PREVIOUS_SEGMENT, Before.of("segment"),
            Memory.STEPS_DOWN, ofMember(isMember, down(scope), Memory.STEPS_DOWN),
            Memory.LAST_SCORE,
                ofMember(scope.isInPopulation(), latestScore(scope), Memory.LAST_SCORE),
            Memory.GRADED_MONTH, ofMember(isMember, gradedMonth(), Memory.GRADED_MONTH)));
  }

  private static Column ofMember(Column isOne, Column now, String carried) {
    return when(isOne, now).otherwise(Before.memory(carried));
  }

  /** The steps down of a member, int, never null. */
  private Column down(MethodScope scope) {
    Column score = score(scope);
    Column last = Before.memory(Memory.LAST_SCORE);
    Column carried = Before.memory(Memory.STEPS_DOWN);
    return when(isNew().or(last.isNull()), coalesce(lost(latestScore(scope)), lit(0)))
        .when(score.isNull(), carried)
        .when(score.lt(last), greatest(carried, lost(score)))
        .otherwise(greatest(carried.minus(steps(score.minus(last))), lit(0)));
  }

  private Column isNew() {
    return not(Before.memory(Memory.GRADED_MONTH).eqNullSafe(gradedMonth()));
  }

  private Column gradedMonth() {
    return SchemeColumns.named(SchemeColumns.evaluatedMonth(of.text()));
  }

  /** This month's score, else the latest; null before the first. */
  private Column latestScore(MethodScope scope) {
    return coalesce(score(scope), Before.memory(Memory.LAST_SCORE));
  }

  private Column score(MethodScope scope) {
    return Scores.of(SchemeColumns.column(by), scope.scheme());
  }

  /** (full − score) div step, at least 0; null for a null score. */
  private Column lost(Column score) {
    Column points = lit(full).cast(Tables.SCORE).minus(score);
    return when(score.isNotNull(), greatest(steps(points), lit(0)));
  }

  /** Full steps in so many points. */
  private Column steps(Column points) {
    return call_function("div", points, lit(step).cast(Tables.SCORE)).cast(DataTypes.IntegerType);
  }
}
