package io.fenqun.feature;

import io.fenqun.table.Rounding;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The last step of every feature: its declared type, and doubles rounded, so that later months read
 * what was published.
 */
final class FeatureValue {
  private FeatureValue() {}

  static Column typed(Column value, DataType type) {
    Column cast = value.cast(type);
    return type.equals(DataTypes.DoubleType) ? Rounding.significant(cast) : cast;
  }
}
