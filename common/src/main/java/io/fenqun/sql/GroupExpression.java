package io.fenqun.sql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Divide;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.parser.ParseException;

/**
 * An expression over a group of rows taken apart: the aggregates of its rows, and what is made of
 * them and of the names that the group itself has.
 *
 * @param of the expression, each aggregate read from a column that is called like it: of {@code
 *     sum(a) / sum(b)} it is {@code `sum(a)` / `sum(b)`}
 * @param calls each aggregate once, in order of appearance
 * @param faults why it cannot be taken apart; what is not SQL is left to the {@link
 *     ExpressionChecker}
 */
public record GroupExpression(SqlExpression of, List<Call> calls, List<String> faults) {

  /**
   * One aggregate of rows.
   *
   * @param function in lower case
   * @param argument over a row; empty for {@code *}
   * @param column what it is called: as it is written; where another one differs from it in upper
   *     and lower case alone, which Spark does not tell apart in names, with a number
   */
  public record Call(String function, Optional<SqlExpression> argument, String column) {
    /** Equal for equal aggregates. */
    public String text() {
      return function + "(" + argument.map(SqlExpression::text).orElse(STAR) + ")";
    }
  }

  /**
   * What an expression is that is one number of the group, or one divided by another.
   *
   * @param numerator the name of an aggregate or of the group's own
   * @param denominator empty where nothing is divided
   */
  public record Fraction(String numerator, Optional<String> denominator) {}

  private static final String STAR = "*";

  /**
   * Takes an expression apart.
   *
   * @param functions the aggregates that there are, in lower case
   */
  public static GroupExpression of(SqlExpression expression, Collection<String> functions) {
    List<String> faults = new ArrayList<>();
    List<UnresolvedFunction> found = new ArrayList<>();
    try {
      collect(SqlTree.parse(expression), functions, found, faults);
    } catch (ParseException e) {
      return new GroupExpression(expression, List.of(), List.of());
    }
    Map<String, Call> calls = new LinkedHashMap<>();
    StringBuilder rest = new StringBuilder();
    int done = 0;
    found.sort(Comparator.comparing(call -> start(expression.text(), call)));
    for (UnresolvedFunction call : found) {
      String text =
          expression.text().substring(start(expression.text(), call), end(expression.text(), call));
      String column =
          calls
              .computeIfAbsent(text, any -> call(call, text, columnOf(text, calls), expression))
              .column();
      rest.append(expression.text(), done, start(expression.text(), call));
      rest.append('`').append(column.replace("`", "``")).append('`');
      done = end(expression.text(), call);
    }
    rest.append(expression.text().substring(done));
    return new GroupExpression(
        new SqlExpression(rest.toString(), expression.position()),
        List.copyOf(calls.values()),
        List.copyOf(faults));
  }

  /**
   * The expression as {@code a}, {@code a / b} or {@code a / nullif(b, 0)}; empty where it is
   * anything else.
   */
  public Optional<Fraction> fraction() {
    try {
      Expression tree = SqlTree.parse(of);
      if (tree instanceof Divide divide) {
        Optional<String> denominator = name(divide.right()).or(() -> unlessZero(divide.right()));
        return name(divide.left())
            .filter(numerator -> denominator.isPresent())
            .map(numerator -> new Fraction(numerator, denominator));
      }
      return name(tree).map(numerator -> new Fraction(numerator, Optional.empty()));
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> name(Expression tree) {
    return tree instanceof UnresolvedAttribute attribute
        ? Optional.of(ColumnNames.parts(attribute.nameParts()))
            .filter(parts -> parts.size() == 1)
            .map(parts -> parts.get(0))
        : Optional.empty();
  }

  /** What {@code nullif(b, 0)} is of. */
  private static Optional<String> unlessZero(Expression tree) {
    List<Expression> arguments = SqlTree.children(tree);
    return tree instanceof UnresolvedFunction call
            && SqlTree.dotted(call.nameParts()).equalsIgnoreCase("nullif")
            && arguments.size() == 2
            && arguments.get(1).sql().equals("0")
        ? name(arguments.get(0))
        : Optional.empty();
  }

  /** The outermost aggregates; what stands inside of one is a matter of rows. */
  private static void collect(
      Expression tree,
      Collection<String> functions,
      List<UnresolvedFunction> found,
      List<String> faults) {
    Optional<String> name = aggregateIn(tree);
    if (name.isEmpty()) {
      SqlTree.children(tree).forEach(child -> collect(child, functions, found, faults));
    } else if (tree instanceof UnresolvedFunction call && functions.contains(name.get())) {
      if (call.isDistinct() || call.filter().isDefined() || call.arguments().size() != 1) {
        faults.add(
            name.get() + " takes one argument, without distinct or filter; take count_if(…)");
      }
      found.add(call);
    } else {
      faults.add(
          name.get()
              + "() is no aggregate of a segment (known: "
              + String.join(", ", new TreeSet<>(functions))
              + ")");
    }
  }

  private static Optional<String> aggregateIn(Expression tree) {
    if (tree instanceof AggregateExpression aggregate) {
      return Optional.of(aggregate.aggregateFunction().prettyName());
    }
    return tree instanceof UnresolvedFunction call
        ? Optional.of(SqlTree.dotted(call.nameParts()).toLowerCase(Locale.ROOT))
            .filter(RefusedSql::isAggregate)
        : Optional.empty();
  }

  private static String columnOf(String text, Map<String, Call> others) {
    long alike = others.keySet().stream().filter(other -> other.equalsIgnoreCase(text)).count();
    return alike == 0 ? text : text + " " + (alike + 1);
  }

  private static Call call(
      UnresolvedFunction call, String text, String column, SqlExpression whole) {
    String argument = text.substring(text.indexOf('(') + 1, text.lastIndexOf(')')).strip();
    return new Call(
        SqlTree.dotted(call.nameParts()).toLowerCase(Locale.ROOT),
        argument.equals(STAR)
            ? Optional.empty()
            : Optional.of(new SqlExpression(argument, whole.position())),
        column);
  }

  /** Spark counts code points. */
  private static int start(String text, Expression part) {
    return text.offsetByCodePoints(0, (Integer) part.origin().startIndex().get());
  }

  private static int end(String text, Expression part) {
    return text.offsetByCodePoints(0, (Integer) part.origin().stopIndex().get() + 1);
  }
}
