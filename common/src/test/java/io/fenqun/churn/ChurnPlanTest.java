package io.fenqun.churn;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What following churn costs: one reading of the months, one exchange of the customers. */
class ChurnPlanTest extends ChurnCase {
  @TempDir private Path folder;

  private Dataset<Row> features() {
    String location = folder.resolve("features").toString();
    BigDecimal amount = new BigDecimal("100.00");
    Row[] customers =
        IntStream.rangeClosed(1, 6)
            .mapToObj(
                i ->
                    RowFactory.create(
                        "2024-0" + i,
                        "c" + i,
                        false,
                        amount,
                        amount,
                        amount,
                        amount,
                        amount,
                        amount,
                        amount,
                        1,
                        0,
                        0,
                        0,
                        0,
                        12L,
                        "x"))
            .toArray(Row[]::new);
    rows(DDL + ", unread string", customers).write().partitionBy("month").parquet(location);
    return spark().read().parquet(location);
  }

  @Test
  void featuresAreReadOnceAndMovedOnceByCustomer() {
    ChurnEvents events = new ChurnEvents(DEF, months(4, 6));
    String plan =
        events
            .follow(between(features(), events.read()), nothing(), 200)
            .queryExecution()
            .executedPlan()
            .toString();

    assertThat(count("FileScan parquet", plan)).as(plan).isEqualTo(1);
    assertThat(count("PartitionFilters: \\[[^\\]]*month", plan)).as(plan).isEqualTo(1);
    assertThat(count("Exchange hashpartitioning", plan)).as(plan).isEqualTo(1);
    assertThat(plan).doesNotContain("SinglePartition").doesNotContain("unread");
  }

  private static long count(String pattern, String plan) {
    return Pattern.compile(pattern).matcher(plan).results().count();
  }
}
