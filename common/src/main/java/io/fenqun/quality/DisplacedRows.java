package io.fenqun.quality;

import io.fenqun.conf.Labels;
import io.fenqun.table.ColumnDef;
import io.fenqun.table.TableDef;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;

/**
 * The table of good rows that are not in the clean table because of rows of other deliveries: the
 * columns of the clean table and the {@link Standing}. With it, what a delivery says is known
 * without its files when another one changes.
 */
public final class DisplacedRows {
  /** DUPLICATE or SUPERSEDED. */
  static final String STANDING = "standing";

  private static final String PREFIX = "displaced_";

  private DisplacedRows() {}

  /** {@code displaced_<source>}. */
  public static String tableName(String source) {
    return PREFIX + source;
  }

  /**
   * @param clean the clean table of the source
   */
  public static TableDef table(TableDef clean) {
    Labels labels =
        new Labels(clean.labels().zh() + "（被取代）", clean.labels().en() + ", displaced rows");
    ColumnDef standing =
        new ColumnDef(
            STANDING,
            DataTypes.StringType,
            "",
            false,
            new Labels("状态", "DUPLICATE of an older delivery, or SUPERSEDED by a newer one"));
    return new TableDef(
            tableName(clean.name()),
            labels,
            clean.partitionedBy(),
            clean.columns(),
            clean.statistics())
        .with(List.of(standing));
  }
}
