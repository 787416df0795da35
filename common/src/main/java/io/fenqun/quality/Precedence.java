package io.fenqun.quality;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.fenqun.source.SourceDef;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Which delivery's row stands where several have one key in one month. In order of delivery, not of
 * reading: a row that says the same as the one before it is a duplicate, a row that says something
 * else supersedes it. So of the last rows that agree the oldest stands, and the result depends on
 * what the deliveries say alone.
 */
final class Precedence {
  /** Columns of a change beside delivery, month and the key. */
  static final String FROM = "__from";

  static final String TO = "__to";
  private static final String CLAIM = "__claim";
  private static final String COPIES = "__copies";
  private static final String IS_STORED = "__is_stored";
  private static final String SAID = "__said";
  private static final String KEYS = "__keys";
  private static final String VALUES = "__values";
  private static final String IS_NEW = "__is_new";

  private final SourceDef source;
  private final List<String> money;

  Precedence(SourceDef source) {
    this.source = source;
    this.money = Census.money(source);
  }

  /** Delivery, month and key: at most one good row each. */
  static List<String> place(SourceDef source) {
    List<String> place = new ArrayList<>(List.of(RecordColumns.DELIVERY, RecordColumns.MONTH));
    place.addAll(source.key());
    return place;
  }

  /** A row and what it says, in short. */
  Dataset<Row> claims(Dataset<Row> rows, Column standing, boolean isClean) {
    List<Column> said = new ArrayList<>();
    // Of a row that stands in both tables, as a stopped run leaves it, the clean one counts
    said.add(lit(isClean).as(IS_STORED));
    said.add(standing.as(FROM));
    said.add(RowHash.declared(source).as(SAID));
    said.add(RowHash.key(source).as(KEYS));
    said.add(RowHash.published(source).as(VALUES));
    money.forEach(amount -> said.add(Names.column(amount).as(amount)));
    List<Column> columns = new ArrayList<>(List.of(Names.columns(place(source))));
    columns.add(struct(said.toArray(Column[]::new)).as(CLAIM));
    return rows.select(columns.toArray(Column[]::new));
  }

  /**
   * Delivery, month, key, {@link #FROM}, {@link #TO} and what the row says, for the rows whose
   * standing is to change; also for clean rows that stand among the displaced ones too.
   *
   * @param claims of all deliveries, for whole keys
   */
  Dataset<Row> changes(Dataset<Row> claims) {
    List<String> monthAndKey = place(source).subList(1, place(source).size());
    WindowSpec inOrder =
        Window.partitionBy(Names.columns(monthAndKey)).orderBy(col(RecordColumns.DELIVERY));
    WindowSpec upToHere = inOrder.rowsBetween(Window.unboundedPreceding(), Window.currentRow());
    WindowSpec all = Window.partitionBy(Names.columns(monthAndKey));
    Column before = lag(said(SAID), 1).over(inOrder);
    Column isLast = sum(col(IS_NEW)).over(upToHere).equalTo(sum(col(IS_NEW)).over(all));
    Column to =
        when(col(IS_NEW).equalTo(0), Standing.DUPLICATE.name())
            .when(isLast, Standing.CLEAN.name())
            .otherwise(Standing.SUPERSEDED.name());
    return claims
        .groupBy(Names.columns(place(source)))
        .agg(max(col(CLAIM)).as(CLAIM), count(lit(1)).as(COPIES))
        .withColumn(IS_NEW, when(before.eqNullSafe(said(SAID)), 0).otherwise(1))
        .withColumn(TO, to)
        .withColumn(FROM, said(FROM))
        .where(col(FROM).notEqual(col(TO)).or(col(COPIES).gt(1)))
        .drop(IS_NEW, COPIES);
  }

  private static Column said(String name) {
    return col(CLAIM).getField(name);
  }

  /** Of {@link #changes}, in order of delivery and month. */
  List<Change> counted(Dataset<Row> changes) {
    List<Column> sums = new ArrayList<>(List.of(sum(said(KEYS)), sum(said(VALUES))));
    money.forEach(amount -> sums.add(coalesce(sum(said(amount)), lit(0))));
    return changes
        .groupBy(col(RecordColumns.DELIVERY), col(RecordColumns.MONTH), col(FROM), col(TO))
        .agg(count(lit(1)), sums.toArray(Column[]::new))
        .collectAsList()
        .stream()
        .map(row -> Change.of(row, money))
        .sorted()
        .toList();
  }
}
