package io.fenqun.sql;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Position;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** One SQL expression of a pack and where it stands. Equal texts at different places are different values. */
public record SqlExpression(String text, Position position) {
  /** Required at {@code key}; {@code null} (the SQL literal) stands in for a missing one, which is reported. */
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
}
