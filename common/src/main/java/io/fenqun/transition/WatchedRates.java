package io.fenqun.transition;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.fenqun.table.ExactSum;
import io.fenqun.table.MonthColumns;
import io.fenqun.table.States;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The figures that alarms watch, each as customers of a base:
 *
 * <ul>
 *   <li>SIZE: customers of a segment, of the month's base. A share, because a base that grows would
 *       raise every count; OUTSIDE is a segment like others.
 *   <li>TRANSITION: customers moved over one month from a segment to another, of those moved from.
 *   <li>ROLL_RATE: rolled at n, of those at risk in the month, all base months together.
 * </ul>
 *
 * <p>All have the columns {@link #KEYS}, {@code month_index}, {@code customers} and {@code
 * base_customers}; a key that a kind does not have is {@link #NO_SEGMENT} or {@link #NO_RUN}.
 */
final class WatchedRates {
  static final List<String> KEYS = List.of("kind", "scheme", "segment", "to_segment", "n");
  static final String NO_SEGMENT = "";
  static final int NO_RUN = -1;

  private static final String SIZE = "SIZE";
  private static final String TRANSITION = "TRANSITION";
  static final String ROLL_RATE = "ROLL_RATE";
  private static final List<String> MONTH = List.of("scheme", "month_index");

  private WatchedRates() {}

  /**
   * Sizes and moves of everyone. A segment or move that occurs in any of the months has a row in
   * every month whose base has customers, of 0 where it does not occur.
   *
   * @param transitions rows of transition_month
   */
  static Dataset<Row> ofEveryone(Dataset<Row> transitions) {
    Dataset<Row> moves = moves(transitions, col("group_by").equalTo(States.ALL), List.of());
    Dataset<Row> sizes = sums(here(moves), with(MONTH, "to_segment"), "customers");
    Dataset<Row> months = sums(here(moves), MONTH, "base_customers");
    Dataset<Row> rows = sums(moves, with(MONTH, "from_segment"), "base_customers");
    return keyed(SIZE, complete(sizes, months, "to_segment", List.of("scheme")), List.of())
        .unionByName(
            keyed(
                TRANSITION,
                complete(moves, rows, "to_segment", List.of("scheme", "from_segment")),
                List.of()));
  }

  /**
   * Customers of sizes and moves by {@code group_by} and {@code group_value}: of the group moved
   * from, of whoever was not in the base then of this month's. What does not occur has no row; so
   * has no row a base.
   */
  static Dataset<Row> byGroup(Dataset<Row> transitions) {
    List<String> groups = List.of("group_by", "group_value");
    Dataset<Row> moves = moves(transitions, col("group_by").notEqual(States.ALL), groups);
    Dataset<Row> sizes =
        sums(
            here(moves),
            with(with(MONTH, "to_segment"), groups.toArray(String[]::new)),
            "customers");
    return keyed(SIZE, sizes, groups).unionByName(keyed(TRANSITION, moves, groups));
  }

  /**
   * @param rollRates rows of roll_rate
   */
  static Dataset<Row> rolling(Dataset<Row> rollRates) {
    return rollRates
        .groupBy(rollingKeys())
        .agg(
            ExactSum.of(col("rolled")).as("customers"),
            ExactSum.of(col("at_risk")).as("base_customers"))
        .where(col("base_customers").gt(0));
  }

  /** As {@link #byGroup}: rolled of {@code scheme}, {@code level}, {@code n}, month and group. */
  static Dataset<Row> rolledByGroup(Dataset<Row> rolled) {
    Column[] keys =
        Stream.concat(Stream.of(rollingKeys()), Stream.of(col("group_by"), col("group_value")))
            .toArray(Column[]::new);
    return rolled.groupBy(keys).agg(ExactSum.of(col("rolled")).as("customers"));
  }

  private static Column[] rollingKeys() {
    return new Column[] {
      lit(ROLL_RATE).as("kind"),
      col("scheme"),
      col("level").as("segment"),
      lit(NO_SEGMENT).as("to_segment"),
      col("n"),
      MonthColumns.index(col("month")).as("month_index")
    };
  }

  private static Dataset<Row> moves(
      Dataset<Row> transitions, Column isWanted, List<String> groups) {
    return sums(
        transitions
            .where(col("horizon_months").equalTo(TransitionDef.MONTH_OVER_MONTH).and(isWanted))
            .withColumn("month_index", MonthColumns.index(col("month"))),
        with(with(MONTH, "from_segment", "to_segment"), groups.toArray(String[]::new)),
        "customers");
  }

  private static Dataset<Row> here(Dataset<Row> moves) {
    return moves.where(col("to_segment").notEqual(States.LEFT));
  }

  private static Dataset<Row> sums(Dataset<Row> rows, List<String> keys, String name) {
    return rows.groupBy(columns(keys)).agg(ExactSum.of(col("customers")).as(name));
  }

  /** Every cell that occurs beside every month of its row. */
  private static Dataset<Row> complete(
      Dataset<Row> cells, Dataset<Row> bases, String cell, List<String> row) {
    Dataset<Row> occurring = cells.select(columns(with(row, cell))).distinct();
    String[] keys = with(row, cell, "month_index").toArray(String[]::new);
    return bases
        .join(occurring, row.toArray(String[]::new))
        .join(cells, keys, "left_outer")
        .withColumn("customers", coalesce(col("customers"), lit(0L)));
  }

  /** Of a size the segment is the one that customers are in, of a move the one moved from. */
  private static Dataset<Row> keyed(String kind, Dataset<Row> rates, List<String> groups) {
    boolean isSize = kind.equals(SIZE);
    Stream<Column> keys =
        Stream.of(
            lit(kind).as("kind"),
            col("scheme"),
            col(isSize ? "to_segment" : "from_segment").as("segment"),
            (isSize ? lit(NO_SEGMENT) : col("to_segment")).as("to_segment"),
            lit(NO_RUN).as("n"),
            col("month_index"),
            col("customers"));
    Stream<String> more = groups.isEmpty() ? Stream.of("base_customers") : groups.stream();
    return rates.select(Stream.concat(keys, more.map(name -> col(name))).toArray(Column[]::new));
  }

  private static List<String> with(List<String> names, String... more) {
    return Stream.concat(names.stream(), Stream.of(more)).toList();
  }

  private static Column[] columns(List<String> names) {
    return names.stream().map(name -> col(name)).toArray(Column[]::new);
  }
}
