package io.fenqun.churn;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Labels;
import io.fenqun.sql.SqlExpression;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is seen of a customer before churn begins.
 *
 * @param when the condition; one that a null leaves open is not seen
 * @param points that it adds, from 1
 */
public record WarningSign(String code, Labels labels, SqlExpression when, int points) {

  /** Those of a list, in order, each code once. */
  static List<WarningSign> list(ConfNode warning, String key) {
    List<WarningSign> signs = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ConfNode node : warning.children(key)) {
      WarningSign sign =
          new WarningSign(
              node.text("code"),
              node.labels(),
              SqlExpression.from(node, "when"),
              node.integer("points", 1));
      ChurnCode.requireOnce(node, sign.code(), names);
      signs.add(sign);
    }
    return List.copyOf(signs);
  }
}
