package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Whether two warehouses hold the same rows, whatever their files and their order. */
final class WarehouseAssert {
  private WarehouseAssert() {}

  static void assertSameTables(Warehouse actual, Warehouse expected, Set<String> ignoredColumns) {
    Map<String, Map<String, Long>> actualRows = actual.content(ignoredColumns);
    Map<String, Map<String, Long>> expectedRows = expected.content(ignoredColumns);
    assertThat(actualRows.keySet()).isEqualTo(expectedRows.keySet()).isNotEmpty();
    Map<String, String> differences = new TreeMap<>();
    for (String table : expectedRows.keySet()) {
      Map<String, Long> surplus = minus(actualRows.get(table), expectedRows.get(table));
      Map<String, Long> missing = minus(expectedRows.get(table), actualRows.get(table));
      if (!surplus.isEmpty() || !missing.isEmpty()) {
        differences.put(
            table,
            surplus.size()
                + " rows too many, for example "
                + first(surplus)
                + "; "
                + missing.size()
                + " missing, for example "
                + first(missing));
      }
    }
    assertThat(differences).isEmpty();
  }

  private static Map<String, Long> minus(Map<String, Long> left, Map<String, Long> right) {
    Map<String, Long> rest = new TreeMap<>(left);
    right.forEach((row, times) -> rest.merge(row, -times, Long::sum));
    rest.values().removeIf(times -> times <= 0);
    return rest;
  }

  private static String first(Map<String, Long> rows) {
    return rows.keySet().stream().findFirst().orElse("none");
  }
}
