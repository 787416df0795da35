package io.fenqun.churn;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Labels;
import io.fenqun.sql.SqlExpression;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A line of business of a customer.
 *
 * @param by its level at the end of the month, money
 * @param inAssets its falls make the gross fall; of other lines only the rises count
 */
public record LossLine(String code, Labels labels, SqlExpression by, boolean inAssets) {

  static List<LossLine> list(ConfNode file, String key) {
    List<LossLine> lines = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ConfNode node : file.children(key)) {
      LossLine line =
          new LossLine(
              node.text("code"),
              node.labels(),
              SqlExpression.from(node, "by"),
              node.flag("in_assets", true));
      ChurnCode.requireOnce(node, line.code(), names);
      lines.add(line);
    }
    if (!lines.isEmpty() && lines.stream().noneMatch(LossLine::inAssets)) {
      file.problem(key, "no line is in_assets, so that nothing can fall; name one at least");
    }
    return List.copyOf(lines);
  }
}
