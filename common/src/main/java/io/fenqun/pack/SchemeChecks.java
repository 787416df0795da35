package io.fenqun.pack;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Suggestion;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.method.Adjust;
import io.fenqun.sql.Expected;
import io.fenqun.sql.ExpressionChecker;
import io.fenqun.sql.Scope;
import io.fenqun.sql.SqlExpression;
import io.fenqun.table.Tables;
import io.fenqun.time.EvaluationCycle;
import io.fenqun.transition.RollRateDef;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Checks the schemes against features, treatments and each other, and orders them. */
final class SchemeChecks {
  /** Methods whose schemes have a score that others may read. */
  private static final Set<String> SCORED = Set.of("score", "share");

  private static final String SCORE = ".score";
  private static final String COMPOSE = "compose";
  private static final String RULES = "rules";
  private static final String MATRIX = "matrix";

  private final ExpressionChecker expressions;
  private final Map<String, Declared<SchemeDef>> schemes;
  private final Scope features;
  private final Map<String, DataType> segments;
  private final Scope visible;
  private final Optional<Set<String>> treatments;

  private SchemeChecks(
      ExpressionChecker expressions,
      Map<String, Declared<SchemeDef>> schemes,
      Scope features,
      Optional<Set<String>> treatments) {
    this.expressions = expressions;
    this.schemes = schemes;
    this.features = features;
    this.segments = segmentsAndScores(schemes, features);
    this.visible = visible(schemes, features);
    this.treatments = treatments;
  }

  /**
   * The schemes, each after those that it reads.
   *
   * @param treatments codes; empty where a fault leaves them open
   */
  static List<SchemeDef> check(
      ExpressionChecker expressions,
      Map<String, Declared<SchemeDef>> schemes,
      Scope features,
      Optional<Set<String>> treatments) {
    SchemeChecks checks = new SchemeChecks(expressions, schemes, features, treatments);
    schemes.values().forEach(checks::check);
    return checks.inOrder();
  }

  /** Names of expressions over customers: features, segments and scores. */
  static Scope visible(Map<String, Declared<SchemeDef>> schemes, Scope features) {
    return features.with(segmentsAndScores(schemes, features)).withMonthEnd();
  }

  /** A feature of the same name, which is a fault, keeps the name. */
  private static Map<String, DataType> segmentsAndScores(
      Map<String, Declared<SchemeDef>> schemes, Scope features) {
    Map<String, DataType> names = new HashMap<>();
    schemes.forEach(
        (name, scheme) -> {
          names.put(name, features.types().getOrDefault(name, DataTypes.StringType));
          if (SCORED.contains(methodOf(scheme.yaml()))) {
            names.put(name + SCORE, Tables.SCORE);
          }
        });
    return names;
  }

  private static String methodOf(ConfNode yaml) {
    return yaml.optionalText("method").orElse("");
  }

  private List<SchemeDef> inOrder() {
    Map<String, List<String>> reads = new LinkedHashMap<>();
    schemes.forEach((name, scheme) -> reads.put(name, scheme.def().reads()));
    return ComputingOrder.of(reads, this::reportCycle).stream()
        .map(name -> scheme(name).def())
        .toList();
  }

  private Declared<SchemeDef> scheme(String name) {
    return Objects.requireNonNull(schemes.get(name));
  }

  private void reportCycle(List<String> cycle) {
    ConfNode yaml = scheme(cycle.get(0)).yaml();
    yaml.problems()
        .add(yaml.position(), "schemes read each other in a circle: " + String.join(" > ", cycle));
  }

  private void check(Declared<SchemeDef> scheme) {
    ConfNode yaml = scheme.yaml();
    checkName(scheme);
    check(yaml, "population", visible, Expected.CONDITION);
    check(
        yaml, "by", visible, methodOf(yaml).equals(COMPOSE) ? Expected.ANYTHING : Expected.NUMBER);
    yaml.child("capacity").ifPresent(node -> check(node, "by", visible, Expected.NUMBER));
    yaml.children("indicators")
        .forEach(indicator -> check(indicator, "by", visible, Expected.NUMBER));
    yaml.children("features").forEach(feature -> check(feature, "by", visible, Expected.NUMBER));
    tieBreaks(yaml).forEach(tieBreak -> expressions.check(tieBreak, visible, Expected.ANYTHING));
    checkSegments(yaml);
    checkGroups(yaml);
    yaml.child("roll_rate").ifPresent(this::checkRollRate);
    if (scheme.def().method() instanceof Adjust adjust) {
      checkGrades(yaml, adjust);
    }
    if (yaml.has("value")) {
      ValueFeature.check(yaml, features);
    }
  }

