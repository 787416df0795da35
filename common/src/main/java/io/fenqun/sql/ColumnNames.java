package io.fenqun.sql;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.collection.JavaConverters;

/**
 * The names of columns in an expression, as written, in order of appearance. Variables of lambdas
 * and functions are none.
 */
public final class ColumnNames {
  private ColumnNames() {}

  /** Of a field of a struct only the column's name. */
  public static Set<String> in(SqlExpression expression) {
    Set<String> names = new LinkedHashSet<>();
    List<Expression> leaves =
        JavaConverters.seqAsJavaList(expression.column().expr().collectLeaves());
    for (Expression leaf : leaves) {
      if (leaf instanceof UnresolvedAttribute column) {
        names.add(column.nameParts().head());
      }
    }
    return names;
  }
}
