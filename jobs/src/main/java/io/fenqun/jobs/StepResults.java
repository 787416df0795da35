package io.fenqun.jobs;

import io.fenqun.store.TableStore;
import io.fenqun.table.TableDef;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Rows of each month of a table, counted from what was committed. */
final class StepResults {
  private StepResults() {}

  static List<StepResult> byMonth(
      String step, TableStore store, TableDef table, MonthRange months) {
    Map<String, Long> rows =
        store.read(table.name(), months).groupBy("month").count().collectAsList().stream()
            .collect(Collectors.toMap(row -> row.getString(0), row -> row.getLong(1)));
    return months.months().stream()
        .map(Month::toString)
        .map(month -> StepResult.written(step, month, rows.getOrDefault(month, 0L)))
        .toList();
  }
}
