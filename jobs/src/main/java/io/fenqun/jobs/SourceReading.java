package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import io.fenqun.source.SourceDef;
import io.fenqun.time.Month;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Reads deliveries of one source and checks them whole. Writes nothing.
 *
 * @param deliveries to read, at least one
 * @param delivered what was read before of the sources that this one joins, by name; the others are
 *     taken from the store
 */
record SourceReading(
    JobContext context,
    SourceDef source,
    List<String> deliveries,
    Map<String, Delivered> delivered) {

  /**
   * A fault of one month among several names the last month before it, up to which a run would
   * work.
   */
  Delivered checked() {
    try {
      return read(deliveries);
    } catch (FenqunException fault) {
      boolean isOneOfSeveral =
          fault.kind() == FenqunException.Kind.DATA
              && source.isMonthly()
              && source.isTransactions()
              && deliveries.size() > 1;
      Optional<Month> firstBad = isOneOfSeveral ? firstBad(deliveries) : Optional.empty();
      throw firstBad
          .filter(month -> !month.toString().equals(deliveries.get(0)))
          .map(
              month ->
                  FenqunException.data(
                      Failures.text(fault) + "; --to " + month.minus(1) + " would work"))
          .orElse(fault);
    }
  }

  private Optional<Month> firstBad(List<String> deliveries) {
    for (String delivery : deliveries) {
      try {
        read(List.of(delivery)).ingested().release();
      } catch (FenqunException fault) {
        return Optional.of(Month.parse(delivery));
      }
    }
    return Optional.empty();
  }

  private Delivered read(List<String> deliveries) {
    return new DeliveryReading(context, source, delivered).read(deliveries);
  }

  /** The months of clean rows. */
  static SortedSet<Month> months(Dataset<Row> rows) {
    SortedSet<Month> months = new TreeSet<>();
    rows.select("month")
        .where("month is not null")
        .distinct()
        .collectAsList()
        .forEach(row -> months.add(Month.parse(row.getString(0))));
    return months;
  }
}
