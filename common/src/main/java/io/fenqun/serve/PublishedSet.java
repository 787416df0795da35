package io.fenqun.serve;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One consistent set of table versions.
 *
 * @param publication its number
 * @param month last month published, {@code yyyy-MM}
 * @param versions table to Delta version
 */
public record PublishedSet(long publication, String month, SortedMap<String, Long> versions) {

  /**
   * The last publication all of whose versions can still be read; empty where there is none.
   *
   * @param publications rows of dim_publication
   */
  public static Optional<PublishedSet> last(Dataset<Row> publications) {
    Map<Long, List<Row>> byNumber =
        publications
            .select("publication", "month", "table", "version", "readable")
            .collectAsList()
            .stream()
            .collect(Collectors.groupingBy(row -> row.getLong(0)));
    return byNumber.values().stream()
        .filter(rows -> rows.stream().allMatch(row -> row.getBoolean(4)))
        .max(Comparator.comparingLong(rows -> rows.get(0).getLong(0)))
        .map(PublishedSet::of);
  }

  private static PublishedSet of(List<Row> rows) {
    SortedMap<String, Long> versions = new TreeMap<>();
    rows.forEach(row -> versions.put(row.getString(2), row.getLong(3)));
    return new PublishedSet(rows.get(0).getLong(0), rows.get(0).getString(1), versions);
  }
}
