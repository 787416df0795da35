package io.fenqun.churn;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Labels;
import io.fenqun.sql.SqlExpression;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One degree, cause or destination.
 *
 * @param expression the condition of a degree or cause, the amount of a destination; empty for the
 *     rest
 */
public record ChurnCode(String code, Labels labels, Optional<SqlExpression> expression) {

  /** Those of a list, in order: each code once, the rest at the end. */
  static List<ChurnCode> list(ConfNode file, String key, String expressionKey) {
    List<ChurnCode> codes = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<ConfNode> nodes = file.children(key);
    for (ConfNode node : nodes) {
      ChurnCode code =
          new ChurnCode(
              node.text("code"), node.labels(), SqlExpression.optional(node, expressionKey));
      requireOnce(node, code.code(), names);
      boolean isLast = codes.size() == nodes.size() - 1;
      if (code.expression().isEmpty() && !isLast) {
        node.problem(
            "code",
            code.code()
                + " has no "
                + expressionKey
                + ": it is the rest, and nothing after it is reached; move it to the end");
      }
      codes.add(code);
    }
    return List.copyOf(codes);
  }

  static void requireOnce(ConfNode node, String code, Set<String> names) {
    if (!names.add(code)) {
      node.problem("code", code + " stands twice; keep one");
    }
  }
}
