package io.fenqun.feature;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fenqun.SparkTest;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class SmallestHashesTest extends SparkTest {
  private static final int LIMIT = 102;

  /** 200 groups of 2000 values each: no bias, and errors as large as stated. */
  @Test
  void estimatesAreOffByTheErrorThatIsStated() {
    SmallestHashes distinct = new SmallestHashes(LIMIT);
    assertThat(distinct.relativeError()).isEqualTo(0.1);
    List<Row> counts =
        spark()
            .range(400_000)
            .groupBy(expr("id % 200").as("set"))
            .agg(distinct.create(expr("xxhash64(id)")).as("partial"))
            .select(distinct.count(expr("partial")).as("n"))
            .collectAsList();
    double[] errors = counts.stream().mapToDouble(row -> row.getLong(0) / 2000.0 - 1).toArray();
    double mean = java.util.Arrays.stream(errors).average().orElseThrow();
    double spread =
        Math.sqrt(java.util.Arrays.stream(errors).map(e -> e * e).average().orElseThrow());
    assertThat(mean).isCloseTo(0, within(0.02));
    assertThat(spread).isCloseTo(0.1, within(0.02));
  }

  @Test
  void upToTheLimitTheCountIsExactAndAboveItNeverLessThanWasSeen() {
    SmallestHashes distinct = new SmallestHashes(LIMIT);
    List<Row> counts =
        spark()
            .range(1, 141)
            .selectExpr("id as n", "explode(sequence(1, id)) as value")
            .groupBy("n")
            .agg(distinct.create(expr("xxhash64(value)")).as("partial"))
            .select(expr("n"), distinct.count(expr("partial")).as("counted"))
            .collectAsList();
    assertThat(counts)
        .hasSize(140)
        .allMatch(
            row ->
                row.getLong(0) <= LIMIT
                    ? row.getLong(1) == row.getLong(0)
                    : row.getLong(1) > LIMIT);
  }

  @Test
  void nullStandsForNoValue() {
    SmallestHashes distinct = new SmallestHashes(LIMIT);
    String none = "cast(null as struct<hashes: array<bigint>, room: int>)";
    assertThat(spark().range(1).select(distinct.count(expr(none))).first().getLong(0)).isZero();
  }
}
