package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import io.fenqun.error.FenqunException;
import io.fenqun.jobs.StaleDeliveries.StaleDelivery;
import io.fenqun.quality.CleanSource;
import io.fenqun.quality.CleanTables;
import io.fenqun.quality.JoinedSource;
import io.fenqun.source.SourceDef;
import io.fenqun.store.RawRecords;
import io.fenqun.store.TableStore;
import io.fenqun.table.TableDef;
import io.fenqun.time.Month;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Reads deliveries of one source and checks them whole. Writes nothing.
 *
 * @param stale deliveries to read, at least one
 * @param delivered what was read before of the sources that this one joins, by name; the others are
 *     taken from the store
 */
record SourceReading(
    JobContext context,
    SourceDef source,
    List<StaleDelivery> stale,
    Map<String, Delivered> delivered) {

  private List<String> deliveries() {
    return stale.stream().map(StaleDelivery::delivery).toList();
  }

  /**
   * A fault of one month among several names the last month before it, up to which a run would
   * work.
   */
  Delivered checked() {
    List<String> deliveries = deliveries();
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
        read(List.of(delivery));
      } catch (FenqunException fault) {
        return Optional.of(Month.parse(delivery));
      }
    }
    return Optional.empty();
  }

  private Delivered read(List<String> deliveries) {
    Map<String, String> fingerprints = new HashMap<>();
    Map<String, SortedMap<String, String>> joins = new HashMap<>();
    for (StaleDelivery one : stale) {
      fingerprints.put(one.delivery(), one.files());
      joins.put(one.delivery(), one.joined());
    }
    RawRecords raw = context.reader().read(source, deliveries);
    return new Delivered(
        source,
        deliveries,
        fingerprints,
        joins,
        CleanSource.clean(source, deliveries, raw.rows(), joined()),
        raw.warnings());
  }

  private Map<String, JoinedSource> joined() {
    Map<String, JoinedSource> joined = new HashMap<>();
    for (SourceDef.JoinDef join : source.joins()) {
      SourceDef other = Objects.requireNonNull(context.pack().sources().get(join.from()));
      Dataset<Row> rows = rows(other, Optional.ofNullable(delivered.get(join.from())));
      List<Month> snapshots = other.isUndated() ? List.of() : List.copyOf(months(rows));
      joined.put(other.name(), new JoinedSource(other, rows, snapshots));
    }
    return joined;
  }

  /**
   * The clean rows of another source as they will be: what was just read in place of what is stored
   * of it.
   */
  private Dataset<Row> rows(SourceDef other, Optional<Delivered> read) {
    TableStore store = context.store();
    if (read.isEmpty()) {
      return store.read(other.name());
    }
    TableDef table = CleanTables.of(other, context.pack().sources());
    Dataset<Row> clean = read.get().ingested().clean();
    Dataset<Row> fresh = clean.select(table.selection(List.of(clean.columns())));
    if (!other.isMonthly() || !store.exists(other.name())) {
      return fresh;
    }
    Dataset<Row> stored = store.read(other.name());
    return stored
        .where(not(col("delivery").isin(read.get().deliveries().toArray())))
        .select(table.selection(List.of(stored.columns())))
        .unionByName(fresh);
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
