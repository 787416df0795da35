package io.fenqun.world;

import io.fenqun.conf.Position;
import io.fenqun.error.FenqunException;
import io.fenqun.sql.Draws;
import io.fenqun.sql.RowFrame;
import io.fenqun.sql.RowValue;
import io.fenqun.sql.SqlExpression;
import io.fenqun.sql.WeightedList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The records of a table whose records are the entries of a list; a handful, made in the driver.
 */
public final class ListRecords {
  private ListRecords() {}

  /** In the order of the list; the columns that are not hidden. */
  public static List<Row> of(World world, WorldTable table, long seed) {
    WeightedList list =
        table
            .list()
            .flatMap(name -> Optional.ofNullable(world.lists().get(name)))
            .orElseThrow(
                () -> FenqunException.config("Cannot make " + table.name() + ": it names no list"));
    RowFrame frame = new RowFrame();
    for (StructField field : list.type().fields()) {
      frame.add(field.name(), field.dataType());
    }
    int fields = frame.size();
    Draws draws = world.rowDraws(seed, table);
    List<RowValue> values = new ArrayList<>();
    for (WorldTable.Column column : table.columns()) {
      SqlExpression expr =
          column.expr().orElse(new SqlExpression(column.name(), new Position("", 1, "")));
      values.add(frame.value(expr, draws, Optional.of(column.type())));
    }
    return list.rows().stream().map(entry -> record(table, values, filled(entry, fields))).toList();
  }

  /** The columns that are not hidden. */
  public static StructType schema(WorldTable table) {
    return Records.schema(table);
  }

  private static GenericInternalRow filled(List<Object> entry, int fields) {
    GenericInternalRow row = new GenericInternalRow(new Object[fields]);
    for (int i = 0; i < fields; i++) {
      row.update(i, CatalystTypeConverters.convertToCatalyst(entry.get(i)));
    }
    return row;
  }

  private static Row record(WorldTable table, List<RowValue> values, GenericInternalRow row) {
    List<Object> written = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      if (!table.columns().get(i).hidden()) {
        written.add(
            CatalystTypeConverters.convertToScala(values.get(i).of(row), values.get(i).type()));
      }
    }
    return RowFactory.create(written.toArray());
  }
}
