package io.fenqun.feature;

/**
 * The aggregates that a tile can hold; all are mergeable. Recency is in days, idle_cycles in cycles
 * of the calendar.
 */
public enum AggregateFunction {
  SUM,
  COUNT,
  COUNT_DISTINCT,
  MIN,
  MAX,
  AVG,
  FIRST,
  LAST,
  RECENCY,
  IDLE_CYCLES,
  /** Running sum at the month's last day. */
  BALANCE_MONTH_END,
  /** Sum of the day-end balances over the calendar days of the month (design section 8.5). */
  BALANCE_DAILY_AVERAGE
}
