package io.fenqun.sql;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.LambdaFunction;
import org.apache.spark.sql.catalyst.expressions.UnresolvedNamedLambdaVariable;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * The names of the columns in an expression, in order of appearance. Arguments of lambdas are none.
 */
public final class ColumnNames {
  private ColumnNames() {}

  /**
   * Of an expression that Spark can parse, as written: a name may itself hold a dot, as raw columns
   * do; of a field of a struct it is the struct's.
   */
  public static Set<String> in(SqlExpression expression) {
    return partsIn(expression.column().expr()).stream()
        .map(parts -> parts.get(0))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Each name as the list of its parts. */
  static Set<List<String>> partsIn(Expression tree) {
    Set<List<String>> names = new LinkedHashSet<>();
    if (tree instanceof UnresolvedAttribute column) {
      names.add(parts(column.nameParts()));
    } else if (tree instanceof UnresolvedNamedLambdaVariable inLambda) {
      names.add(parts(inLambda.nameParts()));
    }
    SqlTree.children(tree).forEach(child -> names.addAll(partsIn(child)));
    if (tree instanceof LambdaFunction lambda) {
      JavaConverters.seqAsJavaList(lambda.arguments())
          .forEach(argument -> names.removeIf(name -> name.get(0).equals(argument.name())));
    }
    return names;
  }

  /** Each name with its parts joined by dots, as a scope lists them. */
  static Set<String> dottedIn(Expression tree) {
    return partsIn(tree).stream()
        .map(parts -> String.join(".", parts))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  static List<String> parts(Seq<String> nameParts) {
    return List.copyOf(JavaConverters.seqAsJavaList(nameParts));
  }
}
