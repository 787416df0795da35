package io.fenqun.report;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.fenqun.report.SegmentAggregate.Part;
import io.fenqun.sql.GroupExpression.Call;
import io.fenqun.sql.SqlExpression;
import io.fenqun.table.States;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.RelationalGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/**
 * Aggregates of customers by scheme, month and segment, for all schemes in one scan. As in {@link
 * SchemeOverlap} customers of the same segments in every scheme are added up first, and these sums
 * are what each scheme adds up anew.
 */
final class SegmentAggregates {
  private static final String OURS = "__";

  private final Dataset<Row> customers;
  private final List<String> schemes;
  private final Places places;

  /** What is kept of customers, by the column that keeps it. */
  private final Map<String, Part> parts = new LinkedHashMap<>();

  /** What is made of it, by its column in the result. */
  private final List<Column> wholes = new ArrayList<>();

  /**
   * @param customers month, a segment column per scheme (null counts as OUTSIDE) and whatever the
   *     calls name
   */
  SegmentAggregates(Dataset<Row> customers, List<String> schemes) {
    this(customers, schemes, Places.SEGMENTS);
  }

  /**
   * @param customers also the groups of the places
   */
  SegmentAggregates(Dataset<Row> customers, List<String> schemes, Places places) {
    this.customers = customers;
    this.schemes = schemes;
    this.places = places;
  }

  /** One more aggregate of every segment; the column that it gets. */
  String add(Call call) {
    SegmentAggregate function = SegmentAggregate.of(call.function());
    Column argument = call.argument().map(SqlExpression::column).orElse(lit(1));
    DataType type = customers.select(argument).schema().fields()[0].dataType();
    List<Column> kept = new ArrayList<>();
    for (Part part : function.parts(argument, type)) {
      String column = OURS + "part_" + parts.size();
      parts.put(column, part);
      kept.add(col(column));
    }
    String whole = OURS + "aggregate_" + wholes.size();
    wholes.add(function.result(kept, type).as(whole));
    return whole;
  }

  /**
   * {@code segments} with the aggregates that were added. Segments of nobody have those of nobody.
   *
   * @param segments the keys of the places, each once
   */
  Dataset<Row> beside(Dataset<Row> segments) {
    if (wholes.isEmpty() || schemes.isEmpty()) {
      return segments;
    }
    Column[] columns =
        Stream.concat(Stream.of(segments.columns()).map(column -> col(column)), wholes.stream())
            .toArray(Column[]::new);
    return segments.join(merged(), places.keys(), "left_outer").select(columns);
  }

  /** One row per place that anyone is in. */
  private Dataset<Row> merged() {
    Column[] memberships =
        schemes.stream()
            .map(name -> struct(lit(name).as("scheme"), col(segmentOf(name)).as("segment")))
            .toArray(Column[]::new);
    List<Column> merges = new ArrayList<>();
    parts.forEach((column, part) -> merges.add(part.merge().apply(col(column)).as(column)));
    Dataset<Row> segments =
        aggregated(
            combinations()
                .select(col("*"), inline(array(memberships)))
                .groupBy(columns(places.segmentKeys())),
            merges);
    return places.isSpread()
        ? aggregated(places.spread(segments).groupBy(columns(List.of(places.keys()))), merges)
        : segments;
  }

  private static Column[] columns(List<String> names) {
    return names.stream().map(name -> col(name)).toArray(Column[]::new);
  }

  /** One row per month and combination of segments and groups that anyone is in. */
  private Dataset<Row> combinations() {
    Column[] keys =
        Stream.of(
                Stream.of(col("month")),
                Stream.of(places.groupColumns()),
                schemes.stream()
                    .map(name -> coalesce(col(name), lit(States.OUTSIDE)).as(segmentOf(name))))
            .flatMap(columns -> columns)
            .toArray(Column[]::new);
    List<Column> kept = new ArrayList<>();
    parts.forEach((column, part) -> kept.add(part.ofRows().as(column)));
    return aggregated(customers.groupBy(keys), kept);
  }

  private static String segmentOf(String scheme) {
    return OURS + "in_" + scheme;
  }

  private static Dataset<Row> aggregated(RelationalGroupedDataset groups, List<Column> columns) {
    return groups.agg(columns.get(0), columns.subList(1, columns.size()).toArray(Column[]::new));
  }
}
