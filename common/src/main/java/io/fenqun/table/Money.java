package io.fenqun.table;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The type of money, apart from {@link Tables}: the catalogue holds the tables of other classes,
 * which may be the first that is asked for.
 */
final class Money {
  static final DataType TYPE = DataTypes.createDecimalType(18, 2);

  private Money() {}
}
