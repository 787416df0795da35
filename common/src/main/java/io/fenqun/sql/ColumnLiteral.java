package io.fenqun.sql;

import io.fenqun.sql.ColumnCells.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.UnaryMinus;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Literals that Spark compares with a column as they are: a text beside a number would be cast
 * first.
 */
final class ColumnLiteral {
  static final Value FALSE = Value.of(BigDecimal.ZERO);
  static final Value TRUE = Value.of(BigDecimal.ONE);
  static final List<Value> TRUTHS = List.of(FALSE, TRUE);

  private ColumnLiteral() {}

  /** Empty for what is no literal, null, or of another kind than the column's type. */
  static Optional<Value> read(Expression tree, DataType column) {
    if (tree instanceof UnaryMinus minus) {
      return read(minus.child(), column)
          .filter(value -> column instanceof NumericType)
          .map(value -> Value.of(value.number().negate()));
    }
    return tree instanceof Literal literal && literal.value() != null
        ? value(literal.value(), literal.dataType(), column)
        : Optional.empty();
  }

  private static Optional<Value> value(Object value, DataType type, DataType column) {
    if (column instanceof StringType && value instanceof UTF8String text) {
      return Optional.of(Value.of(text.toString()));
    }
    if (column instanceof BooleanType && value instanceof Boolean truth) {
      return Optional.of(truth ? TRUE : FALSE);
    }
    boolean areNumbers = column instanceof NumericType && type instanceof NumericType;
    boolean areDates = column instanceof DateType && type instanceof DateType;
    return areNumbers || areDates ? Optional.of(number(value, column)) : Optional.empty();
  }

  /** A column of doubles is compared as doubles. */
  private static Value number(Object value, DataType column) {
    BigDecimal number =
        value instanceof Decimal decimal
            ? decimal.toJavaBigDecimal()
            : new BigDecimal(Objects.toString(value));
    boolean isBinary = column instanceof DoubleType || column instanceof FloatType;
    return Value.of(isBinary ? new BigDecimal(number.doubleValue()) : number);
  }
}
