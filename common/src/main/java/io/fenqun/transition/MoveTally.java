package io.fenqun.transition;

import io.fenqun.number.WideSum;
import io.fenqun.table.ExactSum;
import io.fenqun.table.SchemeValue;
import io.fenqun.table.SegmentText;
import io.fenqun.table.States;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Counts the rows of {@link Moves} into cells, in one task: what would otherwise be a row per
 * customer and scheme, with two texts as keys, is a look-up by number here. The tally holds a
 * bounded number of cells; when they are more it gives what it has and begins again, so a cell may
 * come several times.
 */
final class MoveTally implements Iterator<Row> {
  /** Some 250 bytes each. */
  private static final int MOST_CELLS = 200_000;

  private static final int MONTH_INDEX = 0;
  private static final int HORIZON = 1;
  private static final int IS_NEW = 2;
  private static final int BEFORE = 3;
  private static final int NOW = 4;
  private static final int FIRST_GROUP = 5;

  private final Iterator<Row> moves;
  private final int mostCells;
  private final List<String> schemes;
  private final int groups;
  private final int values;
  private final int[] valueOf;
  private final SegmentText text;
  private final int[] entered;
  private final int[] returned;
  private final int[] left;
  private final int[] from;
  private final int[] to;

  private final Map<List<Object>, Cell[][][]> cellsOf = new HashMap<>();
  private int size;
  private Iterator<Row> counted = List.<Row>of().iterator();

  private MoveTally(Iterator<Row> moves, Moves of, int mostCells) {
    this.moves = moves;
    this.mostCells = mostCells;
    schemes = of.schemes().stream().map(SchemeValue::scheme).toList();
    groups = of.groupBy().size();
    List<String> columns = of.values();
    values = columns.size();
    valueOf =
        of.schemes().stream().mapToInt(scheme -> columns.indexOf(scheme.valueColumn())).toArray();
    text = new SegmentText(schemes.size());
    entered = numbers(States.ENTERED);
    returned = numbers(States.RETURNED);
    left = numbers(States.LEFT);
    from = new int[schemes.size()];
    to = new int[schemes.size()];
  }

  /**
   * Rows of {@code scheme}, {@code month_index}, {@code horizon_months}, {@link Moves#group} of
   * each grouping, {@code from_segment}, {@code to_segment}, {@code customers} and, as {@link
   * ExactSum#WIDE}, {@code cents_from}, {@code cents_to}, {@code weight} (cents before that are
   * above 0) and {@code weight_squares}: to be added up by the first ones.
   */
  static Dataset<Row> of(Dataset<Row> moves, Moves columns) {
    return of(moves, columns, MOST_CELLS);
  }

  static Dataset<Row> of(Dataset<Row> moves, Moves columns, int mostCells) {
    StructType cells =
        new StructType()
            .add("scheme", DataTypes.StringType)
            .add("month_index", DataTypes.IntegerType)
            .add("horizon_months", DataTypes.IntegerType)
            .add("from_segment", DataTypes.StringType)
            .add("to_segment", DataTypes.StringType)
            .add("customers", DataTypes.LongType)
            .add("cents_from", ExactSum.WIDE)
            .add("cents_to", ExactSum.WIDE)
            .add("weight", ExactSum.WIDE)
            .add("weight_squares", ExactSum.WIDE);
    for (int i = 0; i < columns.groupBy().size(); i++) {
      cells = cells.add(Moves.group(i), DataTypes.StringType);
    }
    MapPartitionsFunction<Row, Row> tally = rows -> new MoveTally(rows, columns, mostCells);
    return moves.mapPartitions(tally, Encoders.row(cells));
  }

  @Override
  public boolean hasNext() {
    if (!counted.hasNext() && moves.hasNext()) {
      while (moves.hasNext() && size < mostCells) {
        add(moves.next());
      }
      counted = takeCells();
    }
    return counted.hasNext();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return counted.next();
  }

  private void add(Row move) {
    int[] comingFrom = states(move, BEFORE, from, move.getBoolean(IS_NEW) ? entered : returned);
    int[] goingTo = states(move, NOW, to, left);
    List<Object> key = Arrays.asList(new Object[2 + groups]);
    key.set(0, move.get(MONTH_INDEX));
    key.set(1, move.get(HORIZON));
    for (int group = 0; group < groups; group++) {
      key.set(2 + group, move.get(FIRST_GROUP + group));
    }
    Cell[][][] cells = cellsOf.computeIfAbsent(key, any -> new Cell[schemes.size()][0][0]);
    int firstBefore = FIRST_GROUP + groups;
    for (int scheme = 0; scheme < schemes.size(); scheme++) {
      int value = firstBefore + valueOf[scheme];
      cell(cells, scheme, comingFrom[scheme], goingTo[scheme])
          .add(move.getLong(value), move.getLong(value + values));
    }
  }

  private int[] states(Row move, int place, int[] into, int[] absent) {
    if (move.isNullAt(place)) {
      return absent;
    }
    text.read(move.getString(place), into);
    return into;
  }

  private Cell cell(Cell[][][] cells, int scheme, int from, int to) {
    if (cells[scheme].length <= from) {
      int known = cells[scheme].length;
      cells[scheme] = Arrays.copyOf(cells[scheme], from + 1);
      Arrays.fill(cells[scheme], known, from + 1, new Cell[0]);
    }
    Cell[] row = cells[scheme][from];
    if (row.length <= to) {
      row = Arrays.copyOf(row, to + 1);
      cells[scheme][from] = row;
    }
    @Nullable Cell cell = row[to];
    if (cell == null) {
      cell = new Cell();
      row[to] = cell;
      size++;
    }
    return cell;
  }

  private Iterator<Row> takeCells() {
    List<Row> rows = new ArrayList<>(size);
    cellsOf.forEach(
        (key, cells) -> {
          for (int scheme = 0; scheme < cells.length; scheme++) {
            for (int start = 0; start < cells[scheme].length; start++) {
              for (int end = 0; end < cells[scheme][start].length; end++) {
                if (cells[scheme][start][end] != null) {
                  rows.add(row(key, scheme, start, end, cells[scheme][start][end]));
                }
              }
            }
          }
        });
    cellsOf.clear();
    size = 0;
    return rows.iterator();
  }

  private Row row(List<Object> key, int scheme, int start, int end, Cell cell) {
    List<Object> row = new ArrayList<>();
    row.add(schemes.get(scheme));
    row.addAll(key.subList(0, 2));
    row.add(text.segment(scheme, start));
    row.add(text.segment(scheme, end));
    row.add(cell.customers);
    for (WideSum sum : List.of(cell.centsFrom, cell.centsTo, cell.weight, cell.weightSquares)) {
      row.add(new BigDecimal(sum.value()));
    }
    row.addAll(key.subList(2, key.size()));
    return RowFactory.create(row.toArray());
  }

  private int[] numbers(String state) {
    int[] numbers = new int[schemes.size()];
    for (int scheme = 0; scheme < numbers.length; scheme++) {
      numbers[scheme] = text.number(scheme, state);
    }
    return numbers;
  }

  private static final class Cell {
    private final WideSum centsFrom = new WideSum();
    private final WideSum centsTo = new WideSum();
    private final WideSum weight = new WideSum();
    private final WideSum weightSquares = new WideSum();
    private long customers;

    private void add(long from, long to) {
      customers++;
      centsFrom.add(from);
      centsTo.add(to);
      long positive = Math.max(from, 0);
      weight.add(positive);
      weightSquares.addSquare(positive);
    }
  }
}
