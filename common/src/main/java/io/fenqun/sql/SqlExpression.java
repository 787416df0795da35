package io.fenqun.sql;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Position;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.functions;
import scala.collection.JavaConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * One SQL expression of a pack and where it stands. Equal texts at different places are different
 * values.
 */
public record SqlExpression(String text, Position position) {
  /**
   * Required at {@code key}; {@code null} (the SQL literal) stands in for a missing one, which is
   * reported.
   */
  public static SqlExpression from(ConfNode node, String key) {
    String text = node.text(key);
    return new SqlExpression(text.isEmpty() ? "null" : text, node.position(key));
  }

  public static Optional<SqlExpression> optional(ConfNode node, String key) {
    return node.has(key) ? Optional.of(from(node, key)) : Optional.empty();
  }

  /** The expression over the columns of whatever Dataset it is used on. */
  public Column column() {
    return functions.expr(text);
  }

  /**
   * The same with every column name replaced; a name is the list of its parts. Names inside lambdas
   * stay.
   */
  public Column column(UnaryOperator<List<String>> rename) {
    return new Column(column().expr().transform(new Renaming(rename)));
  }

  /**
   * The column names in it, each as the list of its parts, in order of first appearance; arguments
   * of lambdas are none. Empty where the text is no SQL, which the check of the pack reports.
   */
  public List<List<String>> names() {
    try {
      return List.copyOf(ColumnNames.partsIn(SqlTree.parse(this)));
    } catch (ParseException e) {
      return List.of();
    }
  }

  /** The Java face of Scala's partial function over a parsed expression. */
  private static final class Renaming extends AbstractPartialFunction<Expression, Expression> {
    private static final long serialVersionUID = 1L;
    private final transient UnaryOperator<List<String>> rename;

    Renaming(UnaryOperator<List<String>> rename) {
      this.rename = rename;
    }

    @Override
    public boolean isDefinedAt(Expression expression) {
      return expression instanceof UnresolvedAttribute;
    }

    @Override
    public Expression apply(Expression expression) {
      List<String> renamed =
          rename.apply(ColumnNames.parts(((UnresolvedAttribute) expression).nameParts()));
      return new UnresolvedAttribute(JavaConverters.asScalaBuffer(renamed).toSeq());
    }
  }
}
