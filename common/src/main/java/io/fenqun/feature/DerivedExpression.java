package io.fenqun.feature;

import io.fenqun.error.FenqunException;
import io.fenqun.sql.FeatureCall;
import io.fenqun.sql.FeatureCall.Kind;
import io.fenqun.sql.SqlExpression;
import io.fenqun.table.Exact;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnresolvedNamedLambdaVariable;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;

/**
 * A pack's expression taken apart: the names it reads and its calls that look beyond the row, which
 * become plain columns. Names are in lower case, as Spark resolves them without regard to case.
 */
final class DerivedExpression {
  private final Set<String> names = new LinkedHashSet<>();
  private final Set<FeatureCall> calls = new LinkedHashSet<>();
  private final Expression rewritten;
  private Optional<Kind> malformed = Optional.empty();

  private DerivedExpression(Expression parsed) {
    this.rewritten = rewrite(parsed);
  }

  /** Refuses with kind CONFIG what is not SQL, and a call that is not of its kind's form. */
  static DerivedExpression of(SqlExpression expression) {
    DerivedExpression found =
        find(expression)
            .orElseThrow(
                () ->
                    FenqunException.config(
                        "Cannot read "
                            + expression.position()
                            + ": this is not an SQL expression"));
    found.malformed.ifPresent(
        kind -> {
          throw FenqunException.config("Cannot read " + expression.position() + ": " + kind.rule());
        });
    return found;
  }

  /** Empty for what is not SQL. */
  static Optional<DerivedExpression> find(SqlExpression expression) {
    return parsed(expression.text()).map(DerivedExpression::new);
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
    Optional<Kind> kind = FeatureCall.kindOf(expression);
    if (kind.isPresent()) {
      return FeatureCall.from(expression)
          .map(this::columnOf)
          .orElseGet(() -> malformed(kind, expression));
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

  private Expression columnOf(FeatureCall written) {
    List<String> groups = written.groups().stream().map(DerivedExpression::lowerCase).toList();
    FeatureCall call =
        new FeatureCall(written.kind(), lowerCase(written.name()), written.months(), groups);
    calls.add(call);
    if (call.kind() != Kind.LAG) {
      names.addAll(call.names());
    }
    return UnresolvedAttribute.quoted(column(call));
  }

  private Expression malformed(Optional<Kind> kind, Expression call) {
    malformed = kind;
    return call;
  }

  private static String lowerCase(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Names that it reads of the same month, with those of a lambda's arguments. */
  Set<String> names() {
    return names;
  }

  Set<FeatureCall> calls() {
    return calls;
  }

  Stream<FeatureCall> calls(Kind kind) {
    return calls.stream().filter(call -> call.kind() == kind);
  }

  /** Which earlier values its calls are made of. */
  List<FeatureCall> lags() {
    return calls.stream().flatMap(DerivedExpression::lags).distinct().toList();
  }

  private static Stream<FeatureCall> lags(FeatureCall call) {
    return switch (call.kind()) {
      case LAG, RATIO -> Stream.of(FeatureCall.lag(call.name(), call.months()));
      case TREND, STREAK ->
          IntStream.range(1, call.months()).mapToObj(back -> FeatureCall.lag(call.name(), back));
      case SHARE -> Stream.of();
    };
  }

  /**
   * True where an earlier month that is not covered makes the value another one; a streak counts
   * what there is.
   */
  boolean looksBack() {
    return calls.stream().anyMatch(call -> call.kind() != Kind.SHARE && call.kind() != Kind.STREAK);
  }

  /**
   * Why a call cannot be computed from features of such types; empty where all can, or where a type
   * is not known.
   */
  Optional<String> refusal(Map<String, DataType> types) {
    return calls.stream().flatMap(call -> refusal(call, types).stream()).findFirst();
  }

  private static Optional<String> refusal(FeatureCall call, Map<String, DataType> types) {
    DataType type = types.getOrDefault(call.name(), DataTypes.NullType);
    boolean fits =
        type instanceof NullType
            || switch (call.kind()) {
              case LAG -> true;
              case RATIO, TREND -> type instanceof NumericType;
              case STREAK -> type instanceof BooleanType;
              case SHARE -> Exact.isSummable(type);
            };
    String needed =
        switch (call.kind()) {
          case LAG, RATIO, TREND -> "a number";
          case STREAK -> "a feature that is true or false";
          case SHARE -> "an integer or a decimal (sums of doubles depend on the order of rows)";
        };
    String function = call.kind().name().toLowerCase(Locale.ROOT);
    return fits
        ? Optional.empty()
        : Optional.of(
            function + " needs " + needed + ", and " + call.name() + " is " + type.simpleString());
  }

  /** Whose call is not of the form that its rule asks for. */
  Optional<Kind> malformed() {
    return malformed;
  }

  /**
   * The column that holds what a call gives while features are computed. It begins with an
   * underscore and holds two in a row, which no feature does.
   */
  static String column(FeatureCall call) {
    return "_"
        + call.kind().name().toLowerCase(Locale.ROOT)
        + "_"
        + call.months()
        + "__"
        + String.join("__", call.names());
  }

  /** The expression with every call read from its column. */
  Column column() {
    return new Column(rewritten);
  }
}
