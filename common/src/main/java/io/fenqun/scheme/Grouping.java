package io.fenqun.scheme;

import static org.apache.spark.sql.functions.broadcast;

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
    Column[] renamed =
        Stream.of(groups.columns())
            .map(name -> SchemeColumns.named(name).as(names.contains(name) ? key(name) : name))
            .toArray(Column[]::new);
    Column sameGroup =
        names.stream()
            .map(name -> SchemeColumns.named(name).eqNullSafe(SchemeColumns.named(key(name))))
            .reduce(Column::and)
            .orElseThrow();
    return rows.join(broadcast(groups.select(renamed)), sameGroup, "left")
        .drop(names.stream().map(Grouping::key).toArray(String[]::new));
  }

  private static String key(String name) {
    return "group__" + name;
  }
}
