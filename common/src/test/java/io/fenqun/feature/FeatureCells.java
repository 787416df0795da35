package io.fenqun.feature;

import io.fenqun.time.Month;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A row of the naive twins: features by name, in declared order. */
record FeatureCells(
    String customer, Month month, boolean isDeparted, Map<String, Object> features) {
  String text() {
    List<Object> cells = new ArrayList<>(List.of(customer, month, isDeparted));
    cells.addAll(features.values());
    return String.join(" | ", cells.stream().map(String::valueOf).toList());
  }
}
