package io.fenqun.sql;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.LambdaFunction;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.UnresolvedNamedLambdaVariable;
import scala.collection.JavaConverters;

/**
 * The names of the columns in an expression, as written, in order of appearance. A name may itself
 * hold a dot, as raw columns do; of a field of a struct it is the struct's. Arguments of lambdas
 * are none.
 */
public final class ColumnNames {
  private ColumnNames() {}

  /** Of an expression that Spark can parse. */
  public static Set<String> in(SqlExpression expression) {
    return in(expression.column().expr());
  }

  private static Set<String> in(Expression tree) {
    Set<String> names = new LinkedHashSet<>();
    if (tree instanceof UnresolvedAttribute column) {
      names.add(column.nameParts().head());
    } else if (tree instanceof UnresolvedNamedLambdaVariable inLambda) {
      names.add(inLambda.nameParts().head());
    }
    SqlTree.children(tree).forEach(child -> names.addAll(in(child)));
    if (tree instanceof LambdaFunction lambda) {
      for (NamedExpression argument : JavaConverters.seqAsJavaList(lambda.arguments())) {
        names.remove(argument.name());
      }
    }
    return names;
  }
}
