package io.fenqun.sql;

import java.io.Serializable;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/** An expression over the places of a row. Runs per row, in a task. */
public final class RowValue implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Expression expression;
  private final DataType type;

  RowValue(Expression expression, DataType type) {
    this.expression = expression;
    this.type = type;
  }

  Expression expression() {
    return expression;
  }

  /** The places that it depends on. */
  public Set<Integer> reads() {
    return SqlTree.all(expression).stream()
        .filter(BoundReference.class::isInstance)
        .map(part -> ((BoundReference) part).ordinal())
        .collect(Collectors.toSet());
  }

  public DataType type() {
    return type;
  }

  /** In Spark's own form: UTF8String, Decimal, days since 1970. */
  public @Nullable Object of(InternalRow row) {
    return expression.eval(row);
  }

  /** Of an expression that gives a double and never null. */
  public double number(InternalRow row) {
    Object value = of(row);
    if (value instanceof Double number) {
      return number;
    }
    throw new IllegalStateException(expression + " gave " + value);
  }
}
