package io.fenqun.sql;

import java.util.List;
import org.apache.spark.sql.Column;

/**
 * The wide frame that a pack's SQL is asked of: one row a customer and month, a column per feature,
 * and of each scheme its segment under the scheme's name and its score under {@link #score}. In the
 * SQL these are {@code scheme} and {@code scheme.score}.
 */
public final class WideFrame {
  private static final String SCORE = "score";

  private WideFrame() {}

  /** The column of a scheme's score. */
  public static String score(String scheme) {
    return scheme + "__" + SCORE;
  }

  /** The column that a name of a pack's SQL means. */
  public static String column(List<String> name) {
    return name.size() == 2 && name.get(1).equals(SCORE)
        ? score(name.get(0))
        : String.join(".", name);
  }

  /** An expression of a pack over the wide frame. */
  public static Column column(SqlExpression expression) {
    return expression.column(name -> List.of(column(name)));
  }
}
