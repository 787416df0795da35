package io.fenqun.transition;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;

import io.fenqun.table.ExactSum;
import io.fenqun.table.States;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Sums per level, and over all of them. */
final class Levels {
  private Levels() {}

  /**
   * The rows given, one per level, and one more for each combination of the other keys: level ALL,
   * the sum over levels.
   *
   * @param keys besides {@code level}
   * @param sums bigint columns
   */
  static Dataset<Row> withAll(Dataset<Row> levelRows, List<String> keys, List<String> sums) {
    Column[] groups =
        Stream.concat(keys.stream(), Stream.of("level"))
            .map(key -> col(key))
            .toArray(Column[]::new);
    List<Column> totals = sums.stream().map(sum -> ExactSum.of(col(sum)).as(sum)).toList();
    Column[] others = totals.subList(1, totals.size()).toArray(Column[]::new);
    return levelRows
        .withColumn("level", explode(array(col("level"), lit(States.ALL))))
        .groupBy(groups)
        .agg(totals.get(0), others);
  }
}
