package io.fenqun.sql;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The names that an expression may use.
 *
 * @param types type of each name; a scheme's score is {@code scheme.score}; void for a name whose declaration is at fault
 * @param lagged names that {@code lag(name, months)} may take; empty where lag is not allowed
 * @param doubtful names that a faulty declaration may or may not give, with anything after an underscore: not reported as unknown
 */
public record Scope(Map<String, DataType> types, Set<String> lagged, Set<String> doubtful) {
  /** Date of the month's last day. */
  public static final String MONTH_END = "month_end";

  public Scope {
    types = Map.copyOf(types);
    lagged = Set.copyOf(lagged);
    doubtful = Set.copyOf(doubtful);
  }

  public static Scope of(Map<String, DataType> types) {
    return new Scope(types, Set.of(), Set.of());
  }

  public Scope with(String name, DataType type) {
    return with(Map.of(name, type));
  }

  public Scope with(Map<String, DataType> more) {
    Map<String, DataType> all = new HashMap<>(types);
    all.putAll(more);
    return new Scope(all, lagged, doubtful);
  }

  public Scope withMonthEnd() {
    return with(MONTH_END, DataTypes.DateType);
  }

  public Scope withLag(Set<String> names) {
    return new Scope(types, names, doubtful);
  }

  public Scope withDoubtful(Collection<String> names) {
    Set<String> all = new HashSet<>(doubtful);
    all.addAll(names);
    return new Scope(types, lagged, all);
  }

  boolean knows(String name) {
    return types.containsKey(name);
  }

  /** False for what is known and no feature, such as month_end. */
  boolean canLag(LagCall call) {
    return lagged.contains(call.name()) || !knows(call.name());
  }

  boolean doubts(String name) {
    return doubtful.stream().anyMatch(doubt -> name.equals(doubt) || name.startsWith(doubt + "_") || name.startsWith(doubt + "."));
  }
}
