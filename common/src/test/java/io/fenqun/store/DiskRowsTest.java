package io.fenqun.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.SparkTest;
import java.math.BigDecimal;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.Test;

class DiskRowsTest extends SparkTest {
  private static final long serialVersionUID = 1L;
  private static final List<Row> ROWS =
      List.of(
          RowFactory.create("a", new BigDecimal("1.50"), null),
          RowFactory.create("a", new BigDecimal("2.25"), "x"),
          RowFactory.create("b", null, "长"));

  private Dataset<Row> counted(LongAccumulator computed) {
    Dataset<Row> rows = rows("id string, money decimal(18,2), note string", ROWS);
    MapFunction<Row, Row> counting =
        row -> {
          computed.add(1);
          return row;
        };
    return rows.map(counting, Encoders.row(rows.schema()));
  }

  @Test
  void rowsAreComputedOnceHoweverOftenTheyAreRead() {
    LongAccumulator computed = sc().longAccumulator();
    try (DiskRows kept = DiskRows.of(counted(computed))) {
      assertThat(computed.value()).isZero();
      assertThat(kept.rows().collectAsList()).containsExactlyInAnyOrderElementsOf(ROWS);
      assertThat(kept.rows().where(col("id").equalTo("a")).agg(sum("money")).first().getDecimal(0))
          .isEqualByComparingTo("3.75");
      assertThat(computed.value()).isEqualTo(ROWS.size());
    }
  }

  @Test
  void rowsBehindAnExchangeAreKeptToo() {
    totalsAreKept();
    adaptively(this::totalsAreKept);
  }

  private void totalsAreKept() {
    Dataset<Row> totals =
        rows("id string, money decimal(18,2), note string", ROWS)
            .groupBy("id")
            .agg(sum("money").as("money"))
            .withColumn("twice", col("money").multiply(lit(2)));
    try (DiskRows kept = DiskRows.of(totals)) {
      assertThat(kept.rows().schema()).isEqualTo(totals.schema());
      assertThat(kept.rows().collectAsList())
          .containsExactlyInAnyOrderElementsOf(totals.collectAsList());
    }
  }

  @Test
  void nothingStaysOnTheDisksOnceClosed() {
    long before = onDisk();
    try (DiskRows kept = DiskRows.of(counted(sc().longAccumulator()))) {
      assertThat(kept.rows().count()).isEqualTo(ROWS.size());
      assertThat(onDisk()).isEqualTo(before + 1);
    }
    assertThat(onDisk()).isEqualTo(before);
  }

  private long onDisk() {
    return JavaSparkContext.fromSparkContext(sc()).getPersistentRDDs().values().stream()
        .filter(rdd -> rdd.getStorageLevel().equals(StorageLevel.DISK_ONLY()))
        .count();
  }
}
