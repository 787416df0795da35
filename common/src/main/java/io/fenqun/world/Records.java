package io.fenqun.world;

import io.fenqun.conf.Position;
import io.fenqun.sql.Draws;
import io.fenqun.sql.RowFrame;
import io.fenqun.sql.RowProgram;
import io.fenqun.sql.RowProgram.Assignment;
import io.fenqun.sql.RowValue;
import io.fenqun.sql.SqlExpression;
import io.fenqun.time.MonthRange;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The records of one table that one customer leaves. Runs in a task. A dirty record has one of the
 * table's faults, each as likely as the others; the fault that changes nothing makes it stand
 * twice.
 */
final class Records implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Replay replay;
  private final WorldTable.Grain grain;
  private final ArrayList<Kind> kinds = new ArrayList<>();
  private final ArrayList<ArrayList<Assignment>> faults = new ArrayList<>();
  private final RecordRow written;
  private final int part;
  private final int places;
  private final double dirty;
  private final RowValue dirtyDraw;
  private final RowValue faultDraw;

  /** One part of the table: how many rows, its columns, and which rows are kept. */
  private record Kind(RowValue rows, RowProgram columns, @Nullable RowValue where)
      implements Serializable {}

  Records(WorldTable table, Generation generation, Replay.Plan plan, MonthRange months) {
    World world = generation.world();
    RowFrame frame = plan.frame();
    Draws draws = world.rowDraws(generation.seed(), table);
    Draws counts = world.countDraws(generation.seed(), table);
    Set<Integer> read = new HashSet<>();
    List<RowValue> rows =
        table.parts().stream()
            .map(
                part ->
                    noted(
                        read, frame.value(part.rows(), counts, Optional.of(DataTypes.IntegerType))))
            .toList();
    this.part = frame.add(World.PART, DataTypes.IntegerType);
    frame.add(World.ROW, DataTypes.IntegerType);
    frame.add(World.ROWS, DataTypes.IntegerType);
    RowFrame beforeColumns = frame.copy();
    table.columns().forEach(column -> frame.addColumn(column.name(), column.type()));
    for (int i = 0; i < rows.size(); i++) {
      RowFrame ofKind = beforeColumns.copy();
      kinds.add(kind(table, table.parts().get(i), rows.get(i), ofKind, draws, read));
    }
    table.faults().forEach(fault -> faults.add(damage(table, fault, frame, draws, read)));
    this.dirty = table.faults().isEmpty() ? 0 : generation.dirty();
    this.dirtyDraw = noted(read, frame.value(ours("draw('#dirty')"), draws, Optional.empty()));
    this.faultDraw = noted(read, frame.value(ours("draw('#fault')"), draws, Optional.empty()));
    this.places = frame.size();
    this.grain = table.grain();
    this.replay = plan.replay(world, read, months);
    this.written =
        new RecordRow(
            table.columns().stream()
                .filter(column -> !column.hidden())
                .mapToInt(column -> frame.column(column.name()))
                .toArray(),
            schema(table),
            frame.place(World.TIME),
            world.firstMonth().index());
  }

  private static RowValue noted(Set<Integer> read, RowValue value) {
    read.addAll(value.reads());
    return value;
  }

  private static Kind kind(
      WorldTable table,
      WorldTable.Part part,
      RowValue rows,
      RowFrame frame,
      Draws draws,
      Set<Integer> read) {
    List<Assignment> columns = new ArrayList<>();
    for (WorldTable.Column column : table.columns()) {
      SqlExpression expr =
          column.expr().orElse(part.values().getOrDefault(column.name(), ours("null")));
      RowValue value = noted(read, frame.value(expr, draws, Optional.of(column.type())));
      columns.add(new Assignment(frame.addColumn(column.name(), column.type()), value));
    }
    RowValue where =
        part.where().map(w -> noted(read, frame.value(w, draws, Optional.empty()))).orElse(null);
    return new Kind(rows, new RowProgram(columns), where);
  }

  private static ArrayList<Assignment> damage(
      WorldTable table,
      Map<String, SqlExpression> fault,
      RowFrame frame,
      Draws draws,
      Set<Integer> read) {
    ArrayList<Assignment> damage = new ArrayList<>();
    for (WorldTable.Column column : table.columns()) {
      SqlExpression expr = fault.get(column.name());
      if (expr != null) {
        RowValue value = noted(read, frame.value(expr, draws, Optional.of(column.type())));
        damage.add(new Assignment(frame.column(column.name()), value));
      }
    }
    return damage;
  }

  private static SqlExpression ours(String text) {
    return new SqlExpression(text, new Position("", 1, ""));
  }

  /** Columns in the table's order; a monthly table's month is the last. */
  static StructType schema(WorldTable table) {
    List<StructField> fields = new ArrayList<>();
    table.columns().stream()
        .filter(column -> !column.hidden())
        .forEach(
            column -> fields.add(DataTypes.createStructField(column.name(), column.type(), true)));
    if (table.grain().isMonthly()) {
      fields.add(DataTypes.createStructField(Generation.MONTH, DataTypes.StringType, false));
    }
    return DataTypes.createStructType(fields);
  }

  /** All records of a customer, by month, part and row. */
  void of(long number, Consumer<Row> out) {
    if (grain == WorldTable.Grain.MONTH) {
      replay.months(number, places, row -> emit(row, out));
    } else {
      emit(replay.customer(number, places), out);
    }
  }

  private void emit(GenericInternalRow row, Consumer<Row> out) {
    for (int kind = 0; kind < kinds.size(); kind++) {
      Object counted = kinds.get(kind).rows().of(row);
      int rows = counted == null ? 0 : (Integer) counted;
      row.update(part, kind);
      row.update(part + 2, rows);
      for (int i = 1; i <= rows; i++) {
        row.update(part + 1, i);
        record(row, kinds.get(kind), out);
      }
    }
  }

  private void record(GenericInternalRow row, Kind kind, Consumer<Row> out) {
    kind.columns().run(row);
    if (kind.where() != null && !Boolean.TRUE.equals(kind.where().of(row))) {
      return;
    }
    if (dirty > 0 && dirtyDraw.number(row) < dirty) {
      List<Assignment> fault = faults.get((int) (faultDraw.number(row) * faults.size()));
      if (fault.isEmpty()) {
        out.accept(written.of(row));
      }
      Object[] damaged = fault.stream().map(column -> column.value().of(row)).toArray();
      for (int i = 0; i < damaged.length; i++) {
        row.update(fault.get(i).place(), damaged[i]);
      }
    }
    out.accept(written.of(row));
  }
}
