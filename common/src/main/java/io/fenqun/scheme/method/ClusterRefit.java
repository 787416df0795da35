package io.fenqun.scheme.method;

import io.fenqun.conf.ConfNode;
import io.fenqun.time.Month;
import java.math.BigDecimal;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * When there is a new model, and when it takes effect by itself.
 *
 * @param every in the last month of each such period
 * @param moved percent of the members that it may put into another cluster
 * @param better percent of the cost by which a fit from new seeds must beat one that goes on from
 *     the centres in effect, to be taken in its place
 * @param drift population stability index of the clusters' shares against those of the month of the
 *     fit, above which there is a new model in any month; empty where shares play no part
 * @param accepted months (yyyy-MM; whatever is none is the schema's to report) whose model takes
 *     effect whatever it moves
 */
public record ClusterRefit(
    FitCycle every, double moved, double better, OptionalDouble drift, Set<Month> accepted) {
  static ClusterRefit from(ConfNode node) {
    return new ClusterRefit(
        node.choice("every", FitCycle.class, FitCycle.YEARLY),
        node.decimal("moved").map(BigDecimal::doubleValue).orElse(0.0),
        node.decimal("better").map(BigDecimal::doubleValue).orElse(0.0),
        node.decimal("drift")
            .map(drift -> OptionalDouble.of(drift.doubleValue()))
            .orElse(OptionalDouble.empty()),
        node.texts("accepted").stream()
            .flatMap(text -> Month.find(text).stream())
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** How often a model is fitted anew: in the last month of the calendar period. */
  public enum FitCycle {
    MONTHLY(1),
    QUARTERLY(3),
    HALF_YEARLY(6),
    YEARLY(12);

    private final int months;

    FitCycle(int months) {
      this.months = months;
    }

    boolean endsIn(Month month) {
      return month.number() % months == 0;
    }
  }
}
