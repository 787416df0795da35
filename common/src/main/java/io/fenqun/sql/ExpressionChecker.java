package io.fenqun.sql;

import io.fenqun.conf.Problems;
import io.fenqun.conf.Suggestion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.types.DataType;

/**
 * Checks the expressions of a pack without data and without a session; each fault goes to the
 * problems, where the expression stands.
 */
public final class ExpressionChecker {
  private final DatalessAnalyzer analyzer = new DatalessAnalyzer();
  private final Problems problems;

  /** Features of one entry share their expressions; an expression of one place has one scope. */
  private final Map<SqlExpression, Optional<DataType>> checked = new HashMap<>();

  public ExpressionChecker(Problems problems) {
    this.problems = problems;
  }

  /**
   * For expressions over raw columns, whose names only the data know: the form, and that nothing
   * refused stands in it.
   */
  public void checkForm(SqlExpression expression) {
    parsed(expression).ifPresent(tree -> isAllowed(expression, tree));
  }

  /** For a whole SELECT, whose tables only a warehouse knows: the form. */
  public void checkQuery(SqlExpression query) {
    try {
      SqlTree.parseQuery(query);
    } catch (ParseException e) {
      problems.add(query.position(), "is not an SQL query: " + SqlTree.reason(e));
    }
  }

  /**
   * The type that the expression gives over the names of the scope.
   *
   * @return empty where a fault was reported, or where the answer hangs on a name in doubt
   */
  public Optional<DataType> check(SqlExpression expression, Scope scope, Expected expected) {
    Optional<DataType> known = checked.get(expression);
    if (known == null) {
      known = checkOnce(expression, scope, expected);
      checked.put(expression, known);
    }
    return known;
  }

  private Optional<DataType> checkOnce(SqlExpression expression, Scope scope, Expected expected) {
    return parsed(expression)
        .filter(tree -> hasGoodDraws(expression, tree, scope))
        .map(tree -> scope.draws().map(draws -> draws.expand(tree)).orElse(tree))
        .filter(tree -> hasGoodCalls(expression, tree, scope))
        .map(tree -> SqlTree.replace(tree, part -> plainName(part, scope)))
        .filter(tree -> isAllowed(expression, tree) && knowsNames(expression, tree, scope))
        .flatMap(tree -> typeOf(expression, tree, scope))
        .filter(type -> fits(expression, type, expected));
  }

  private Optional<Expression> parsed(SqlExpression expression) {
    try {
      return Optional.of(SqlTree.parse(expression));
    } catch (ParseException e) {
      problems.add(
          expression.position(),
          "'" + expression.text() + "' is not an SQL expression: " + SqlTree.reason(e));
      return Optional.empty();
    }
  }

  private boolean hasGoodDraws(SqlExpression expression, Expression tree, Scope scope) {
    boolean good = scope.draws().map(draws -> !draws.hasFault(tree)).orElse(true);
    if (!good) {
      problems.add(expression.position(), Draws.RULE);
    }
    return good;
  }

  private boolean hasGoodCalls(SqlExpression expression, Expression tree, Scope scope) {
    List<FeatureCall.Kind> bad =
        scope.features().isEmpty()
            ? List.of()
            : SqlTree.all(tree).stream()
                .filter(part -> FeatureCall.from(part).filter(scope::canCall).isEmpty())
                .flatMap(part -> FeatureCall.kindOf(part).stream())
                .distinct()
                .toList();
    bad.forEach(kind -> problems.add(expression.position(), kind.rule()));
    return bad.isEmpty();
  }

  /**
   * A call beyond the row becomes an expression of its type; a name of two parts becomes one of one
   * part, as the scope lists it.
   */
  private static Optional<Expression> plainName(Expression part, Scope scope) {
    if (part instanceof UnresolvedAttribute attribute) {
      return Optional.of(UnresolvedAttribute.quoted(SqlTree.dotted(attribute.nameParts())));
    }
    return scope.features().isEmpty()
        ? Optional.empty()
        : FeatureCall.from(part).map(FeatureCall::standIn);
  }

  private boolean isAllowed(SqlExpression expression, Expression tree) {
    Optional<String> refusal = RefusedSql.refusal(expression, tree);
    refusal.ifPresent(reason -> problems.add(expression.position(), reason));
    return refusal.isEmpty();
  }

  private boolean knowsNames(SqlExpression expression, Expression tree, Scope scope) {
    List<String> unknown =
        ColumnNames.dottedIn(tree).stream().filter(name -> !scope.knows(name)).toList();
    for (String name : unknown) {
      if (!scope.doubts().test(name)) {
        String rule =
            RefusedSql.refusal(name)
                .orElseGet(
                    () -> "unknown name " + name + Suggestion.among(name, scope.types().keySet()));
        problems.add(expression.position(), rule);
      }
    }
    return unknown.isEmpty();
  }

  private Optional<DataType> typeOf(SqlExpression expression, Expression tree, Scope scope) {
    try {
      Expression analyzed = analyzer.analyze(tree, scope.types());
      if (analyzed.deterministic()) {
        return Optional.of(analyzed.dataType());
      }
      problems.add(expression.position(), "gives another answer each time");
    } catch (Exception e) { // Scala code throws a checked exception that it does not declare
      if (!(e instanceof AnalysisException failure)) {
        throw e;
      }
      problems.add(expression.position(), SqlTree.reason(failure));
    }
    return Optional.empty();
  }

  private boolean fits(SqlExpression expression, DataType type, Expected expected) {
    if (!expected.accepts(type)) {
      problems.add(
          expression.position(),
          "'" + expression.text() + "' gives " + type.simpleString() + "; " + expected.rule());
    }
    return expected.accepts(type);
  }
}
