package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.Rounding;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/**
 * The part of the number line on which a customer keeps the segment, all else unchanged.
 *
 * @param floor where a fall changes the segment; empty where none does
 * @param ceiling where a rise changes it
 */
record Stretch(Optional<BigDecimal> floor, Optional<BigDecimal> ceiling) {
  static final Stretch UNKNOWN = new Stretch(Optional.empty(), Optional.empty());

  /** From the quantity up to the ceiling. */
  Column up(Column quantity) {
    return ceiling.map(edge -> between(quantity, lit(edge))).orElse(none());
  }

  /** From the floor up to the quantity. */
  Column down(Column quantity) {
    return floor.map(edge -> between(lit(edge), quantity)).orElse(none());
  }

  /**
   * {@code higher - lower} as double: of exact numbers the exact difference, of doubles rounded as
   * every published one; null where one of them is null.
   */
  static Column between(Column lower, Column higher) {
    Column difference = higher.minus(lower);
    Column number = difference.cast(DataTypes.DoubleType);
    return when(isBinary(difference), Rounding.significant(number)).otherwise(number);
  }

  private static Column isBinary(Column number) {
    return call_function("typeof", number).isin("double", "float");
  }

  /** The value of the first condition that is true, even where that value is null; else null. */
  static Column ofFirst(List<Column> conditions, List<Column> values) {
    Column chosen = when(conditions.get(0), values.get(0));
    for (int i = 1; i < conditions.size(); i++) {
      chosen = chosen.when(conditions.get(i), values.get(i));
    }
    return chosen;
  }

  static Column none() {
    return lit(null).cast(DataTypes.DoubleType);
  }
}
