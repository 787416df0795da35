package io.fenqun.scheme;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.SparkTest;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class KeptRowsTest extends SparkTest {
  private static final long serialVersionUID = 1L;

  /** As months do of which each is joined with what the one before gave. */
  @Test
  void anEstimateOfItsSizeStaysASizeHoweverOftenItIsJoinedWithWhatCameOfItself() {
    Dataset<Row> kept = rows("id string", RowFactory.create("a"), RowFactory.create("b"));
    for (int month = 0; month < 12; month++) {
      Dataset<Row> again = kept.select(col("id").as("same_id"));
      kept = KeptRows.of(kept.join(again, col("id").equalTo(col("same_id"))).drop("same_id"));
      assertThat(kept.queryExecution().optimizedPlan().stats().sizeInBytes().bigInteger())
          .matches(size -> size.bitLength() <= 63);
    }
    assertThat(kept.collectAsList())
        .containsExactlyInAnyOrderElementsOf(
            List.of(RowFactory.create("a"), RowFactory.create("b")));
  }
}
