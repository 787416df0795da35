package io.fenqun.scheme;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

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

  /** The groups within these by one column more. */
  public Grouping with(String column) {
    return new Grouping(Stream.concat(names.stream(), Stream.of(column)).toList());
  }

  /** The values of a row's group but the month, as a JSON list of texts. */
  public Column text() {
    Column[] values =
        names.stream()
            .filter(name -> !name.equals(SchemeColumns.MONTH))
            .map(name -> SchemeColumns.named(name).cast("string"))
            .toArray(Column[]::new);
    return values.length == 0 ? lit("[]") : to_json(array(values));
  }

  /** The group of a row, a struct. */
  public Column values() {
    return struct(columns());
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
    return rows.join(broadcast(groups.select(renamed)), sameGroup(), "left")
        .drop(names.stream().map(Grouping::key).toArray(String[]::new));
  }

  /** The rows of the groups that these few rows are in. */
  public Dataset<Row> only(Dataset<Row> rows, Dataset<Row> few) {
    return matched(rows, few, "left_semi");
  }

  /** The rows of the groups that none of these few rows is in. */
  public Dataset<Row> without(Dataset<Row> rows, Dataset<Row> few) {
    return matched(rows, few, "left_anti");
  }

  private Dataset<Row> matched(Dataset<Row> rows, Dataset<Row> few, String join) {
    Column[] renamed =
        names.stream().map(name -> SchemeColumns.named(name).as(key(name))).toArray(Column[]::new);
    return rows.join(broadcast(few.select(renamed)), sameGroup(), join);
  }

  private Column sameGroup() {
    return names.stream()
        .map(name -> SchemeColumns.named(name).eqNullSafe(SchemeColumns.named(key(name))))
        .reduce(Column::and)
        .orElseThrow();
  }

  private static String key(String name) {
    return "group__" + name;
  }
}
