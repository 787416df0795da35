package io.fenqun.feature;

import static org.apache.spark.sql.functions.col;

import io.fenqun.conf.Labels;
import io.fenqun.source.SourceDef;
import io.fenqun.table.TableDef;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Tiles: the partials of every customer and month of a transactions source, from one grouped scan
 * of its clean rows. A customer has a tile row in a month exactly if the source has a row of the
 * customer in that month.
 */
public final class Tiles {
  private Tiles() {}

  /** {@code feature_tile_<source>}. */
  public static String tableName(String source) {
    return "feature_tile_" + source;
  }

  /**
   * One row per (customer_id, month) that has rows in the source.
   *
   * <p>Sums that do not fit 18 digits (of squares: 38) are refused with kind DATA when the rows are
   * evaluated, see {@link io.fenqun.table.RowRefusal}; a sum over doubles is refused with kind
   * CONFIG at once.
   *
   * @param features those of other sources are passed over
   * @param clean columns customer_id, month and every column of the source; rows without
   *     customer_id are passed over
   * @param distinctLimit values per customer that count(distinct …) counts exactly, from 3
   * @return customer_id, month and one column per partial, in the order of their names; never null
   *     in counts and sums
   */
  public static Dataset<Row> of(
      SourceDef source, List<FeatureDef> features, Dataset<Row> clean, int distinctLimit) {
    Dataset<Row> known = clean.filter(col("customer_id").isNotNull());
    List<Column> partials = partials(source, features, distinctLimit).create(known);
    Column[] others = partials.subList(1, partials.size()).toArray(Column[]::new);
    return known.groupBy("customer_id", "month").agg(partials.get(0), others);
  }

  /** The table of such rows, partitioned by month. */
  public static TableDef table(SourceDef source, List<FeatureDef> features, Dataset<Row> tiles) {
    Labels labels =
        new Labels(
            source.labels().zh() + "：月度部分汇总", source.labels().en() + ": partials of a month");
    return partials(source, features, 0).table(tableName(source.name()), labels, tiles.schema());
  }

  private static SourcePartials partials(
      SourceDef source, List<FeatureDef> features, int distinctLimit) {
    return new SourcePartials(source, features.stream(), distinctLimit).withRows();
  }
}
