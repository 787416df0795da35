package io.fenqun.feature;

import java.util.List;
import java.util.Map;

/** Every aggregate, and derived features of one row and of lags. */
class AggregateLawsTest extends FeatureLaws {
  @Override
  String[] features() {
    return new String[] {
      "name: n, from: txn, agg: count(*), windows: [1, 3, ever]",
      "name: spent_2m, from: txn, agg: sum(amount), window: 2",
      "name: spent_out, from: txn, where: \"kind = 'OUT'\", agg: sum(amount), window: ever",
      "name: quantity, from: txn, agg: sum(quantity), window: 3",
      "name: mean, from: txn, agg: avg(amount), window: 3",
      "name: mean_quantity, from: txn, agg: avg(quantity), window: ever",
      "name: low, from: txn, agg: min(amount), window: 2",
      "name: high, from: txn, agg: max(amount), window: ever",
      "name: low_kind, from: txn, agg: min(kind), window: ever",
      "name: opening, from: txn, agg: first(amount), window: 3",
      "name: last_kind, from: txn, agg: last(kind), window: ever",
      "name: shops, from: txn, agg: count(distinct shop), window: 2",
      "name: days, from: txn, agg: count(distinct day), window: ever",
      "name: paid_days, from: txn, where: \"kind = 'OUT'\", agg: count(distinct cast(day as date)), window: 2",
      "name: paid_months, from: txn, where: \"kind = 'OUT'\", agg: \"count(distinct trunc(day, 'MM'))\", window: ever",
      "name: idle_days, from: txn, agg: recency(day), window: ever",
      "name: idle_weeks, from: txn, agg: idle_cycles(order), window: ever",
      "name: idle_months, from: txn, agg: idle_cycles(visit), window: 2",
      "name: held, from: txn, agg: balance(amount)",
      "name: held_daily, from: txn, agg: balance(amount), balance: daily_average",
      "name: full, from: txn, agg: count(*), window: 3, complete: true",
      "name: spread, from: txn, agg: variance(amount), window: 3",
      "name: deviation, from: txn, agg: stddev(quantity), windows: [1, ever]",
      "name: ids, from: txn, agg: count(distinct txn_id), windows: [2, ever]",
      "name: streak, from: txn, agg: streak(*), windows: [2, ever]",
      "name: paid_streak, from: txn, where: \"kind = 'OUT'\", agg: streak(amount > 0), window: ever",
      "name: rate, expr: \"cast(spent_2m as double) / nullif(n_1m, 0)\"",
      "name: trend, expr: \"held - lag(held, 2)\"",
      "name: trend_before, expr: \"lag(trend, 1)\"",
    };
  }

  @Override
  Map<String, String> types() {
    return Map.of("rate", "double", "trend", "decimal(18,2)", "trend_before", "decimal(18,2)");
  }

  @Override
  List<String> shown() {
    return List.of(
        "ids_ever > 50",
        "paid_days > 2",
        "paid_days = 0 and n_3m > 0",
        "paid_months > 2",
        "ids_2m = 0",
        "streak_ever >= 3",
        "streak_ever = 0 and n_ever > 0",
        "paid_streak >= 2",
        "spread is null and n_3m > 0",
        "spread > 0",
        "deviation_1m is null and n_1m > 0");
  }
}
