package io.fenqun.explain;

import static org.apache.spark.sql.functions.col;

import io.fenqun.scheme.SchemeColumns;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Published rows of segment_month of one customer, by scheme and month. */
record PublishedSegments(Map<Key, Row> rows) {
  record Key(String scheme, String month) {}

  /**
   * @param wanted schemes by month
   */
  static PublishedSegments of(
      Dataset<Row> segments, String customer, Map<Month, Set<String>> wanted) {
    Object[] months = wanted.keySet().stream().map(Month::toString).toArray();
    Object[] schemes =
        wanted.values().stream().flatMap(Collection::stream).distinct().sorted().toArray();
    Map<Key, Row> rows = new HashMap<>();
    segments
        .select(Tables.SEGMENT_MONTH.selection(List.of(segments.columns())))
        .where(
            col("month")
                .isin(months)
                .and(col("scheme").isin(schemes))
                .and(col(SchemeColumns.CUSTOMER_ID).equalTo(customer)))
        .collectAsList()
        .forEach(row -> rows.put(new Key(row.getAs("scheme"), row.getAs("month")), row));
    return new PublishedSegments(rows);
  }

  Optional<Row> find(String scheme, Month month) {
    return Optional.ofNullable(rows.get(new Key(scheme, month.toString())));
  }
}
