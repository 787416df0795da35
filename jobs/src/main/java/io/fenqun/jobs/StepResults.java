package io.fenqun.jobs;

import io.fenqun.store.WriteResult;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.List;

/** Rows of each month of a table, as its commit counted them. */
final class StepResults {
  private StepResults() {}

  static List<StepResult> byMonth(String step, WriteResult written, MonthRange months) {
    return byMonth(step, written, months.months());
  }

  static List<StepResult> byMonth(String step, WriteResult written, List<Month> months) {
    return months.stream()
        .map(Month::toString)
        .map(
            month -> StepResult.written(step, month, written.rowsByMonth().getOrDefault(month, 0L)))
        .toList();
  }
}
