package io.fenqun.pack;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Suggestion;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.method.Allocation;
import io.fenqun.source.SourceColumn;
import io.fenqun.source.SourceDef;
import io.fenqun.sql.Expected;
import io.fenqun.sql.ExpressionChecker;
import io.fenqun.sql.Scope;
import io.fenqun.sql.SqlExpression;
import io.fenqun.table.Exact;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.NullType;

/**
 * Checks the quantities that schemes spread over their customers, and the sources that bring them.
 *
 * @param cleanColumns columns of each clean table
 * @param visible features and segments
 */
record AllocationChecks(
    ExpressionChecker expressions,
    Map<String, Declared<SourceDef>> sources,
    Map<String, Scope> cleanColumns,
    Scope visible) {
  private static final String KEY = "allocate";
  private static final String SOURCE = "quantity";
  private static final String WITHIN = "within";
  private static final String WEIGHT = "weight";

  /**
   * By scheme, of those that allocate.
   *
   * @param features their names and types
   */
  static Map<String, Allocation> check(
      ExpressionChecker expressions,
      Map<String, Declared<SourceDef>> sources,
      Map<String, Scope> cleanColumns,
      Scope features,
      Map<String, Declared<SchemeDef>> schemes) {
    Map<String, DataType> segments = new LinkedHashMap<>();
    schemes.keySet().forEach(name -> segments.put(name, DataTypes.StringType));
    AllocationChecks checks =
        new AllocationChecks(expressions, sources, cleanColumns, features.with(segments));
    Map<String, Allocation> found = new LinkedHashMap<>();
    schemes.forEach((name, scheme) -> checks.check(scheme).ifPresent(one -> found.put(name, one)));
    return found;
  }

  private Optional<Allocation> check(Declared<SchemeDef> scheme) {
    ConfNode yaml = scheme.yaml();
    Optional<ConfNode> node = yaml.child(KEY);
    List<ConfNode> segments = yaml.children("segments");
    if (node.isEmpty()) {
      segments.stream()
          .filter(segment -> segment.has(WEIGHT) && !yaml.has(KEY))
          .forEach(
              segment ->
                  segment.problem(WEIGHT, "nothing is spread here; add allocate, or remove it"));
      return Optional.empty();
    }
    segments.forEach(AllocationChecks::checkWeight);
    Optional<SqlExpression> by = SqlExpression.optional(node.get(), "by");
    by.ifPresent(expression -> expressions.check(expression, visible, Expected.NUMBER));
    Optional<SourceDef> source = source(node.get());
    if (source.isEmpty()) {
      return Optional.empty();
    }
    List<String> within = node.get().texts(WITHIN);
    checkGroups(node.get(), within, source.get());
    return quantityType(node.get(), source.get())
        .map(
            type ->
                new Allocation(
                    scheme.def().name(),
                    source.get().name(),
                    type,
                    unit(source.get()),
                    within,
                    segments.stream().map(AllocationChecks::part).toList(),
                    by));
  }

  private static void checkWeight(ConfNode segment) {
    Optional<BigDecimal> weight = segment.decimal(WEIGHT);
    if (!segment.has(WEIGHT)) {
      segment.problem(WEIGHT, "is missing; every segment has a part in what is allocated");
    } else if (weight
        .filter(w -> w.stripTrailingZeros().scale() > Allocation.DECIMALS)
        .isPresent()) {
      segment.problem(WEIGHT, "has more than " + Allocation.DECIMALS + " decimals");
    }
  }

  private static Allocation.Part part(ConfNode segment) {
    return new Allocation.Part(
        segment.text("code"), segment.decimal(WEIGHT).orElse(BigDecimal.ONE));
  }

  private Optional<SourceDef> source(ConfNode node) {
    String name = node.text(SOURCE);
    Declared<SourceDef> source = sources.get(name);
    if (source == null) {
      if (!name.isEmpty()) {
        node.problem(SOURCE, "unknown source " + name + Suggestion.among(name, sources.keySet()));
      }
      return Optional.empty();
    }
    if (!source.def().isTransactions() || source.def().customer().isPresent()) {
      node.problem(
          SOURCE,
          "source "
              + name
              + " must be transactions without a customer: a quantity is of a month and a group");
      return Optional.empty();
    }
    return Optional.of(source.def());
  }

  /** What a customer's group is compared with has the same type. */
  private void checkGroups(ConfNode node, List<String> within, SourceDef source) {
    Scope columns = columns(source);
    for (String name : within) {
      DataType ours = visible.types().get(name);
      DataType theirs = columns.types().get(name);
      if (ours == null && !visible.doubts().test(name)) {
        node.problem(
            WITHIN, "unknown name " + name + Suggestion.among(name, visible.types().keySet()));
      }
      if (theirs == null && !columns.doubts().test(name)) {
        node.problem(
            WITHIN,
            "source "
                + source.name()
                + " has no column "
                + name
                + Suggestion.among(name, columns.types().keySet()));
      }
      if (ours != null && theirs != null && differ(ours, theirs)) {
        node.problem(
            WITHIN,
            name
                + " is "
                + theirs.simpleString()
                + " in source "
                + source.name()
                + " and "
                + ours.simpleString()
                + " here; change the type of the source's column");
      }
    }
  }

  private Optional<DataType> quantityType(ConfNode node, SourceDef source) {
    Scope columns = columns(source);
    DataType type = columns.types().get(Allocation.QUANTITY);
    if (type == null) {
      if (!columns.doubts().test(Allocation.QUANTITY)) {
        node.problem(
            SOURCE,
            "source " + source.name() + " lacks " + Allocation.QUANTITY + ", what is to be spread");
      }
      return Optional.empty();
    }
    boolean isCounted =
        Exact.isSummable(type)
            && !(type instanceof DecimalType decimal && decimal.scale() > Allocation.DECIMALS);
    if (isKnown(type) && !isCounted) {
      node.problem(
          SOURCE,
          Allocation.QUANTITY
              + " of source "
              + source.name()
              + " is "
              + type.simpleString()
              + "; a whole number, or a decimal of at most "
              + Allocation.DECIMALS
              + " decimals is wanted: its last one is handed out whole");
    }
    return Optional.of(type);
  }

  private Scope columns(SourceDef source) {
    return cleanColumns.getOrDefault(source.name(), Scope.of(Map.of()));
  }

  private static boolean differ(DataType ours, DataType theirs) {
    return isKnown(ours) && isKnown(theirs) && !ours.equals(theirs);
  }

  /** False of a type that a fault leaves open. */
  private static boolean isKnown(DataType type) {
    return !(type instanceof NullType);
  }

  private static String unit(SourceDef source) {
    return Stream.concat(source.columns().stream(), source.derive().stream())
        .filter(column -> column.name().equals(Allocation.QUANTITY))
        .map(SourceColumn::unit)
        .findFirst()
        .orElse("");
  }
}
