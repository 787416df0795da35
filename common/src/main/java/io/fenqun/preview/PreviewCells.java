package io.fenqun.preview;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;

import io.fenqun.table.ExactSum;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Counts rows of {@link VariantFrame#rows} in one query; what comes to the driver is a row a cell,
 * however many customers there are.
 *
 * @param variants how many there are
 */
record PreviewCells(int variants) {
  /** From what is published to the last variant; stays too. */
  static final String WHOLE = "whole";

  /**
   * From the variant before a step to the one after it; {@code place} is the step, from 1. Place 0:
   * from what is published to the first variant.
   */
  static final String STEP = "step";

  /** A rule that holds, and the segment that the customer is in. */
  static final String RULE = "rule";

  /** The segment under the last variant, twice. */
  static final String FOUND = "found";

  /** Why the last variant leaves customers outside. */
  static final String OUTSIDE = "outside";

  /**
   * One row per kind, place, from and to that occurs, with {@code customers} and {@code amount}
   * (money, unknown counting 0).
   *
   * @param ofMonth whose moves are counted
   * @param evaluated whose rules are checked
   */
  Dataset<Row> of(Dataset<Row> ofMonth, Dataset<Row> evaluated) {
    return cells(ofMonth, moves())
        .unionByName(cells(evaluated, checks()))
        .groupBy("kind", "place", "from", "to")
        .agg(
            ExactSum.of(col("customers")).as("customers"),
            ExactSum.money(ExactSum.of(col("cents"))).as("amount"));
  }

  /** Customers alike are added up before their cells are taken apart. */
  private Dataset<Row> cells(Dataset<Row> rows, Column entries) {
    List<String> alike = new ArrayList<>();
    for (int i = 0; i < variants; i++) {
      alike.add(VariantFrame.segment(i));
    }
    alike.add(VariantFrame.PUBLISHED);
    alike.add(VariantFrame.OUTSIDE);
    alike.add(VariantFrame.HELD);
    return rows.groupBy(alike.stream().map(name -> col(name)).toArray(Column[]::new))
        .agg(
            count(lit(1)).as("customers"),
            ExactSum.of(ExactSum.cents(col(VariantFrame.VALUE))).as("cents"))
        .select(col("customers"), col("cents"), inline(entries));
  }

  private Column moves() {
    List<Column> moves = new ArrayList<>();
    Column published = col(VariantFrame.PUBLISHED);
    moves.add(entry(WHOLE, 0, published, segment(variants - 1)));
    moves.add(entry(STEP, 0, published, segment(0)));
    for (int i = 1; i < variants; i++) {
      moves.add(entry(STEP, i, segment(i - 1), segment(i)));
    }
    return array(moves.toArray(Column[]::new));
  }

  private Column checks() {
    Column last = segment(variants - 1);
    Column rules = transform(col(VariantFrame.HELD), rule -> entry(RULE, 0, rule, last));
    Column found = entry(FOUND, 0, last, last);
    return concat(array(found, entry(OUTSIDE, 0, col(VariantFrame.OUTSIDE), last)), rules);
  }

  private static Column segment(int variant) {
    return col(VariantFrame.segment(variant));
  }

  private static Column entry(String kind, int place, Column from, Column to) {
    return struct(lit(kind).as("kind"), lit(place).as("place"), from.as("from"), to.as("to"));
  }

  /** The cells of a kind and place. */
  static List<Move> moves(List<Row> cells, String kind, int place) {
    return cells(cells, kind)
        .filter(cell -> cell.<Integer>getAs("place") == place)
        .map(PreviewCells::move)
        .toList();
  }

  private static Stream<Row> cells(List<Row> cells, String kind) {
    return cells.stream()
        .filter(cell -> cell.getAs("kind").equals(kind) && cell.getAs("from") != null);
  }

  private static Move move(Row cell) {
    return new Move(
        cell.getAs("from"), cell.getAs("to"), cell.getAs("customers"), cell.getAs("amount"));
  }
}
