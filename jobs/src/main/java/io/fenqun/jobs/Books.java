package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.struct;

import io.fenqun.source.SourceDef;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the ledger holds of each step and month: the last time that it ended well, and failures.
 *
 * @param done by step, then by month (or {@code all})
 * @param failures every range of months in which a step failed
 */
record Books(Map<String, Map<String, Entry>> done, List<Failure> failures) {
  static final Books EMPTY = new Books(Map.of(), List.of());

  /** How a step of a month last ended well. */
  record Entry(String inputs, String definition, Timestamp startedAt) {}

  /** When a step last failed over these months. */
  record Failure(String step, MonthRange months, Timestamp startedAt) {}

  static Books of(Dataset<Row> ledger) {
    Map<String, Map<String, Entry>> done = new HashMap<>();
    List<Failure> failures = new ArrayList<>();
    List<Row> last =
        ledger
            .groupBy("step", "month", "status")
            .agg(
                max_by(struct("inputs", "definition"), col("started_at")).as("last"),
                max("started_at").as("started_at"))
            .select("step", "month", "status", "last.inputs", "last.definition", "started_at")
            .collectAsList();
    for (Row row : last) {
      String step = row.getString(0);
      if (row.getString(2).equals(RunLedger.DONE)) {
        done.computeIfAbsent(step, any -> new HashMap<>())
            .put(
                row.getString(1),
                new Entry(row.getString(3), row.getString(4), row.getTimestamp(5)));
      } else {
        failures.add(new Failure(step, MonthRange.parse(row.getString(1)), row.getTimestamp(5)));
      }
    }
    return new Books(done, failures);
  }

  Optional<Entry> done(String step, String month) {
    return Optional.ofNullable(done.getOrDefault(step, Map.of()).get(month));
  }

  SortedSet<Month> doneMonths(String step) {
    SortedSet<Month> months = new TreeSet<>();
    done.getOrDefault(step, Map.of()).keySet().stream()
        .filter(month -> !month.equals(SourceDef.ALL))
        .forEach(month -> months.add(Month.parse(month)));
    return months;
  }

  boolean isDone(String step, Month month) {
    return done(step, month.toString())
        .filter(entry -> failures.stream().noneMatch(f -> hides(f, step, month, entry)))
        .isPresent();
  }

  private static boolean hides(Failure failure, String step, Month month, Entry entry) {
    return failure.step().equals(step)
        && failure.months().months().contains(month)
        && failure.startedAt().after(entry.startedAt());
  }

  boolean isNewer(String step, String than, Month month) {
    Optional<Entry> one = done(step, month.toString());
    Optional<Entry> other = done(than, month.toString());
    return one.isPresent()
        && other.isPresent()
        && one.get().startedAt().after(other.get().startedAt());
  }
}
