package io.fenqun.sql;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The names that an expression may use.
 *
 * @param types type of each name; a scheme's score is {@code scheme.score}; void for a name whose
 *     declaration is at fault
 * @param features names that a {@link FeatureCall} may take; empty where such calls are not allowed
 * @param doubts true for a name that a faulty declaration may or may not give: it is not reported
 *     as unknown
 * @param draws chance that the expression may ask for; none in what describes a business
 */
public record Scope(
    Map<String, DataType> types,
    Set<String> features,
    Predicate<String> doubts,
    Optional<Draws> draws) {
  /** Date of the month's last day. */
  public static final String MONTH_END = "month_end";

  public Scope {
    types = Map.copyOf(types);
    features = Set.copyOf(features);
  }

  public static Scope of(Map<String, DataType> types) {
    return new Scope(types, Set.of(), name -> false, Optional.empty());
  }

  public Scope with(String name, DataType type) {
    return with(Map.of(name, type));
  }

  public Scope with(Map<String, DataType> more) {
    Map<String, DataType> all = new HashMap<>(types);
    all.putAll(more);
    return new Scope(all, features, doubts, draws);
  }

  public Scope withMonthEnd() {
    return with(MONTH_END, DataTypes.DateType);
  }

  public Scope withCallsOf(Set<String> names) {
    return new Scope(types, names, doubts, draws);
  }

  public Scope doubting(Predicate<String> names) {
    return new Scope(types, features, doubts.or(names), draws);
  }

  public Scope drawing(Draws ofPlace) {
    return new Scope(types, features, doubts, Optional.of(ofPlace));
  }

  boolean knows(String name) {
    return types.containsKey(name);
  }

  /** False for what is known and no feature, such as month_end. */
  boolean canCall(FeatureCall call) {
    return call.names().stream().allMatch(name -> features.contains(name) || !knows(name));
  }
}
