package io.fenqun.scheme.method;

import io.fenqun.time.EvaluationCycle;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Bands with a margin in plain loops over whole numbers of hundredths; a distance is found by
 * trying every change of the balance, a hundredth at a time around each edge.
 *
 * @param percent of an edge
 * @param floors by code, whole numbers
 */
record BandMarginTwin(int percent, Map<String, Integer> floors) {
  private static final String OUTSIDE = "OUTSIDE";

  /** "segment up down" by "month customer". */
  Map<String, String> given(List<Row> features, MonthRange range, EvaluationCycle cycle) {
    Map<String, Row> rows = new HashMap<>();
    features.forEach(row -> rows.put(row.getString(1) + " " + row.getString(0), row));
    Map<String, String> given = new TreeMap<>();
    for (String customer : features.stream().map(row -> row.getString(0)).distinct().toList()) {
      String evaluated = OUTSIDE + " null null";
      for (Month month : range.months()) {
        Row row = rows.get(month + " " + customer);
        if (cycle.evaluatesIn(month)) {
          evaluated = OUTSIDE + " null null";
          if (row != null && !row.isNullAt(3) && row.getInt(4) > 0) {
            String before = given.getOrDefault(before(cycle, month) + " " + customer, OUTSIDE);
            evaluated = evaluated(before.split(" ")[0], row.getDecimal(3).intValueExact() * 100);
          }
        }
        if (row != null) {
          given.put(month + " " + customer, evaluated);
        }
      }
    }
    return given;
  }

  private static Month before(EvaluationCycle cycle, Month month) {
    return cycle.lastEvaluation(month.minus(1));
  }

  private String evaluated(String before, int balance) {
    String segment = segment(before, balance);
    if (segment.equals(OUTSIDE)) {
      return OUTSIDE + " null null";
    }
    List<Integer> edges = new ArrayList<>();
    for (int floor : floors.values()) {
      int margin = Math.abs(floor) * percent;
      edges.addAll(List.of(floor * 100, floor * 100 - margin, floor * 100 + margin));
    }
    edges.sort(Comparator.naturalOrder());
    IntFunction<Boolean> changes = at -> !segment(before, at).equals(segment);
    Integer up = null;
    Integer down = null;
    for (int edge : edges) {
      if (up == null && edge >= balance && (changes.apply(edge) || changes.apply(edge + 1))) {
        up = edge - balance;
      }
      if (edge <= balance && (changes.apply(edge) || changes.apply(edge - 1))) {
        down = balance - edge;
      }
    }
    return segment + " " + text(up) + " " + text(down);
  }

  private static String text(@Nullable Integer hundredths) {
    return hundredths == null ? "null" : String.valueOf(hundredths / 100.0);
  }

  /** Balance in hundredths. */
  private String segment(String before, int balance) {
    List<Map.Entry<String, Integer>> rising =
        floors.entrySet().stream().sorted(Map.Entry.comparingByValue()).toList();
    String plain = OUTSIDE;
    for (int i = 0; i < rising.size(); i++) {
      int floor = rising.get(i).getValue() * 100;
      if (balance >= floor) {
        plain = rising.get(i).getKey();
      }
      if (rising.get(i).getKey().equals(before)) {
        boolean isAbove = balance >= floor - Math.abs(floor) * percent / 100;
        boolean isBelow = true;
        if (i + 1 < rising.size()) {
          int next = rising.get(i + 1).getValue() * 100;
          isBelow = next == 0 ? balance < 0 : balance <= next + Math.abs(next) * percent / 100;
        }
        if (isAbove && isBelow) {
          return before;
        }
      }
    }
    return plain;
  }
}
