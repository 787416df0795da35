package io.fenqun.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.fenqun.source.RawColumns;
import io.fenqun.source.SourceDef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Option;

/**
 * The records of each delivery, counted while they pass by and apart from everything that is made
 * of them. Where Spark had to read a part twice the passing count is too high; then they are
 * counted again by themselves.
 */
final class RecordsRead {
  private final String name;
  private final List<String> deliveries;

  /** Under the source's name: the rows of another source may be joined, with a count of theirs. */
  RecordsRead(SourceDef source, List<String> deliveries) {
    this.name = "fenqun_records_read_" + source.name();
    this.deliveries = deliveries;
  }

  /** The same rows, which are counted when they are first read. */
  Dataset<Row> counting(Dataset<Row> raw) {
    List<Column> counts =
        deliveries.stream()
            .map(one -> count(when(col(RawColumns.DELIVERY).equalTo(one), 1)).as(one))
            .toList();
    return raw.observe(
        name, counts.get(0), counts.subList(1, counts.size()).toArray(Column[]::new));
  }

  /**
   * By delivery; counted again where no count passed by, or it is not that of the records accounted
   * for.
   *
   * @param executed the query that first read rows of {@link #counting}
   */
  Map<String, Long> of(Dataset<Row> executed, SourceCounts accountedFor, Dataset<Row> raw) {
    Option<Row> metrics = executed.queryExecution().observedMetrics().get(name);
    if (metrics.isEmpty()) {
      return counted(raw);
    }
    Map<String, Long> passed = new HashMap<>();
    deliveries.forEach(one -> passed.put(one, metrics.get().<Long>getAs(one)));
    boolean isAccountedFor =
        passed.entrySet().stream()
            .allMatch(one -> one.getValue() == accountedFor.total(one.getKey(), MonthCounts::read));
    return isAccountedFor ? passed : counted(raw);
  }

  private static Map<String, Long> counted(Dataset<Row> raw) {
    Map<String, Long> read = new HashMap<>();
    raw.groupBy(col(RawColumns.DELIVERY))
        .agg(count(lit(1)))
        .collectAsList()
        .forEach(row -> read.put(row.getString(0), row.getLong(1)));
    return read;
  }
}
