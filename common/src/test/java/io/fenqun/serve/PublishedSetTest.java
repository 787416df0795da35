package io.fenqun.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.SparkTest;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class PublishedSetTest extends SparkTest {
  private static final long serialVersionUID = 1L;

  private Dataset<Row> publications(Row... rows) {
    return rows(
        "publication long, month string, `table` string, version long, readable boolean", rows);
  }

  private static Row row(long publication, String month, String table, long version, boolean ok) {
    return RowFactory.create(publication, month, table, version, ok);
  }

  @Test
  void theLastPublicationCounts() {
    assertThat(
            PublishedSet.last(
                publications(
                    row(9, "2024-01", "a", 3, true),
                    row(10, "2024-02", "a", 5, true),
                    row(10, "2024-02", "b", 0, true))))
        .contains(new PublishedSet(10, "2024-02", new TreeMap<>(Map.of("a", 5L, "b", 0L))));
  }

  @Test
  void aPublicationWithOneUnreadableVersionIsPassedOver() {
    assertThat(
            PublishedSet.last(
                publications(
                    row(1, "2024-01", "a", 3, true),
                    row(2, "2024-02", "a", 5, true),
                    row(2, "2024-02", "b", 0, false))))
        .contains(new PublishedSet(1, "2024-01", new TreeMap<>(Map.of("a", 3L))));
  }

  @Test
  void withoutAnyThereIsNone() {
    assertThat(PublishedSet.last(publications())).isEmpty();
    assertThat(PublishedSet.last(publications(row(1, "2024-01", "a", 3, false)))).isEmpty();
  }
}
