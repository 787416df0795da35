package io.fenqun;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Rows as short texts in a fixed order, so that an expected table can be written down as it would
 * be on paper.
 */
public final class Lines {
  private Lines() {}

  /** The named columns of every row, separated by blanks, sorted; null is {@code -}. */
  public static List<String> of(Dataset<Row> rows, String... columns) {
    Column[] selected = Arrays.stream(columns).map(functions::col).toArray(Column[]::new);
    return rows.select(selected).collectAsList().stream().map(Lines::line).sorted().toList();
  }

  /** All columns of every row. */
  public static List<String> of(Dataset<Row> rows) {
    return of(rows, rows.columns());
  }

  private static String line(Row row) {
    return scala.collection.JavaConverters.seqAsJavaList(row.toSeq()).stream()
        .map(value -> value == null ? "-" : value.toString())
        .collect(Collectors.joining(" "));
  }
}
