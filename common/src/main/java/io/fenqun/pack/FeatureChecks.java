package io.fenqun.pack;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Problems;
import io.fenqun.feature.FeatureDef;
import io.fenqun.feature.FeatureDef.Aggregate;
import io.fenqun.feature.FeatureDef.Attribute;
import io.fenqun.feature.FeatureDef.Derived;
import io.fenqun.source.SourceDef;
import io.fenqun.sql.Expected;
import io.fenqun.sql.ExpressionChecker;
import io.fenqun.sql.Scope;
import io.fenqun.sql.SqlExpression;
import io.fenqun.table.Tables;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;

/**
 * Checks the features against sources and each other, orders them and works out the type of each.
 */
final class FeatureChecks {
  private final ExpressionChecker expressions;
  private final Problems problems;
  private final Map<String, Declared<SourceDef>> sources;
  private final Map<String, Scope> sourceScopes;
  private final Map<String, FeatureDef> features = new LinkedHashMap<>();
  private final Map<String, DataType> types = new LinkedHashMap<>();
  private final Predicate<String> doubts;

  /**
   * What the checks found.
   *
   * @param inOrder each after those that it reads
   * @param scope every feature with its type; doubts those whose entry is at fault
   */
  record Checked(List<FeatureDef> inOrder, Scope scope) {}

  private FeatureChecks(
      ExpressionChecker expressions,
      Problems problems,
      Map<String, Declared<SourceDef>> sources,
      Map<String, Scope> sourceScopes,
      Predicate<String> doubts) {
    this.expressions = expressions;
    this.problems = problems;
    this.sources = sources;
    this.sourceScopes = sourceScopes;
    this.doubts = doubts;
  }

  static Checked check(
      ExpressionChecker expressions,
      Problems problems,
      List<Declared<List<FeatureDef>>> files,
      Map<String, Declared<SourceDef>> sources,
      Map<String, Scope> sourceScopes) {
    FeatureChecks checks =
        new FeatureChecks(expressions, problems, sources, sourceScopes, doubtfulNames(files));
    files.forEach(file -> file.def().forEach(checks::add));
    List<FeatureDef> inOrder = checks.inOrder();
    inOrder.forEach(feature -> checks.types.put(feature.name(), checks.typeOf(feature)));
    return new Checked(inOrder, Scope.of(checks.types).doubting(checks.doubts));
  }

  /** An entry whose form is at fault may give its name or its name with any window. */
  private static Predicate<String> doubtfulNames(List<Declared<List<FeatureDef>>> files) {
    List<ConfNode> entries =
        files.stream().flatMap(file -> file.yaml().children("features").stream()).toList();
    List<String> names =
        entries.stream()
            .filter(entry -> entry.problems().at(entry.position()))
            .map(entry -> entry.optionalText("name").orElse(""))
            .toList();
    boolean isFileUnread =
        files.stream().anyMatch(file -> file.yaml().children("features").isEmpty());
    return name ->
        isFileUnread
            || names.stream().anyMatch(doubt -> name.equals(doubt) || name.startsWith(doubt + "_"));
  }

  private void add(FeatureDef feature) {
    ReservedNames.refusalOfColumn(feature.name())
        .ifPresent(refusal -> problems.add(feature.position(), refusal));
    if (features.putIfAbsent(feature.name(), feature) != null) {
      problems.add(feature.position(), "feature " + feature.name() + " stands twice; keep one");
    }
  }

  private List<FeatureDef> inOrder() {
    Map<String, List<String>> reads = new LinkedHashMap<>();
    features.forEach((name, feature) -> reads.put(name, reads(feature)));
    return ComputingOrder.of(reads, this::reportCycle).stream().map(this::feature).toList();
  }

  private FeatureDef feature(String name) {
    return Objects.requireNonNull(features.get(name));
  }

