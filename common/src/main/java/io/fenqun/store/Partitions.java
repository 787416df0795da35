package io.fenqun.store;

import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The partitions whose every named column has one of its values; columns that are not named may
 * have any value. Of several such sets, those in any of them.
 *
 * @param sets each from partition column to its values, none of them null
 */
public record Partitions(List<Map<String, List<String>>> sets) {
  /** Every partition. */
  static final Partitions ALL = new Partitions(List.of(Map.of()));

  /** Every partition of these months, whatever the table's other partition columns say. */
  public static Partitions of(MonthRange months) {
    return of("month", months.months().stream().map(Month::toString).toList());
  }

  public static Partitions of(String column, Collection<String> values) {
    return new Partitions(List.of(Map.of(column, List.copyOf(values))));
  }

  /** Of these, those that also have one of the values in another column. */
  public Partitions and(String column, Collection<String> more) {
    List<Map<String, List<String>>> narrowed = new ArrayList<>();
    for (Map<String, List<String>> set : sets) {
      Map<String, List<String>> both = new LinkedHashMap<>(set);
      both.put(column, List.copyOf(more));
      narrowed.add(both);
    }
    return new Partitions(narrowed);
  }

  /** These and the others. */
  public Partitions or(Partitions others) {
    List<Map<String, List<String>>> all = new ArrayList<>(sets);
    all.addAll(others.sets);
    return new Partitions(all);
  }

  /** True of a partition with these values; one that is null is among none. */
  boolean hold(Map<String, String> values) {
    return sets.stream()
        .anyMatch(
            set ->
                set.entrySet().stream()
                    .allMatch(column -> holds(column.getValue(), values.get(column.getKey()))));
  }

  private static boolean holds(List<String> values, @Nullable String value) {
    return value != null && values.contains(value);
  }

  /** The predicate, in SQL over partition columns alone. */
  public String where() {
    List<String> conditions = sets.stream().map(Partitions::where).toList();
    return conditions.size() == 1
        ? conditions.get(0)
        : conditions.stream().map(one -> "(" + one + ")").collect(Collectors.joining(" or "));
  }

  private static String where(Map<String, List<String>> set) {
    return set.isEmpty()
        ? "true"
        : set.entrySet().stream()
            .map(column -> "`" + column.getKey() + "` in (" + literals(column.getValue()) + ")")
            .sorted()
            .collect(Collectors.joining(" and "));
  }

  private static String literals(List<String> values) {
    return values.stream()
        .sorted()
        .map(v -> "'" + v.replace("\\", "\\\\").replace("'", "\\'") + "'")
        .collect(Collectors.joining(", "));
  }
}
