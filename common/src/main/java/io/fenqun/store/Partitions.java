package io.fenqun.store;

import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The partitions whose every named column has one of its values; columns that are not named may
 * have any value.
 *
 * @param values partition column to its values, none of them null
 */
public record Partitions(Map<String, List<String>> values) {
  /** Every partition of these months, whatever the table's other partition columns say. */
  public static Partitions of(MonthRange months) {
    return of("month", months.months().stream().map(Month::toString).toList());
  }

  public static Partitions of(String column, Collection<String> values) {
    return new Partitions(Map.of(column, List.copyOf(values)));
  }

  /** Of these, those that also have one of the values in another column. */
  public Partitions and(String column, Collection<String> more) {
    Map<String, List<String>> both = new LinkedHashMap<>(values);
    both.put(column, List.copyOf(more));
    return new Partitions(both);
  }

  /** The predicate, in SQL over partition columns alone. */
  public String where() {
    return values.entrySet().stream()
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
