package io.fenqun.feature;

import static io.fenqun.feature.WorkingColumns.CUSTOMER;
import static io.fenqun.feature.WorkingColumns.INDEX;
import static io.fenqun.feature.WorkingColumns.MONTH;
import static io.fenqun.feature.WorkingColumns.index;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.fenqun.error.FenqunException;
import io.fenqun.feature.FeatureDef.Aggregate;
import io.fenqun.feature.FeatureDef.Window;
import io.fenqun.source.SourceDef;
import io.fenqun.table.MonthColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;

/**
 * The windows of one transactions source over its tiles by customer and month. {@code ever} windows
 * must count nothing twice, so they have columns of their own: the state before the range and the
 * tiles of the range, but not the older tiles that bounded windows look at.
 */
final class SourceWindows {
  private static final Window THIS_MONTH = new Window(1);

  /** A partial merged over a window. */
  private record Merge(Partial partial, Window window) {}

  private final SourceDef source;
  private final List<FeatureDef> features;
  private final SourcePartials partials;
  private final SmallestHashes distinct;
  private final Set<Merge> merges = new LinkedHashSet<>();

  /**
   * @param features aggregates of this source
   */
  SourceWindows(SourceDef source, List<FeatureDef> features, int distinctLimit) {
    this.source = source;
    this.features = features;
    this.partials = new SourcePartials(source, features.stream(), distinctLimit);
    this.distinct = new SmallestHashes(distinctLimit);
    for (FeatureDef feature : features) {
      Aggregate aggregate = (Aggregate) feature.calculation();
      Partial.of(aggregate, source).forEach(partial -> merges.addAll(mergesOf(partial, aggregate)));
    }
  }

  private static List<Merge> mergesOf(Partial partial, Aggregate aggregate) {
    Merge overWindow = new Merge(partial, aggregate.window());
    return switch (aggregate.function()) {
      case BALANCE_DAILY_AVERAGE ->
          partial.kind() == PartialKind.SUM
              ? List.of(overWindow, new Merge(partial, THIS_MONTH))
              : List.of(new Merge(partial, THIS_MONTH));
      default -> List.of(overWindow);
    };
  }

  private boolean isEver(Partial partial) {
    return merges.contains(new Merge(partial, Window.EVER));
  }

  /**
   * The rows that windows look at: customer_id, month index and partials, those of {@code ever}
   * apart.
   */
  List<Dataset<Row>> rows(FeatureInputs inputs) {
    List<Dataset<Row>> rows = new ArrayList<>();
    rows.add(tiles(inputs).select(tileColumns(inputs).toArray(Column[]::new)));
    Dataset<Row> state = inputs.states().get(source.name());
    if (state != null) {
      List<Column> columns = keys();
      partials.all().stream()
          .filter(this::isEver)
          .forEach(p -> columns.add(col(p.name()).as(everColumn(p))));
      rows.add(state.select(columns.toArray(Column[]::new)));
    }
    return rows;
  }

  private List<Column> tileColumns(FeatureInputs inputs) {
    Column inRange = MonthColumns.within(col("month"), inputs.range());
    List<Column> columns = keys();
    for (Partial partial : partials.all()) {
      columns.add(col(partial.name()).as(tileColumn(partial)));
      if (isEver(partial)) {
        columns.add(when(inRange, col(partial.name())).as(everColumn(partial)));
      }
    }
    return columns;
  }

  private static List<Column> keys() {
    return new ArrayList<>(List.of(col(CUSTOMER), MonthColumns.index(col(MONTH)).as(INDEX)));
  }

  private Dataset<Row> tiles(FeatureInputs inputs) {
    Dataset<Row> tiles = inputs.tiles().get(source.name());
    if (tiles == null || !Arrays.asList(tiles.columns()).containsAll(partials.names())) {
      throw FenqunException.notReady(
          "Cannot compute "
              + features.get(0).name()
              + ": "
              + Tiles.tableName(source.name())
              + " lacks partials of it; run its months again with --force");
    }
    return tiles;
  }

  /** Every partial merged over every window that needs it, named. */
  List<Column> merged(FeatureInputs inputs, Looking looking) {
    return merges.stream().map(merge -> merged(merge, inputs, looking)).toList();
  }

  /** As {@link #merged}, only those whose partials have the given width. */
  List<Column> merged(FeatureInputs inputs, Looking looking, boolean areFixedWidth) {
    return merges.stream()
        .filter(merge -> isFixedWidth(type(merge.partial(), inputs)) == areFixedWidth)
        .map(merge -> merged(merge, inputs, looking))
        .toList();
  }

  /** True where an aggregation can add to a value in place, which keeps it in compiled code. */
  private static boolean isFixedWidth(DataType type) {
    return UnsafeRow.isMutable(type);
  }

  private Column merged(Merge merge, FeatureInputs inputs, Looking looking) {
    Partial partial = merge.partial();
    Window window = merge.window();
    String column = window.isEver() ? everColumn(partial) : tileColumn(partial);
    return partials
        .merge(
            partial, looking.rows(window, col(column)), type(partial, inputs), looking.over(window))
        .as(mergedColumn(merge));
  }

  private DataType type(Partial partial, FeatureInputs inputs) {
    return tiles(inputs).schema().apply(partial.name()).dataType();
  }

  /** The columns of {@link #merged} as they are of a customer without any row. */
  Map<String, Column> ofNothing(FeatureInputs inputs) {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (Merge merge : merges) {
      String name = mergedColumn(merge);
      if (merge.partial().kind().isZeroOfNothing()) {
        columns.put(name, coalesce(col(name), lit(0).cast(type(merge.partial(), inputs))));
      }
    }
    return columns;
  }

  /** The features, named, over rows with the columns of {@link #merged}. */
  List<Column> features(FeatureInputs inputs, Map<String, DataType> types) {
    return features.stream()
        .map(feature -> feature(feature, inputs, types).as(feature.name()))
        .toList();
  }

  private Column feature(FeatureDef feature, FeatureInputs inputs, Map<String, DataType> types) {
    Window window = ((Aggregate) feature.calculation()).window();
    DataType type = FeatureTables.type(feature, types);
    AggregateResult result =
        new AggregateResult(
            partial -> col(mergedColumn(new Merge(partial, window))),
            partial -> col(mergedColumn(new Merge(partial, THIS_MONTH))),
            partial -> type(partial, inputs),
            distinct);
    Column value = FeatureValue.typed(result.of(feature, source, type), type);
    boolean mayReachBack = feature.complete() && window.isBounded();
    return mayReachBack
        ? when(index().geq(inputs.firstCovered().index() + window.months() - 1), value)
        : value;
  }

  private String tileColumn(Partial partial) {
    return "_" + source.name() + "_" + partial.name();
  }

  private String everColumn(Partial partial) {
    return tileColumn(partial) + "_up_to_now";
  }

  private String mergedColumn(Merge merge) {
    return tileColumn(merge.partial()) + "_" + merge.window().suffix();
  }
}
