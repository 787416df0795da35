package io.fenqun.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class OrderCycleTest {
  @Test
  void aWeekRunsFromMondayToSunday() {
    long week = OrderCycle.WEEKLY.cycleOf(LocalDate.of(2024, 1, 1)); // a Monday
    assertThat(OrderCycle.WEEKLY.cycleOf(LocalDate.of(2024, 1, 7))).isEqualTo(week);
    assertThat(OrderCycle.WEEKLY.cycleOf(LocalDate.of(2024, 1, 8))).isEqualTo(week + 1);
    assertThat(OrderCycle.WEEKLY.cycleOf(LocalDate.of(2023, 12, 31))).isEqualTo(week - 1);
  }

  @Test
  void theWeekThatTheMonthCutsIsNotComplete() {
    // 2024-01-31 is a Wednesday: the last complete week ended on Sunday the 28th.
    assertThat(OrderCycle.WEEKLY.lastComplete(Month.parse("2024-01")))
        .isEqualTo(OrderCycle.WEEKLY.cycleOf(LocalDate.of(2024, 1, 28)));
    // 2024-03-31 is a Sunday: its week is complete.
    assertThat(OrderCycle.WEEKLY.lastComplete(Month.parse("2024-03")))
        .isEqualTo(OrderCycle.WEEKLY.cycleOf(LocalDate.of(2024, 3, 31)));
  }

  @Test
  void aMonthIsCompleteAtItsLastDay() {
    assertThat(OrderCycle.MONTHLY.lastComplete(Month.parse("2024-02")))
        .isEqualTo(Month.parse("2024-02").index());
    assertThat(OrderCycle.MONTHLY.cycleOf(LocalDate.of(2024, 2, 29)))
        .isEqualTo(Month.parse("2024-02").index());
  }
}
