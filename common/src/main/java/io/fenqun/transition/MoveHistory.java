package io.fenqun.transition;

import static org.apache.spark.sql.functions.col;

import io.fenqun.table.MonthColumns;
import io.fenqun.table.States;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The month-over-month moves of one scheme, on the driver: a matrix of segments for each month.
 *
 * @param byMonth by the month moved to
 */
record MoveHistory(SortedMap<Month, MoveCounts> byMonth) {
  /**
   * By scheme, of all customers together.
   *
   * @param transitions rows of transition_month
   */
  static SortedMap<String, MoveHistory> of(Dataset<Row> transitions, MonthRange months) {
    Dataset<Row> cells =
        transitions
            .where(
                MonthColumns.within(col("month"), months)
                    .and(col("horizon_months").equalTo(1))
                    .and(col("group_by").equalTo(States.ALL)))
            .select("scheme", "month", "from_segment", "to_segment", "customers");
    SortedMap<String, MoveHistory> histories = new TreeMap<>();
    for (Row cell : cells.collectAsList()) {
      histories
          .computeIfAbsent(cell.getString(0), any -> new MoveHistory(new TreeMap<>()))
          .byMonth()
          .computeIfAbsent(Month.parse(cell.getString(1)), any -> new MoveCounts())
          .add(cell.getString(2), cell.getString(3), cell.getLong(4));
    }
    return histories;
  }

  boolean has(Month month) {
    return byMonth.containsKey(month);
  }

  /** Customers of each segment in a month that has moves. */
  SortedMap<String, Long> present(Month month) {
    return Objects.requireNonNull(byMonth.get(month)).present();
  }

  /**
   * The moves into the last so many months up to a month, of those who were in the base before;
   * fewer months where the history is shorter.
   */
  SortedMap<Month, MoveCounts> window(Month last, int months) {
    SortedMap<Month, MoveCounts> window = new TreeMap<>();
    byMonth
        .subMap(last.minus(months - 1), last.plus(1))
        .forEach((month, counts) -> window.put(month, counts.closed()));
    return window;
  }
}
