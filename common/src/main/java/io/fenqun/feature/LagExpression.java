package io.fenqun.feature;

import io.fenqun.error.FenqunException;
import io.fenqun.sql.SqlExpression;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.UnresolvedNamedLambdaVariable;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.functions;
import scala.collection.JavaConverters;

/**
 * A pack's expression taken apart: the names it reads and its {@code lag(feature, k)} calls, which
 * become plain columns. Names are in lower case, as Spark resolves them without regard to case.
 */
final class LagExpression {
  static final String RULE =
      "lag takes a feature and a whole number of months from 1, for example lag(amount, 3)";

  /** The value of {@code feature} of the same customer exactly {@code months} earlier. */
  record Lag(String feature, int months) {
    /**
     * The column that holds it while features are computed; starts with an underscore, which no
     * feature does.
     */
    String column() {
      return "_lag_" + months + "_" + feature;
    }
  }

  private final Set<String> names = new LinkedHashSet<>();
  private final Set<Lag> lags = new LinkedHashSet<>();
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
      throw FenqunException.config("Cannot read " + expression.position() + ": " + RULE);
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
    if (expression instanceof UnresolvedFunction call && nameOf(call).equals("lag")) {
      return lagOf(call).map(this::columnOf).orElse(expression);
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

  private Expression columnOf(Lag lag) {
    lags.add(lag);
    return UnresolvedAttribute.quoted(lag.column());
  }

  private Optional<Lag> lagOf(UnresolvedFunction call) {
    if (call.arguments().size() == 2
        && call.arguments().apply(0) instanceof UnresolvedAttribute feature
        && call.arguments().apply(1) instanceof Literal literal
        && literal.value() instanceof Integer months
        && months >= 1) {
      return Optional.of(new Lag(lowerCase(feature.name()), months));
    }
    isMalformed = true;
    return Optional.empty();
  }

  private static String nameOf(UnresolvedFunction call) {
    return lowerCase(String.join(".", JavaConverters.seqAsJavaList(call.nameParts())));
  }

  private static String lowerCase(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Names outside of lag, with those of a lambda's arguments. */
  Set<String> names() {
    return names;
  }

  Set<Lag> lags() {
    return lags;
  }

  /** True where a lag is not of the form that {@link #RULE} asks for. */
  boolean isMalformed() {
    return isMalformed;
  }

  /** The expression with every lag read from {@link Lag#column}. */
  Column column() {
    return new Column(rewritten);
  }
}
