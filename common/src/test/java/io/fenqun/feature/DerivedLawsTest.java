package io.fenqun.feature;

import java.util.List;
import java.util.Map;

/** Derived features that look at earlier months and at other customers. */
class DerivedLawsTest extends FeatureLaws {
  @Override
  String[] features() {
    return new String[] {
      "name: n, from: txn, agg: count(*), windows: [1, 3, ever]",
      "name: spent_2m, from: txn, agg: sum(amount), window: 2",
      "name: mean_quantity, from: txn, agg: avg(quantity), window: ever",
      "name: last_kind, from: txn, agg: last(kind), window: ever",
      "name: held, from: txn, agg: balance(amount)",
      "name: trend, expr: \"held - lag(held, 2)\"",
      "name: trend_before, expr: \"lag(trend, 1)\"",
      "name: growth, expr: \"ratio(spent_2m, 2)\"",
      "name: slope, expr: \"trend(held, 4)\"",
      "name: slope_of_rate, expr: \"trend(mean_quantity, 3)\"",
      "name: slope_of_count, expr: \"trend(n_1m, 2)\", complete: false",
      "name: is_up, expr: \"held > 0\"",
      "name: up_streak, expr: \"streak(is_up, 3)\"",
      "name: share_of_all, expr: share(n_ever)",
      "name: share_of_kind, expr: \"share(held, last_kind)\"",
      "name: share_before, expr: \"lag(share_of_kind, 1)\"",
    };
  }

  @Override
  Map<String, String> types() {
    return Map.ofEntries(
        Map.entry("trend", "decimal(18,2)"),
        Map.entry("trend_before", "decimal(18,2)"),
        Map.entry("growth", "double"),
        Map.entry("slope", "double"),
        Map.entry("slope_of_rate", "double"),
        Map.entry("slope_of_count", "double"),
        Map.entry("is_up", "boolean"),
        Map.entry("up_streak", "int"),
        Map.entry("share_of_all", "double"),
        Map.entry("share_of_kind", "double"),
        Map.entry("share_before", "double"));
  }

  @Override
  List<String> shown() {
    return List.of(
        "growth < 0",
        "growth is null and spent_2m <> 0",
        "slope < 0",
        "slope is null and month = '2024-05'",
        "slope_of_rate <> 0",
        "up_streak = 3",
        "share_of_kind < 0",
        "share_of_kind > 1",
        "last_kind is null and share_of_kind <> 0",
        "share_before is not null");
  }
}
