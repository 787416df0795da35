package io.fenqun.transition;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.fenqun.table.ExactSum;
import io.fenqun.table.ForecastTables;
import io.fenqun.table.MonthColumns;
import io.fenqun.table.Rounding;
import io.fenqun.table.States;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Whether a forecast by one matrix may be believed: whether the matrix stands for all months
 * ({@value #TIME}), for all groups ({@value #GROUP}) and whatever the month before last was
 * ({@value #ORDER}: first against second order). See {@link Homogeneity}.
 *
 * <p>Works on the driver: on matrices of segments, never on customers.
 */
public final class TransitionTests {
  public static final String TIME = "TIME";
  public static final String GROUP = "GROUP";
  public static final String ORDER = "ORDER";

  /** Reason: nobody moved from the segment. */
  public static final String NO_CUSTOMERS = "NO_CUSTOMERS";

  /** Reason: only one month, group or past has customers. */
  public static final String ONE_COMPARED = "ONE_COMPARED";

  /** Reason: everyone went the same way, so that nothing can differ. */
  public static final String ONE_OUTCOME = "ONE_OUTCOME";

  private static final StructType WORKED =
      StructType.fromDDL(
          "month string, scheme string, test string, group_by string, from_segment string,"
              + " compared int, moves bigint, chi_square double, degrees bigint, p_value double,"
              + " cramers_v double, small_expected_share double, is_flagged boolean,"
              + " reason string");

  private final ForecastDef def;
  private final double significance;
  private final double notable;
  private final List<Row> rows = new ArrayList<>();

  private TransitionTests(ForecastDef def, double significance, double notable) {
    this.def = def;
    this.significance = significance;
    this.notable = notable;
  }

  /**
   * Rows of transition_test: per month with moves, scheme and test one row for each segment moved
   * from or that has customers, and one for ALL together. {@value #TIME} compares the months of the
   * window; {@value #GROUP} the groups of each group_by that transition_month has, over the window;
   * {@value #ORDER}, for the schemes that ask for it, the segments of two months before the month.
   * ENTERED and RETURNED are not moved from; LEFT is moved to.
   *
   * <p>Flagged where Cramér's V is at least {@code notable} and p below 1 − confidence: of many
   * customers p rejects whatever matters nothing, and of few V is large by chance. What cannot be
   * tested has nulls and its reason.
   *
   * @param transitions rows of transition_month, for {@link ForecastDef#reads}
   * @param customerMonth rows of the months and the two before them; read for {@value #ORDER} alone
   * @param confidence as a fraction
   */
  public static Dataset<Row> of(
      Dataset<Row> transitions,
      Dataset<Row> customerMonth,
      ForecastDef def,
      MonthRange months,
      double confidence,
      double notable) {
    TransitionTests tests = new TransitionTests(def, 1 - confidence, notable);
    SortedMap<String, MoveHistory> histories = MoveHistory.of(transitions, def.reads(months));
    histories.forEach(
        (scheme, history) ->
            months.months().stream()
                .filter(history::has)
                .forEach(
                    month ->
                        tests.add(
                            new Key(month, scheme, States.ALL),
                            TIME,
                            history.window(month, def.window()).values(),
                            history.present(month))));
    tests.overGroups(transitions, histories, months);
    tests.ofOrder(customerMonth, histories, months);
    return published(transitions.sparkSession().createDataFrame(tests.rows, WORKED));
  }

  private static Dataset<Row> published(Dataset<Row> worked) {
    Dataset<Row> rows = worked;
    for (String figure : List.of("chi_square", "p_value", "cramers_v", "small_expected_share")) {
      rows = rows.withColumn(figure, Rounding.significant(col(figure)));
    }
    return rows.select(ForecastTables.TRANSITION_TEST.selection(List.of(rows.columns())));
  }

  /** Month by month: of many groups the cells of one window are enough at a time. */
  private void overGroups(
      Dataset<Row> transitions, SortedMap<String, MoveHistory> histories, MonthRange months) {
    Dataset<Row> grouped =
        transitions.where(
            MonthColumns.within(col("month"), def.reads(months))
                .and(col("horizon_months").equalTo(1))
                .and(not(col("group_by").equalTo(States.ALL)))
                .and(not(col("from_segment").isin(States.ENTERED, States.RETURNED))));
    if (grouped.isEmpty()) {
      return;
    }
    for (Month month : months.months()) {
      Dataset<Row> pooled =
          grouped
              .where(MonthColumns.within(col("month"), def.reads(MonthRange.of(month))))
              .groupBy(
                  lit(month.toString()).as("month"),
                  col("scheme"),
                  col("group_by"),
                  coalesce(col("group_value"), lit("")).as("compared"),
                  col("from_segment"),
                  col("to_segment"))
              .agg(ExactSum.of(col("customers")).as("customers"));
      add(GROUP, compared(pooled), histories);
    }
  }

  private void ofOrder(
      Dataset<Row> customerMonth, SortedMap<String, MoveHistory> histories, MonthRange months) {
    if (def.secondOrder().isEmpty()) {
      return;
    }
    Dataset<Row> paths =
        Paths.to(months, customerMonth, def.secondOrder()).withColumn("group_by", lit(States.ALL));
    SortedMap<Key, SortedMap<String, MoveCounts>> compared = compared(paths);
    for (String scheme : def.secondOrder()) {
      months
          .months()
          .forEach(
              month -> compared.putIfAbsent(new Key(month, scheme, States.ALL), new TreeMap<>()));
    }
    add(ORDER, compared, histories);
  }

  /** One question: the matrices that are compared for it stand beside it. */
  private record Key(Month month, String scheme, String groupBy) {
    static final Comparator<Key> ORDER =
        Comparator.comparing(Key::month).thenComparing(Key::scheme).thenComparing(Key::groupBy);
  }

  private static SortedMap<Key, SortedMap<String, MoveCounts>> compared(Dataset<Row> cells) {
    Dataset<Row> ordered =
        cells.select(
            "month", "scheme", "group_by", "compared", "from_segment", "to_segment", "customers");
    SortedMap<Key, SortedMap<String, MoveCounts>> compared = new TreeMap<>(Key.ORDER);
    for (Row cell : ordered.collectAsList()) {
      compared
          .computeIfAbsent(
              new Key(Month.parse(cell.getString(0)), cell.getString(1), cell.getString(2)),
              any -> new TreeMap<>())
          .computeIfAbsent(cell.getString(3), any -> new MoveCounts())
          .add(cell.getString(4), cell.getString(5), cell.getLong(6));
    }
    return compared;
  }

  private void add(
      String test,
      SortedMap<Key, SortedMap<String, MoveCounts>> compared,
      SortedMap<String, MoveHistory> histories) {
    compared.forEach(
        (key, matrices) -> {
          MoveHistory history = histories.get(key.scheme());
          if (history != null && history.has(key.month())) {
            add(key, test, matrices.values(), history.present(key.month()));
          }
        });
  }

  private void add(
      Key key, String test, Collection<MoveCounts> matrices, SortedMap<String, Long> present) {
    SortedSet<String> fromStates = new TreeSet<>(present.keySet());
    matrices.forEach(matrix -> fromStates.addAll(matrix.fromStates()));
    SortedMap<String, Crosstab> tables = Homogeneity.tables(matrices, fromStates);
    tables.forEach((from, table) -> rows.add(row(key, test, from, List.of(table))));
    rows.add(row(key, test, States.ALL, List.copyOf(tables.values())));
  }

  private Row row(Key key, String test, String from, List<Crosstab> tables) {
    Homogeneity all = new Homogeneity(tables);
    List<@Nullable Object> cells =
        new ArrayList<>(
            Arrays.asList(
                key.month().toString(),
                key.scheme(),
                test,
                key.groupBy(),
                from,
                all.compared(),
                all.customers()));
    if (all.isTestable()) {
      boolean isFlagged = all.cramersV() >= notable && all.pValue() < significance;
      cells.addAll(
          Arrays.asList(
              all.chiSquare(),
              all.degrees(),
              all.pValue(),
              all.cramersV(),
              all.smallExpectedShare(),
              isFlagged,
              null));
    } else {
      cells.addAll(Arrays.asList(null, null, null, null, null, null, all.reason()));
    }
    return RowFactory.create(cells.toArray());
  }
}
