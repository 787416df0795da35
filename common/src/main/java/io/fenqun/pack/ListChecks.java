package io.fenqun.pack;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Suggestion;
import io.fenqun.report.KeyListDef;
import io.fenqun.sql.Expected;
import io.fenqun.sql.ExpressionChecker;
import io.fenqun.sql.Scope;
import io.fenqun.sql.SqlExpression;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Checks lists.yaml against features, schemes and treatments.
 *
 * @param visible what expressions of schemes may name
 * @param treatments codes; empty where a fault leaves them open
 */
record ListChecks(
    ExpressionChecker expressions,
    Scope features,
    Scope visible,
    Collection<String> schemes,
    Optional<Set<String>> treatments) {
  private static final List<String> DISTANCES = List.of("distance_up", "distance_down");

  List<KeyListDef> read(ConfNode file) {
    Scope scope = visible.with(more()).withMonthEnd();
    Set<String> codes = new HashSet<>();
    for (ConfNode list : file.children("lists")) {
      requireOnce(list, codes);
      check(list, "where", scope, Expected.CONDITION);
      check(list, "by", scope, Expected.NUMBER);
      check(list, "value", scope, Expected.NUMBER);
      Set<String> reasons = new HashSet<>();
      for (ConfNode reason : list.children("reasons")) {
        requireOnce(reason, reasons);
        check(reason, "when", scope, Expected.CONDITION);
      }
      list.optionalText("owner").ifPresent(name -> requireFeature(list, name));
      list.optionalText("treatment").ifPresent(code -> requireTreatment(list, code));
    }
    return KeyListDef.list(file);
  }

  /** Names beyond those of schemes. */
  private Map<String, DataType> more() {
    Map<String, DataType> more = new HashMap<>();
    more.put(KeyListDef.IS_DEPARTED, DataTypes.BooleanType);
    for (String scheme : schemes) {
      more.put(KeyListDef.LAST_MONTH + "." + scheme, DataTypes.StringType);
      DISTANCES.forEach(distance -> more.put(scheme + "." + distance, DataTypes.DoubleType));
    }
    return more;
  }

  private static void requireOnce(ConfNode node, Set<String> taken) {
    String code = node.text("code");
    if (!taken.add(code)) {
      node.problem("code", code + " stands twice; keep one");
    }
  }

  private void requireFeature(ConfNode list, String name) {
    Set<String> known = features.types().keySet();
    if (!known.contains(name) && !features.doubts().test(name)) {
      list.problem("owner", "unknown feature " + name + Suggestion.among(name, known));
    }
  }

  private void requireTreatment(ConfNode list, String code) {
    treatments
        .filter(known -> !known.contains(code))
        .ifPresent(
            known ->
                list.problem(
                    "treatment", "unknown treatment " + code + Suggestion.among(code, known)));
  }

  private void check(ConfNode node, String key, Scope scope, Expected expected) {
    SqlExpression.optional(node, key)
        .ifPresent(expression -> expressions.check(expression, scope, expected));
  }
}
