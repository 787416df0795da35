package io.fenqun.scheme;

import static org.apache.spark.sql.functions.col;

import io.fenqun.conf.Labels;
import io.fenqun.table.ColumnDef;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * The wide table for BI and transitions: one row per customer and month of the base with the pack's
 * value, features and the segment of every scheme.
 *
 * @param value the pack's value feature; it is the column {@code value}
 * @param features {@link #featureNames} with type, unit and labels
 * @param schemes in computing order
 */
public record CustomerMonth(String value, List<ColumnDef> features, List<SchemeDef> schemes) {

  /**
   * The features shown: the key features, then the value features that schemes name beside the
   * pack's, each once.
   */
  public static List<String> featureNames(
      String value, List<String> keyFeatures, List<SchemeDef> schemes) {
    Stream<String> schemeValues =
        schemes.stream().map(SchemeDef::value).filter(feature -> !feature.equals(value));
    return Stream.concat(keyFeatures.stream(), schemeValues).distinct().toList();
  }

  /** customer_month with this pack's columns. */
  public TableDef table() {
    Stream<ColumnDef> segments = schemes.stream().map(CustomerMonth::segmentColumn);
    return Tables.CUSTOMER_MONTH.with(Stream.concat(features.stream(), segments).toList());
  }

  private static ColumnDef segmentColumn(SchemeDef scheme) {
    Labels labels = scheme.labels();
    return new ColumnDef(scheme.name(), DataTypes.StringType, "", false, labels);
  }

  /**
   * The rows of {@link #table} from the wide frame of {@link SegmentBuilder#wide}; a null value
   * stays null.
   */
  public Dataset<Row> rows(Dataset<Row> wide) {
    Dataset<Row> valued = wide.withColumn("value", col(value));
    return valued.select(table().selection(List.of(valued.columns())));
  }
}