  /** What is moved is a scheme, and its segments stand here in the same order. */
  private void checkGrades(ConfNode yaml, Adjust adjust) {
    Declared<SchemeDef> graded = schemes.get(adjust.of().text());
    if (graded == null) {
      yaml.problem(
          "of",
          "unknown scheme "
              + adjust.of().text()
              + Suggestion.among(adjust.of().text(), schemes.keySet()));
      return;
    }
    List<String> codes = graded.def().segments().stream().map(SchemeDef.SegmentDef::code).toList();
    if (graded.def().evaluate() == EvaluationCycle.MONTHLY) {
      yaml.problem(
          "of",
          adjust.of().text()
              + " is evaluated monthly, so that every month would begin anew; adjust a grade that"
              + " is carried between evaluations");
    }
    if (!codes.equals(adjust.grades())) {
      yaml.problem(
          "segments",
          "must be those of "
              + adjust.of().text()
              + " in the same order: "
              + String.join(", ", codes));
    }
  }

  private void checkName(Declared<SchemeDef> scheme) {
    ConfNode yaml = scheme.yaml();
    String name = scheme.def().name();
    ReservedNames.refusalOfColumn(name)
        .ifPresent(refusal -> yaml.problems().add(yaml.position(), refusal));
    if (features.types().containsKey(name)) {
      yaml.problems()
          .add(yaml.position(), "a feature is named " + name + " too; rename one of them");
    }
  }

  private void check(ConfNode yaml, String key, Scope scope, Expected expected) {
    SqlExpression.optional(yaml, key)
        .ifPresent(expression -> expressions.check(expression, scope, expected));
  }

  private static List<SqlExpression> tieBreaks(ConfNode yaml) {
    return yaml.texts("tie_break").stream()
        .map(text -> new SqlExpression(text, yaml.position("tie_break")))
        .toList();
  }

  private void checkSegments(ConfNode yaml) {
    List<ConfNode> segments = yaml.children("segments");
    for (ConfNode segment : segments) {
      check(segment, "when", visible, Expected.CONDITION);
      treatments.ifPresent(codes -> checkTreatment(segment, codes));
    }
    if (methodOf(yaml).equals(RULES)) {
      RuleProofs.check(segments, visible, limited(yaml));
    }
    if (methodOf(yaml).equals(MATRIX)) {
      MatrixChecks.check(yaml, schemes);
    }
  }

  /** Codes of the segments that have a capacity. */
  private static Set<String> limited(ConfNode yaml) {
    return limits(yaml)
        .flatMap(row -> row.optionalText("segment").stream())
        .collect(Collectors.toSet());
  }

  private static Stream<ConfNode> limits(ConfNode yaml) {
    return yaml.child("capacity").stream().flatMap(node -> node.children("max").stream());
  }

  private static void checkTreatment(ConfNode segment, Set<String> codes) {
    segment
        .optionalText("treatment")
        .filter(code -> !codes.contains(code))
        .ifPresent(
            code ->
                segment.problem(
                    "treatment", "unknown treatment " + code + Suggestion.among(code, codes)));
  }

  /**
   * A group is made of values of features and schemes; the conditions of a merge and of a capacity
   * see the group alone.
   */
  private void checkGroups(ConfNode yaml) {
    Map<String, DataType> groups = new HashMap<>();
    for (String name : yaml.texts("within")) {
      DataType type = visible.types().get(name);
      if (type == null && !visible.doubts().test(name)) {
        yaml.problem(
            "within", "unknown name " + name + Suggestion.among(name, visible.types().keySet()));
      }
      groups.put(name, type == null ? DataTypes.NullType : type);
    }
    Scope group = Scope.of(groups).doubting(name -> true);
    Stream.concat(yaml.children("merge").stream(), limits(yaml))
        .forEach(row -> check(row, "when", group, Expected.CONDITION));
  }

  /** Its population sees what is published of a month: features and segments, but no scores. */
  private void checkRollRate(ConfNode rollRate) {
    Map<String, DataType> codes = new HashMap<>(segments);
    codes.keySet().removeIf(name -> name.endsWith(SCORE));
    check(rollRate, "population", features.with(codes), Expected.CONDITION);
    check(
        rollRate, "below", features.with(RollRateDef.BASE_FLOOR, Tables.FLOOR), Expected.CONDITION);
  }
}
