package io.fenqun.table;

import io.fenqun.conf.Labels;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * One of our tables.
 *
 * @param partitionedBy columns, in order
 * @param statistics columns whose minimum and maximum Delta keeps for skipping: never an id,
 *     statistics stand in clear text in the log
 */
public record TableDef(
    String name,
    Labels labels,
    List<String> partitionedBy,
    List<ColumnDef> columns,
    List<String> statistics) {

  /** With more columns at the end, for tables that a pack widens. */
  public TableDef with(List<ColumnDef> more) {
    List<ColumnDef> all = new ArrayList<>(columns);
    all.addAll(more);
    return new TableDef(name, labels, partitionedBy, List.copyOf(all), statistics);
  }

  public StructType schema() {
    return new StructType(
        columns.stream()
            .map(
                c ->
                    new StructField(
                        c.name(),
                        c.type(),
                        true,
                        new MetadataBuilder().putString("comment", c.comment()).build()))
            .toArray(StructField[]::new));
  }

  /**
   * Selects this table's columns, in order, cast to its types; a column that the rows lack is null.
   */
  public Column[] selection(List<String> present) {
    return columns.stream()
        .map(
            c ->
                (present.contains(c.name())
                        ? functions.col("`" + c.name() + "`")
                        : functions.lit(null))
                    .cast(c.type())
                    .as(c.name()))
        .toArray(Column[]::new);
  }

  public List<String> keys() {
    return columns.stream().filter(ColumnDef::key).map(ColumnDef::name).toList();
  }
}
