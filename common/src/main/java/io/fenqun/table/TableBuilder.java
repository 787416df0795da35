package io.fenqun.table;

import static org.apache.spark.sql.types.DataTypes.StringType;

import io.fenqun.conf.Labels;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataType;

/** Defines a table; columns in the order of the calls. */
public final class TableBuilder {
  private final String name;
  private final Labels labels;
  private final List<String> partitions = new ArrayList<>();
  private final List<ColumnDef> columns = new ArrayList<>();

  TableBuilder(String name, Labels labels) {
    this.name = name;
    this.labels = labels;
  }

  public TableBuilder partitioned(String column, String zh, String en) {
    partitions.add(column);
    return key(column, StringType, zh, en);
  }

  public TableBuilder key(String column, DataType type, String zh, String en) {
    columns.add(new ColumnDef(column, type, "", true, new Labels(zh, en)));
    return this;
  }

  public TableBuilder column(String column, DataType type, String unit, String zh, String en) {
    columns.add(new ColumnDef(column, type, unit, false, new Labels(zh, en)));
    return this;
  }

  public TableDef build() {
    return new TableDef(name, labels, List.copyOf(partitions), List.copyOf(columns), List.of());
  }
}
