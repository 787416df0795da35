package io.fenqun.stability;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;

/** Rows that have no schema yet, as lines. */
final class StabilityRows {
  private StabilityRows() {}

  static List<String> lines(List<Row> rows) {
    return rows.stream()
        .map(
            row ->
                IntStream.range(0, row.size())
                    .mapToObj(i -> String.valueOf(row.get(i)))
                    .collect(Collectors.joining(" ")))
        .toList();
  }
}
