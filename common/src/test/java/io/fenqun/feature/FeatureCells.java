package io.fenqun.feature;

import io.fenqun.time.Month;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A row of the naive twins: features by name. */
record FeatureCells(
    String customer, Month month, boolean isDeparted, Map<String, Object> features) {
  String text(List<String> names) {
    List<Object> cells = new ArrayList<>(List.of(customer, month, isDeparted));
    names.forEach(name -> cells.add(features.get(name)));
    return String.join(" | ", cells.stream().map(String::valueOf).toList());
  }
}
