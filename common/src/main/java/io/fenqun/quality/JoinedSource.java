package io.fenqun.quality;

import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;

import io.fenqun.source.SourceDef;
import io.fenqun.time.Month;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The other side of a join.
 *
 * @param rows its clean table, of all months that may be asked for
 * @param snapshots the months of which a monthly snapshot is there; empty for one without date
 */
public record JoinedSource(SourceDef source, Dataset<Row> rows, List<Month> snapshots) {
  /** A snapshot without date. */
  public static JoinedSource undated(SourceDef source, Dataset<Row> rows) {
    return new JoinedSource(source, rows, List.of());
  }

  boolean isDated() {
    return !source.isUndated();
  }

  /** The month of the snapshot that is true of a month, for the months that have one. */
  public static SortedMap<Month, Month> snapshotByMonth(
      SourceDef source, Collection<Month> snapshots) {
    SortedMap<Month, Month> snapshotByMonth = new TreeMap<>();
    for (Month snapshot : snapshots.stream().sorted().toList()) {
      for (int age = 0; age <= source.maxAgeMonths(); age++) {
        snapshotByMonth.put(snapshot.plus(age), snapshot);
      }
    }
    return snapshotByMonth;
  }

  /**
   * The month of the snapshot that is true of {@code month}: the latest one up to it, at most
   * max_age old, else null.
   */
  Column snapshotOf(Column month) {
    List<Column> entries = new ArrayList<>();
    snapshotByMonth(source, snapshots)
        .forEach(
            (asOf, snapshot) -> {
              entries.add(lit(asOf.toString()));
              entries.add(lit(snapshot.toString()));
            });
    return entries.isEmpty()
        ? lit(null).cast("string")
        : element_at(map(entries.toArray(Column[]::new)), month);
  }
}
