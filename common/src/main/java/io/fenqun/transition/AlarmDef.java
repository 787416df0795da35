package io.fenqun.transition;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Suggestion;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;

/**
 * When a segment's size, a move or a roll rate is out of the ordinary: {@code alarms} of a pack.
 *
 * @param deviations half the width of the band of deviations
 * @param history last months, before the month itself, that the band rests on
 * @param leastHistory months with customers below which no alarm is raised
 * @param leastCustomers customers of the base below which no alarm is raised
 * @param leastMoved customers more or fewer than usual below which no alarm is raised
 * @param groups of each grouping, the largest that are told of an alarm
 * @param schemes that are watched; empty for all
 */
public record AlarmDef(
    Band band,
    double deviations,
    int history,
    int leastHistory,
    int leastCustomers,
    int leastMoved,
    int groups,
    List<String> schemes) {
  public static final String KEY = "alarms";

  /** How the band is made of the months before. */
  public enum Band {
    /**
     * Mean ± {@code deviations} standard deviations: those of the months, but no less than chance
     * gives a share of so many customers, √(p(1−p)/n) (W. A. Shewhart's p chart; D. C. Montgomery,
     * Introduction to Statistical Quality Control, section 7.2).
     */
    DEVIATIONS,
    /** From the least to the largest. */
    RANGE
  }

  public AlarmDef {
    schemes = List.copyOf(schemes);
  }

  /**
   * Reads {@code alarms} of a pack; faults go to the node's problems.
   *
   * @param absent what holds where the pack says nothing
   * @param known schemes of the pack
   */
  public static AlarmDef from(ConfNode node, AlarmDef absent, Collection<String> known) {
    AlarmDef def =
        new AlarmDef(
            node.choice("band", Band.class, absent.band),
            node.decimal("deviations").map(BigDecimal::doubleValue).orElse(absent.deviations),
            node.integer("history", absent.history),
            node.integer("least_history", absent.leastHistory),
            node.integer("least_customers", absent.leastCustomers),
            node.integer("least_moved", absent.leastMoved),
            node.integer("groups", absent.groups),
            node.texts("schemes"));
    for (String scheme : def.schemes) {
      if (!known.contains(scheme)) {
        node.problem("schemes", "unknown scheme " + scheme + Suggestion.among(scheme, known));
      }
    }
    if (def.leastHistory > def.history) {
      node.problem(
          node.has("least_history") ? "least_history" : "history",
          "no month has "
              + def.leastHistory
              + " months of history among the last "
              + def.history
              + "; least_history must not be above history");
    }
    return def;
  }

  /** The months that alarms of these months look at. */
  public MonthRange reads(MonthRange months) {
    return new MonthRange(months.from().minus(history), months.to());
  }
}
