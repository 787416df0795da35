package io.fenqun.plan;

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
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the ledger holds of each step and month: the last time that it ended well, and failures.
 *
 * @param done by step, then by month (or {@code all})
 * @param failures every range of months in which a step failed
 */
public record Books(Map<String, Map<String, Entry>> done, List<Failure> failures) {
  public static final Books EMPTY = new Books(Map.of(), List.of());

  /** The status of a step and month that ended well. */
  public static final String DONE = "done";

  /** How a step of a month last ended well. */
  public record Entry(String inputs, long rows, Timestamp startedAt) {}

  /** When a step last failed over these months. */
  public record Failure(String step, MonthRange months, Timestamp startedAt) {}

  /** One line of a run that ended well, to be held against what the ledger had before. */
  public record Line(String step, String month, Entry entry) {}

  /** Of the ledger's rows; one row a step and month comes to the driver. */
  public static Books of(Dataset<Row> ledger) {
    Map<String, Map<String, Entry>> done = new HashMap<>();
    List<Failure> failures = new ArrayList<>();
    List<Row> last =
        ledger
            .groupBy("step", "month", "status")
            .agg(
                max_by(struct("inputs", "rows_written"), col("started_at")).as("last"),
                max("started_at").as("started_at"))
            .select("step", "month", "status", "last.inputs", "last.rows_written", "started_at")
            .collectAsList();
    for (Row row : last) {
      String step = row.getString(0);
      if (row.getString(2).equals(DONE)) {
        String inputs = row.isNullAt(3) ? "" : row.getString(3);
        done.computeIfAbsent(step, any -> new HashMap<>())
            .put(row.getString(1), new Entry(inputs, row.getLong(4), row.getTimestamp(5)));
      } else {
        failures.add(new Failure(step, MonthRange.parse(row.getString(1)), row.getTimestamp(5)));
      }
    }
    return new Books(done, failures);
  }

  /** These books with what has been written since. */
  public Books with(List<Line> lines) {
    Map<String, Map<String, Entry>> all = new HashMap<>();
    done.forEach((step, months) -> all.put(step, new HashMap<>(months)));
    lines.forEach(
        line ->
            all.computeIfAbsent(line.step(), any -> new HashMap<>())
                .put(line.month(), line.entry()));
    return new Books(all, failures);
  }

  public Optional<Entry> done(String step, String month) {
    return Optional.ofNullable(done.getOrDefault(step, Map.of()).get(month));
  }

  /** The deliveries or months of a step that ever ended well, in order. */
  public SortedMap<String, Entry> entries(String step) {
    return new TreeMap<>(done.getOrDefault(step, Map.of()));
  }

  /** What the rows of a step and month were made from; nothing where it never ended well. */
  public StepInputs inputs(String step, Month month) {
    return done(step, month.toString())
        .map(entry -> StepInputs.parse(entry.inputs()))
        .orElse(StepInputs.NONE);
  }

  public SortedSet<Month> doneMonths(String step) {
    SortedSet<Month> months = new TreeSet<>();
    done.getOrDefault(step, Map.of()).keySet().stream()
        .filter(month -> !month.equals(SourceDef.ALL))
        .forEach(month -> months.add(Month.parse(month)));
    return months;
  }

  /** True when a step of a month failed after it last ended well. */
  public boolean failedSince(String step, Month month) {
    return done(step, month.toString())
        .filter(entry -> failures.stream().anyMatch(failure -> hides(failure, step, month, entry)))
        .isPresent();
  }

  private static boolean hides(Failure failure, String step, Month month, Entry entry) {
    return failure.step().equals(step)
        && failure.months().from().compareTo(month) <= 0
        && month.compareTo(failure.months().to()) <= 0
        && failure.startedAt().after(entry.startedAt());
  }
}
