package io.fenqun.feature;

import io.fenqun.error.FenqunException;
import io.fenqun.sql.LagCall;
import io.fenqun.sql.SqlExpression;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnresolvedNamedLambdaVariable;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.functions;

/**
 * A pack's expression taken apart: the names it reads and its {@code lag(feature, k)} calls, which
 * become plain columns. Names are in lower case, as Spark resolves them without regard to case.
 */
final class LagExpression {
  private final Set<String> names = new LinkedHashSet<>();
  private final Set<LagCall> lags = new LinkedHashSet<>();
  private final Expression rewritten;
  private boolean isMalformed;

  private LagExpression(Expression parsed) {
    this.rewritten = rewrite(parsed);
  }

  /**
   * Refuses with kind CONFIG what is not SQL, and a lag that is not {@code lag(feature, k)} with k
   * a whole number from 1.
   */
  static LagExpression of(SqlExpression expression) {
    LagExpression found =
        find(expression)
            .orElseThrow(
                () ->
                    FenqunException.config(
                        "Cannot read "
                            + expression.position()
                            + ": this is not an SQL expression"));
    if (found.isMalformed) {
      throw FenqunException.config("Cannot read " + expression.position() + ": " + LagCall.RULE);
    }
    return found;
  }

  /** Empty for what is not SQL. */
  static Optional<LagExpression> find(SqlExpression expression) {
    return parsed(expression.text()).map(LagExpression::new);
  }

  /** A text as Catalyst reads it; empty where it is not SQL. */
  static Optional<Expression> parsed(String text) {
    try {
      return Optional.of(parse(text));
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  /** Says what Scala leaves unsaid: the parser throws a checked exception. */
  private static Expression parse(String text) throws ParseException {
    return functions.expr(text).expr();
  }

  private Expression rewrite(Expression expression) {
    if (LagCall.isLag(expression)) {
      return LagCall.from(expression).map(this::columnOf).orElseGet(() -> malformed(expression));
    }
    if (expression instanceof UnresolvedAttribute attribute) {
      names.add(lowerCase(attribute.nameParts().head()));
      return attribute;
    }
    if (expression instanceof UnresolvedNamedLambdaVariable variable) {
      names.add(lowerCase(variable.nameParts().head()));
      return variable;
    }
    return (Expression) expression.mapChildren(child -> rewrite((Expression) child));
  }

  private Expression columnOf(LagCall call) {
    LagCall lag = new LagCall(lowerCase(call.name()), call.months());
    lags.add(lag);
    return UnresolvedAttribute.quoted(column(lag));
  }

  private Expression malformed(Expression lag) {
    isMalformed = true;
    return lag;
  }

  private static String lowerCase(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Names outside of lag, with those of a lambda's arguments. */
  Set<String> names() {
    return names;
  }

  Set<LagCall> lags() {
    return lags;
  }

  /** True where a lag is not of the form that {@link LagCall#RULE} asks for. */
  boolean isMalformed() {
    return isMalformed;
  }

  /**
   * The column that holds a lag while features are computed; starts with an underscore, which no
   * feature does.
   */
  static String column(LagCall lag) {
    return "_lag_" + lag.months() + "_" + lag.name();
  }

  /** The expression with every lag read from its column. */
  Column column() {
    return new Column(rewritten);
  }
}
