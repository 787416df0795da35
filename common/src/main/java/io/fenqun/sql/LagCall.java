package io.fenqun.sql;

import java.util.Optional;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;

/**
 * {@code lag(name, months)}: the value of the same customer exactly so many months earlier.
 *
 * @param months at least 1
 */
public record LagCall(String name, int months) {
  public static final String RULE =
      "lag takes a feature and a whole number of months from 1, for example lag(amount, 3)";

  /** Whether the expression is a call of lag, well formed or not. */
  public static boolean isLag(Expression expression) {
    return expression instanceof UnresolvedFunction call
        && SqlTree.dotted(call.nameParts()).equalsIgnoreCase("lag");
  }

  /** Empty where it is no call of lag, or not of the form of {@link #RULE}. */
  public static Optional<LagCall> from(Expression expression) {
    if (isLag(expression)
        && expression instanceof UnresolvedFunction call
        && call.arguments().size() == 2
        && call.arguments().apply(0) instanceof UnresolvedAttribute attribute
        && call.arguments().apply(1) instanceof Literal literal
        && literal.value() instanceof Integer months
        && months >= 1) {
      return Optional.of(new LagCall(attribute.name(), months));
    }
    return Optional.empty();
  }
}
