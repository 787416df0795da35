package io.fenqun.feature;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sequence;

import io.fenqun.conf.Labels;
import io.fenqun.feature.FeatureDef.Aggregate;
import io.fenqun.source.SourceDef;
import io.fenqun.table.MonthColumns;
import io.fenqun.table.TableDef;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * Running partials from the first covered month on, so that {@code ever} windows read no old tiles:
 * the state of a month is that of the month before merged with the month's tile.
 */
public final class States {
  private static final String INDEX = "_month_index";

  private States() {}

  /** {@code feature_state_<source>}. */
  public static String tableName(String source) {
    return "feature_state_" + source;
  }

  /** True where a feature of the source has the window {@code ever}: only then is there a state. */
  public static boolean needed(SourceDef source, List<FeatureDef> features) {
    return ever(source, features).findAny().isPresent();
  }

  /**
   * One row per month of the range and customer with a row in the source up to that month, of the
   * same columns as the tiles but only the partials that {@code ever} windows need. Refuses as
   * {@link Tiles#of} does.
   *
   * @param tiles of the range at least; other months are passed over
   * @param before the state of the month before the range; empty when the range begins with the
   *     first covered month
   */
  public static Dataset<Row> of(
      SourceDef source,
      List<FeatureDef> features,
      MonthRange range,
      Dataset<Row> tiles,
      Optional<Dataset<Row>> before,
      int distinctLimit) {
    SourcePartials partials = partials(source, features, distinctLimit);
    Column[] columns =
        Stream.concat(Stream.of("customer_id", "month"), partials.names().stream())
            .map(name -> col(name))
            .toArray(Column[]::new);
    Dataset<Row> ofRange = tiles.filter(MonthColumns.within(col("month"), range)).select(columns);
    Dataset<Row> changes =
        before.map(state -> ofRange.unionByName(state.select(columns))).orElse(ofRange);
    StructType types = ofRange.schema();
    return range.size() == 1
        ? ofOneMonth(partials, range.to(), changes, types).select(columns)
        : ofMonths(partials, range, changes, types).select(columns);
  }

  private static Dataset<Row> ofOneMonth(
      SourcePartials partials, Month month, Dataset<Row> changes, StructType types) {
    return changes
        .groupBy("customer_id")
        .agg(
            lit(month.toString()).as("month"),
            merged(partials, types, UnaryOperator.identity()).toArray(Column[]::new));
  }

  private static List<Column> merged(
      SourcePartials partials, StructType types, UnaryOperator<Column> over) {
    List<Column> merged = new ArrayList<>();
    for (Partial partial : partials.all()) {
      DataType type = types.apply(partial.name()).dataType();
      merged.add(partials.merge(partial, col(partial.name()), type, over).as(partial.name()));
    }
    return merged;
  }

  private static Dataset<Row> ofMonths(
      SourcePartials partials, MonthRange range, Dataset<Row> rows, StructType types) {
    Dataset<Row> changes = rows.withColumn(INDEX, MonthColumns.index(col("month")));
    WindowSpec byCustomer = Window.partitionBy("customer_id").orderBy(INDEX);
    WindowSpec upToNow = byCustomer.rangeBetween(Window.unboundedPreceding(), Window.currentRow());
    Column from = greatest(col(INDEX), lit(range.from().index()));
    Column to = coalesce(lead(INDEX, 1).over(byCustomer).minus(1), lit(range.to().index()));
    List<Column> running =
        new ArrayList<>(List.of(col("customer_id"), from.as("_from"), to.as("_to")));
    running.addAll(merged(partials, types, c -> c.over(upToNow)));
    Dataset<Row> runningPartials = changes.select(running.toArray(Column[]::new));

    Dataset<Row> everyMonth =
        runningPartials
            .filter("_from <= _to")
            .withColumn(INDEX, explode(sequence(col("_from"), col("_to"))));
    return everyMonth.withColumn("month", MonthColumns.text(col(INDEX)));
  }

  /**
   * The table of such rows, partitioned by month.
   *
   * @param states rows of the partials' types; what merging reads of stored tiles may hold nulls as
   *     far as Spark knows, so the columns may too
   */
  public static TableDef table(SourceDef source, List<FeatureDef> features, Dataset<Row> states) {
    Labels labels =
        new Labels(
            source.labels().zh() + "：累计部分汇总", source.labels().en() + ": partials up to a month");
    return partials(source, features, 0)
        .table(tableName(source.name()), labels, states.schema().asNullable());
  }

  private static SourcePartials partials(
      SourceDef source, List<FeatureDef> features, int distinctLimit) {
    return new SourcePartials(source, ever(source, features), distinctLimit);
  }

  private static Stream<FeatureDef> ever(SourceDef source, List<FeatureDef> features) {
    return features.stream()
        .filter(
            f ->
                f.calculation() instanceof Aggregate a
                    && a.source().equals(source.name())
                    && a.window().isEver());
  }
}
