package io.fenqun.feature;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/**
 * Adds the aggregates of all transactions sources to the base. Base rows, tiles and states are laid
 * under one another and looked at through range frames by customer and month, so that all windows
 * of all sources share one exchange and one sort.
 */
final class WindowFeatures {
  private static final String IS_BASE = "_is_base";

  private WindowFeatures() {}

  static Dataset<Row> add(
      Dataset<Row> base,
      List<SourceWindows> sources,
      FeatureInputs inputs,
      Map<String, DataType> types) {
    if (sources.isEmpty()) {
      return base;
    }
    List<String> baseColumns = Arrays.asList(base.columns());
    Dataset<Row> together =
        sources.stream()
            .flatMap(source -> source.rows(inputs).stream())
            .reduce(base.withColumn(IS_BASE, lit(true)), (a, b) -> a.unionByName(b, true));

    List<Column> merged = columns(baseColumns);
    merged.add(col(IS_BASE));
    sources.forEach(source -> merged.addAll(source.merged(inputs)));
    Dataset<Row> baseWithMerged =
        together.select(merged.toArray(Column[]::new)).filter(coalesce(col(IS_BASE), lit(false)));

    List<Column> features = columns(baseColumns);
    sources.forEach(source -> features.addAll(source.features(inputs, types)));
    return baseWithMerged.select(features.toArray(Column[]::new));
  }

  private static List<Column> columns(List<String> names) {
    return new ArrayList<>(names.stream().map(name -> col(name)).toList());
  }
}
