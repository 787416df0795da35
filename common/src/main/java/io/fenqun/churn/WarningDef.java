package io.fenqun.churn;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Labels;
import io.fenqun.sql.SqlExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Early warning of churn (domain page section 1.3: seen before it happens, from signs, so that
 * someone can act). The points of the signs that a customer shows in a month are summed; from
 * {@code warnAt} on the customer is warned of.
 *
 * @param horizon months after that of the warning in which an event must begin to count
 * @param window months whose warnings are told together, beside each month's own
 * @param signs in declared order; over features, value, value_before, reference_value, share_lost
 * @param warnAt points, from 1
 * @param naive the rule that the warning is measured against; over the same names
 */
public record WarningDef(
    Labels labels,
    int horizon,
    int window,
    List<WarningSign> signs,
    int warnAt,
    SqlExpression naive,
    Labels naiveLabels) {
  static final String KEY = "warning";

  /** Reads a warning of churn.yaml; faults go to its problems. */
  static WarningDef from(ConfNode warning) {
    List<WarningSign> signs = WarningSign.list(warning, "signs");
    int warnAt = warning.integer("warn_at", 1);
    // Points below 1 are a fault of their own
    int mostPoints = signs.stream().mapToInt(sign -> Math.max(1, sign.points())).sum();
    if (!signs.isEmpty() && warnAt > mostPoints) {
      warning.problem(
          "warn_at",
          warnAt
              + " is above "
              + mostPoints
              + ", the points of all signs; nobody would be warned of");
    }
    Labels labels = warning.labels();
    Optional<ConfNode> naive = warning.child("naive");
    return new WarningDef(
        labels,
        warning.integer("horizon", 1),
        warning.integer("window", 1),
        signs,
        warnAt,
        naive
            .map(node -> SqlExpression.from(node, "when"))
            .orElseGet(() -> new SqlExpression("null", warning.position("naive"))),
        naive.map(ConfNode::labels).orElse(labels));
  }

  /** The sums that the points of signs can have, and {@link #warnAt}; ascending. */
  SortedSet<Integer> thresholds() {
    SortedSet<Integer> sums = new TreeSet<>(List.of(0));
    for (WarningSign sign : signs) {
      new ArrayList<>(sums).forEach(sum -> sums.add(sum + sign.points()));
    }
    sums.remove(0);
    sums.add(warnAt);
    return sums;
  }

  /** The features that it reads of the month of the warning. */
  SortedSet<String> reads() {
    SortedSet<String> names = new TreeSet<>();
    Stream.concat(signs.stream().map(WarningSign::when), Stream.of(naive))
        .flatMap(expression -> expression.names().stream())
        .forEach(name -> names.add(name.get(0).toLowerCase(Locale.ROOT)));
    names.removeAll(ChurnDef.NAMES);
    return names;
  }

  /** What of it can change a row of churn_warning or churn_warning_metric. */
  List<String> texts() {
    List<String> texts = new ArrayList<>(List.of(horizon + " " + window + " " + warnAt));
    signs.forEach(sign -> texts.add(sign.code() + " " + sign.points() + " " + sign.when().text()));
    texts.add(naive.text());
    return texts;
  }
}
