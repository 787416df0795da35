package io.fenqun.sql;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.BinaryComparison;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GreaterThan;
import org.apache.spark.sql.catalyst.expressions.GreaterThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.LessThan;
import org.apache.spark.sql.catalyst.expressions.LessThanOrEqual;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.types.DataTypes;

/**
 * A condition that is a single comparison of a column with a number, so that it holds on one side
 * of that number. Whether the number itself is on that side is not told.
 *
 * @param column the parts of its name
 * @param isFloor true where the condition holds above the number, false where it holds below
 */
public record NumberEdge(List<String> column, BigDecimal number, boolean isFloor) {

  /** Empty where the expression is of another kind, or does not parse. */
  public static Optional<NumberEdge> from(SqlExpression expression) {
    try {
      return SqlTree.parse(expression) instanceof BinaryComparison comparison
              && isOrdered(comparison)
          ? from(comparison)
          : Optional.empty();
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<NumberEdge> from(BinaryComparison comparison) {
    boolean columnFirst = comparison.left() instanceof UnresolvedAttribute;
    Expression column = columnFirst ? comparison.left() : comparison.right();
    Expression number = columnFirst ? comparison.right() : comparison.left();
    return column instanceof UnresolvedAttribute name
        ? ColumnLiteral.read(number, DataTypes.createDecimalType())
            .map(
                value ->
                    new NumberEdge(
                        ColumnNames.parts(name.nameParts()),
                        plain(value.number()),
                        isAbove(comparison) == columnFirst))
        : Optional.empty();
  }

  /** Spark knows no decimals of a negative scale. */
  private static BigDecimal plain(BigDecimal number) {
    return number.scale() < 0 ? number.setScale(0) : number;
  }

  private static boolean isOrdered(BinaryComparison comparison) {
    return isAbove(comparison)
        || comparison instanceof LessThan
        || comparison instanceof LessThanOrEqual;
  }

  private static boolean isAbove(BinaryComparison comparison) {
    return comparison instanceof GreaterThan || comparison instanceof GreaterThanOrEqual;
  }
}
