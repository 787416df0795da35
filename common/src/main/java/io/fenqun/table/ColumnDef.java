package io.fenqun.table;

import io.fenqun.conf.Labels;
import org.apache.spark.sql.types.DataType;

/**
 * A column of one of our tables.
 *
 * @param unit {@code money}, {@code share}, {@code count} …; empty for codes and texts
 * @param key part of the table's key
 */
public record ColumnDef(String name, DataType type, String unit, boolean key, Labels labels) {
  /** The comment that BI tools show. */
  public String comment() {
    return labels.zh() + " / " + labels.en() + (unit.isEmpty() ? "" : " [" + unit + "]");
  }
}