  private static List<String> reads(FeatureDef feature) {
    return feature.calculation() instanceof Derived derived
        ? derived.expr().names().stream().map(parts -> parts.get(0)).toList()
        : List.of();
  }

  private void reportCycle(List<String> cycle) {
    problems.add(
        feature(cycle.get(0)).position(),
        "features read each other in a circle: " + String.join(" > ", cycle));
  }

  /** Void where a fault leaves it open. */
  private DataType typeOf(FeatureDef feature) {
    if (feature.calculation() instanceof Aggregate aggregate) {
      return typeOf(aggregate);
    }
    SqlExpression expr =
        feature.calculation() instanceof Attribute attribute
            ? attribute.expr()
            : ((Derived) feature.calculation()).expr();
    Scope scope =
        feature.calculation() instanceof Attribute attribute
            ? scope(attribute.source()).withMonthEnd()
            : derivedScope();
    Optional<String> refusal =
        feature.calculation() instanceof Derived derived
            ? derived.refusal(types)
            : Optional.empty();
    if (refusal.isPresent()) {
      problems.add(expr.position(), refusal.get());
      return DataTypes.NullType;
    }
    return expressions
        .check(expr, scope, Expected.ANYTHING)
        .filter(type -> isStorable(expr, scope, type))
        .map(type -> ofUnit(feature.unit(), type))
        .orElse(DataTypes.NullType);
  }

  /** A decimal by its unit: rates and shares are doubles, money has two decimals (design 8.7). */
  private static DataType ofUnit(String unit, DataType type) {
    if (!(type instanceof DecimalType)) {
      return type;
    }
    return switch (unit) {
      case "rate", "share" -> DataTypes.DoubleType;
      case "money" -> Tables.MONEY;
      default -> type;
    };
  }

  private DataType typeOf(Aggregate aggregate) {
    // that transactions do not know month_end, the feature's own reading says
    Scope scope =
        isSnapshot(aggregate.source())
            ? scope(aggregate.source()).withMonthEnd()
            : scope(aggregate.source()).doubting(Scope.MONTH_END::equals);
    aggregate.where().ifPresent(where -> expressions.check(where, scope, Expected.CONDITION));
    if (aggregate.argument().isEmpty()) {
      return aggregate.function().resultType(DataTypes.NullType);
    }
    SqlExpression argument = aggregate.argument().get();
    Optional<DataType> type =
        expressions
            .check(argument, scope, Expected.ANYTHING)
            .filter(found -> !(found instanceof NullType));
    Optional<String> refusal = type.flatMap(aggregate.function()::refusal);
    refusal.ifPresent(reason -> problems.add(argument.position(), reason));
    return refusal.isPresent()
        ? DataTypes.NullType
        : type.map(aggregate.function()::resultType).orElse(DataTypes.NullType);
  }

  private Scope scope(String source) {
    return sourceScopes.getOrDefault(source, Scope.of(Map.of()).doubting(name -> true));
  }

  private boolean isSnapshot(String source) {
    return Optional.ofNullable(sources.get(source))
        .filter(found -> !found.def().isTransactions())
        .isPresent();
  }

  private Scope derivedScope() {
    Map<String, DataType> known = new HashMap<>();
    features
        .keySet()
        .forEach(name -> known.put(name, types.getOrDefault(name, DataTypes.NullType)));
    return Scope.of(known).withMonthEnd().withCallsOf(features.keySet()).doubting(doubts);
  }

  private boolean isStorable(SqlExpression expr, Scope scope, DataType type) {
    if (type instanceof NumericType
        || type instanceof StringType
        || type instanceof BooleanType
        || type instanceof DateType) {
      return true;
    }
    boolean hangsOnFault =
        expr.names().stream()
            .anyMatch(name -> scope.types().get(String.join(".", name)) instanceof NullType);
    if (!hangsOnFault) {
      problems.add(
          expr.position(),
          "gives "
              + type.simpleString()
              + "; a feature is a number, a text, a date, or true or false");
    }
    return false;
  }
}
