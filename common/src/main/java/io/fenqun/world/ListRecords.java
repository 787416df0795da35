package io.fenqun.world;

import io.fenqun.conf.Position;
import io.fenqun.error.FenqunException;
import io.fenqun.sql.Draws;
import io.fenqun.sql.RowFrame;
import io.fenqun.sql.RowValue;
import io.fenqun.sql.Scope;
import io.fenqun.sql.SqlExpression;
import io.fenqun.sql.WeightedList;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The records of a table whose records are the entries of a list, once or in each month; a handful,
 * made in the driver.
 */
public final class ListRecords {
  private ListRecords() {}

  /**
   * In the order of the list, month by month where the table is monthly; the columns that are not
   * hidden, then {@link Generation#MONTH} of a monthly table.
   *
   * @param months of a monthly table
   */
  public static List<Row> of(World world, WorldTable table, long seed, MonthRange months) {
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
    if (table.grain().isMonthly()) {
      addCalendar(frame);
    }
    int places = frame.size();
    Draws draws = world.rowDraws(seed, table);
    List<RowValue> values = new ArrayList<>();
    for (WorldTable.Column column : table.columns()) {
      SqlExpression expr =
          column.expr().orElse(new SqlExpression(column.name(), new Position("", 1, "")));
      values.add(frame.value(expr, draws, Optional.of(column.type())));
    }
    List<Row> records = new ArrayList<>();
    if (!table.grain().isMonthly()) {
      list.rows().forEach(entry -> records.add(record(table, values, filled(entry, places))));
      return records;
    }
    for (Month month : months.months()) {
      for (List<Object> entry : list.rows()) {
        GenericInternalRow row = filled(entry, places);
        fillCalendar(row, frame, month, world.firstMonth());
        records.add(ofMonth(record(table, values, row), month));
      }
    }
    return records;
  }

  private static void addCalendar(RowFrame frame) {
    frame.add(World.TIME, DataTypes.IntegerType);
    frame.add(World.MONTH_START, DataTypes.DateType);
    frame.add(Scope.MONTH_END, DataTypes.DateType);
    frame.add(World.DAYS, DataTypes.IntegerType);
  }

  private static void fillCalendar(
      GenericInternalRow row, RowFrame frame, Month month, Month first) {
    row.update(frame.place(World.TIME), month.index() - first.index());
    row.update(frame.place(World.MONTH_START), (int) month.firstDay().toEpochDay());
    row.update(frame.place(Scope.MONTH_END), (int) month.lastDay().toEpochDay());
    row.update(frame.place(World.DAYS), month.days());
  }

  private static Row ofMonth(Row record, Month month) {
    List<Object> cells = new ArrayList<>();
    for (int i = 0; i < record.length(); i++) {
      cells.add(record.get(i));
    }
    cells.add(month.toString());
    return RowFactory.create(cells.toArray());
  }

  /** The columns that are not hidden, and the month of a monthly table. */
  public static StructType schema(WorldTable table) {
    return Records.schema(table);
  }

  private static GenericInternalRow filled(List<Object> entry, int places) {
    GenericInternalRow row = new GenericInternalRow(new Object[places]);
    for (int i = 0; i < entry.size(); i++) {
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
