package io.fenqun.scheme;

import static org.apache.spark.sql.functions.broadcast;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The groups within which a scheme ranks or normalises: the month and the columns of {@code
 * within}. Null is a group of its own.
 *
 * @param names columns of the frame, the month first
 */
public record Grouping(List<String> names) {
  public static Grouping within(List<String> columns) {
    return new Grouping(Stream.concat(Stream.of(SchemeColumns.MONTH), columns.stream()).toList());
  }

  public Column[] columns() {
    return names.stream().map(SchemeColumns::named).toArray(Column[]::new);
  }

  /** The grouping and more columns. */
  public Column[] and(Column... more) {
    return Stream.concat(Stream.of(columns()), Stream.of(more)).toArray(Column[]::new);
  }

  /**
   * The rows with the columns of their group, null where the group has none. {@code groups} holds
   * one row a group and is sent to every task, so that no customer row moves.
   */
  public Dataset<Row> join(Dataset<Row> rows, Dataset<Row> groups) {
    Dataset<Row> keyed = groups;
    List<String> keys = new ArrayList<>();
    Column sameGroup = null;
    for (String name : names) {
      String key = "group__" + name;
      keys.add(key);
      keyed = keyed.withColumnRenamed(name, key);
      Column same = SchemeColumns.named(name).eqNullSafe(SchemeColumns.named(key));
      sameGroup = sameGroup == null ? same : sameGroup.and(same);
    }
    return rows.join(broadcast(keyed), sameGroup, "left").drop(keys.toArray(String[]::new));
  }
}
