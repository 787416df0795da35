package io.fenqun.quality;

import static org.apache.spark.sql.types.DataTypes.StringType;

import io.fenqun.conf.Labels;
import io.fenqun.error.FenqunException;
import io.fenqun.source.SourceColumn;
import io.fenqun.source.SourceDef;
import io.fenqun.table.ColumnDef;
import io.fenqun.table.TableBuilder;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;

/**
 * The clean table of a source: delivery, month (null for a snapshot without date), customer_id
 * where the source has a customer, then the declared, joined and derived columns in the pack's
 * order. No column has statistics: any may be an id.
 */
public final class CleanTables {
  private CleanTables() {}

  /**
   * @param sources all of the pack by name, for the types of joined columns
   */
  public static TableDef of(SourceDef source, Map<String, SourceDef> sources) {
    TableBuilder table =
        Tables.table(source.name(), source.labels().zh(), source.labels().en())
            .partitioned(RecordColumns.DELIVERY, "批次", "delivery")
            .partitioned(RecordColumns.MONTH, "月份", "month");
    if (source.customer().isPresent()) {
      table.column(RecordColumns.CUSTOMER_ID, StringType, "", "客户号", "customer");
    }
    List<ColumnDef> columns = new ArrayList<>();
    source
        .columns()
        .forEach(
            column ->
                columns.add(
                    column(source, column.name(), column.type(), column.unit(), column.labels())));
    for (SourceDef.JoinDef join : source.joins()) {
      join.columns()
          .forEach(
              (name, there) ->
                  columns.add(joined(source, name, found(sources, join.from(), there))));
    }
    source
        .derive()
        .forEach(
            column ->
                columns.add(
                    column(source, column.name(), column.type(), column.unit(), column.labels())));
    columns.removeIf(
        column -> source.customer().isPresent() && column.name().equals(RecordColumns.CUSTOMER_ID));
    return table.build().with(columns);
  }

  private static ColumnDef joined(SourceDef source, String name, ColumnDef there) {
    return column(source, name, there.type(), there.unit(), there.labels());
  }

  private static ColumnDef column(
      SourceDef source, String name, DataType type, String unit, Labels labels) {
    return new ColumnDef(name, type, unit, source.key().contains(name), labels);
  }

  private static ColumnDef found(Map<String, SourceDef> sources, String from, String name) {
    SourceDef other =
        Optional.ofNullable(sources.get(from))
            .orElseThrow(() -> FenqunException.internal("no source " + from));
    Optional<SourceColumn> own =
        Stream.concat(other.columns().stream(), other.derive().stream())
            .filter(column -> column.name().equals(name))
            .findFirst();
    if (own.isPresent()) {
      return column(other, name, own.get().type(), own.get().unit(), own.get().labels());
    }
    for (SourceDef.JoinDef join : other.joins()) {
      String there = join.columns().get(name);
      if (there != null) {
        return found(sources, join.from(), there);
      }
    }
    throw FenqunException.internal("source " + from + " has no column " + name);
  }
}
