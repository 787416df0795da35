package io.fenqun.stability;

import static org.apache.spark.sql.functions.col;

import io.fenqun.cluster.AdjustedRand;
import io.fenqun.stability.PopulationShift.Limits;
import io.fenqun.table.MonthColumns;
import io.fenqun.table.StabilityTables;
import io.fenqun.table.States;
import io.fenqun.table.TableDef;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * What the moves of a month say of a scheme's stability. Works on the driver: on matrices of
 * segments, never on customers.
 *
 * @param moves by scheme and month, customers by the segments moved from and to
 * @param flips by scheme and month, customers followed and flipped
 */
public record SegmentStability(
    SortedMap<Key, SortedMap<String, SortedMap<String, Long>>> moves, Map<Key, long[]> flips) {
  private static final List<String> ARRIVALS = List.of(States.ENTERED, States.RETURNED);

  /** A scheme in a month. */
  record Key(String scheme, String month) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byScheme = scheme.compareTo(other.scheme);
      return byScheme == 0 ? month.compareTo(other.month) : byScheme;
    }
  }

  /**
   * @param transitions rows of transition_month
   * @param flipFlops rows of {@link FlipFlops}
   */
  public static SegmentStability of(
      Dataset<Row> transitions, Dataset<Row> flipFlops, MonthRange months) {
    SortedMap<Key, SortedMap<String, SortedMap<String, Long>>> moves = new TreeMap<>();
    Dataset<Row> everyone =
        transitions.where(
            MonthColumns.within(col("month"), months)
                .and(col("horizon_months").equalTo(1))
                .and(col("group_by").equalTo(States.ALL)));
    everyone
        .select("scheme", "month", "from_segment", "to_segment", "customers")
        .collectAsList()
        .forEach(
            cell ->
                moves
                    .computeIfAbsent(key(cell), any -> new TreeMap<>())
                    .computeIfAbsent(cell.getString(2), any -> new TreeMap<>())
                    .put(cell.getString(3), cell.getLong(4)));
    Map<Key, long[]> flips = new HashMap<>();
    flipFlops
        .select("scheme", "month", "followed", "flipped")
        .collectAsList()
        .forEach(row -> flips.put(key(row), new long[] {row.getLong(2), row.getLong(3)}));
    return new SegmentStability(moves, flips);
  }

  private static Key key(Row row) {
    return new Key(row.getString(0), row.getString(1));
  }

  /**
   * Rows of scheme_stability: one per scheme and month that has moves. Compared are the customers
   * of both months' bases; OUTSIDE is a segment like others. Shares of nobody are null, and so is
   * what is said of three months where the first has no data. The shift is of the whole bases, with
   * whoever came and left, over the declared segments and OUTSIDE.
   *
   * @param declared the segments of each scheme; others are left out
   * @param firstFollowed the first month of whose two months before there is data
   */
  public List<Row> ofSchemes(
      Map<String, List<String>> declared, String firstFollowed, Limits limits) {
    List<Row> rows = new ArrayList<>();
    matrices(declared)
        .forEach(
            (key, matrix) -> {
              boolean isFollowed = key.month().compareTo(firstFollowed) >= 0;
              long[] flip = flips.getOrDefault(key, new long[2]);
              long compared = matrix.compared();
              List<@Nullable Object> cells =
                  new ArrayList<>(
                      Arrays.asList(
                          key.month(),
                          key.scheme(),
                          compared,
                          matrix.stayed(),
                          PopulationShift.share(matrix.stayed(), compared),
                          compared == 0
                              ? null
                              : PopulationShift.rounded(AdjustedRand.of(matrix.both())),
                          isFollowed ? flip[0] : null,
                          isFollowed ? flip[1] : null,
                          isFollowed ? PopulationShift.share(flip[1], flip[0]) : null));
              cells.addAll(Arrays.asList(matrix.shift().cells(limits)));
              rows.add(row(StabilityTables.SCHEME_STABILITY, cells));
            });
    return rows;
  }

  /**
   * Rows of segment_stability: one per scheme, month that has moves and segment that is declared,
   * OUTSIDE, or occurs.
   */
  public List<Row> ofSegments(Map<String, List<String>> declared) {
    List<Row> rows = new ArrayList<>();
    matrices(declared)
        .forEach(
            (key, matrix) -> {
              for (int i = 0; i < matrix.segments().size(); i++) {
                rows.add(row(StabilityTables.SEGMENT_STABILITY, matrix.cells(key, i)));
              }
            });
    return rows;
  }

  private SortedMap<Key, Matrix> matrices(Map<String, List<String>> declared) {
    SortedMap<Key, Matrix> matrices = new TreeMap<>();
    moves.forEach(
        (key, cells) -> {
          List<String> known = declared.get(key.scheme());
          if (known != null) {
            matrices.put(key, Matrix.of(cells, known));
          }
        });
    return matrices;
  }

  private static Row row(TableDef table, Collection<?> cells) {
    if (cells.size() != table.schema().size()) {
      throw new IllegalStateException(table.name() + " has other columns");
    }
    return RowFactory.create(cells.toArray());
  }

  /**
   * @param both customers of both bases, by the segment before and now
   * @param shift of everyone
   */
  private record Matrix(List<String> segments, long[][] both, PopulationShift shift) {
    static Matrix of(SortedMap<String, SortedMap<String, Long>> cells, List<String> declared) {
      SortedSet<String> names = new TreeSet<>(declared);
      names.add(States.OUTSIDE);
      Stream.concat(
              cells.keySet().stream(),
              cells.values().stream().flatMap(row -> row.keySet().stream()))
          .forEach(names::add);
      names.removeAll(ARRIVALS);
      names.remove(States.LEFT);
      List<String> segments = List.copyOf(names);
      long[][] both = new long[segments.size()][segments.size()];
      long[] before = new long[segments.size()];
      long[] now = new long[segments.size()];
      cells.forEach(
          (from, row) ->
              row.forEach(
                  (to, customers) -> {
                    int start = segments.indexOf(from);
                    int end = segments.indexOf(to);
                    if (start >= 0) {
                      before[start] += customers;
                    }
                    if (end >= 0) {
                      now[end] += customers;
                    }
                    if (start >= 0 && end >= 0) {
                      both[start][end] += customers;
                    }
                  }));
      return new Matrix(segments, both, new PopulationShift(before, now));
    }

    long compared() {
      return Arrays.stream(both).flatMapToLong(Arrays::stream).sum();
    }

    long stayed() {
      long stayed = 0;
      for (int i = 0; i < both.length; i++) {
        stayed += both[i][i];
      }
      return stayed;
    }

    List<@Nullable Object> cells(Key key, int segment) {
      long from = Arrays.stream(both[segment]).sum();
      long to = Arrays.stream(both).mapToLong(row -> row[segment]).sum();
      long stayed = both[segment][segment];
      return Arrays.asList(
          key.month(),
          key.scheme(),
          segments.get(segment),
          from,
          to,
          stayed,
          PopulationShift.share(stayed, from),
          PopulationShift.share(stayed, from + to - stayed),
          PopulationShift.share(shift.bins().before()[segment], shift.customersBefore()),
          PopulationShift.share(shift.bins().now()[segment], shift.customers()),
          PopulationShift.rounded(shift.part(segment)));
    }
  }
}
