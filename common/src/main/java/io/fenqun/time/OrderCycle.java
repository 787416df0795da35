package io.fenqun.time;

import java.time.LocalDate;

/**
 * The cycles that idle_cycles counts. Cycles are numbered without gaps: months since year 0, or
 * weeks from Monday to Sunday. Only cycles that are complete at the month's last day can be idle.
 */
public enum OrderCycle {
  WEEKLY,
  MONTHLY;

  /** 1970-01-01 was a Thursday: three days after its week's Monday. */
  public static final int EPOCH_DAYS_AFTER_MONDAY = 3;

  public long cycleOf(LocalDate day) {
    return this == WEEKLY
        ? Math.floorDiv(day.toEpochDay() + EPOCH_DAYS_AFTER_MONDAY, 7)
        : Month.of(day.getYear(), day.getMonthValue()).index();
  }

  /** The number of the last cycle that has ended by the end of {@code month}. */
  public long lastComplete(Month month) {
    return cycleOf(month.lastDay().plusDays(1)) - 1;
  }
}
