package io.fenqun.serve;

import io.fenqun.table.PackTableList;
import io.fenqun.table.TableDef;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table at the version that a publication names.
 *
 * @param relation how SQL names it, version included
 * @param schema of that version; comments of columns are in it
 */
record PublishedTable(String name, String relation, StructType schema) {

  /** The columns for the head of a view, each with the comment it has in the table. */
  String commentedColumns() {
    return Arrays.stream(schema.fields())
        .map(
            field ->
                quoted(field.name())
                    + (field.getComment().isDefined()
                        ? " comment " + literal(field.getComment().get())
                        : ""))
        .collect(Collectors.joining(", "));
  }

  String columns() {
    return Arrays.stream(schema.fields())
        .map(field -> quoted(field.name()))
        .collect(Collectors.joining(", "));
  }

  /** What the table is called in both languages; empty for one that the catalogue does not know. */
  String comment() {
    return definition().stream()
        .map(table -> table.labels().zh() + " / " + table.labels().en())
        .findFirst()
        .orElse("");
  }

  /** Names of the text columns that a pack adds: what customers can be told apart by. */
  List<String> dimensions() {
    Set<String> own =
        definition().stream()
            .flatMap(table -> table.columns().stream())
            .map(column -> column.name())
            .collect(Collectors.toSet());
    return Arrays.stream(schema.fields())
        .filter(field -> field.dataType().equals(DataTypes.StringType))
        .map(StructField::name)
        .filter(name -> !own.contains(name))
        .toList();
  }

  private List<TableDef> definition() {
    return PackTableList.ALL.stream().filter(table -> table.name().equals(name)).toList();
  }

  static String quoted(String identifier) {
    return "`" + identifier.replace("`", "``") + "`";
  }

  static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
