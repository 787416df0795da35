package io.fenqun.transition;

import io.fenqun.conf.ConfNode;
import io.fenqun.time.Month;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which transition matrices a pack has: {@code transitions} of pack.yaml. Horizon 1 and the matrix
 * of everyone are always there.
 *
 * @param horizons months between the two ends of a move, rising, 1 among them
 * @param groupBy key features and schemes, each of which splits every matrix by its values
 */
public record TransitionDef(List<Integer> horizons, List<String> groupBy) {
  static final int MONTH_OVER_MONTH = 1;

  /** Horizon 1, everyone together. */
  public static final TransitionDef DEFAULT =
      new TransitionDef(List.of(MONTH_OVER_MONTH), List.of());

  public TransitionDef {
    Set<Integer> all = new TreeSet<>(horizons);
    all.add(MONTH_OVER_MONTH);
    horizons = List.copyOf(all);
    groupBy = List.copyOf(groupBy);
  }

  /** Of the pack's file, whose form is checked; the names are checked where the pack is known. */
  public static TransitionDef from(ConfNode packYaml) {
    return packYaml.child("transitions").map(TransitionDef::declared).orElse(DEFAULT);
  }

  /** Longer horizons that reach from the month to before the first covered one. */
  public List<Integer> beyond(Month toMonth, Month firstCovered) {
    return horizons.stream()
        .filter(horizon -> horizon > MONTH_OVER_MONTH)
        .filter(horizon -> toMonth.minus(horizon).compareTo(firstCovered) < 0)
        .toList();
  }

  private static TransitionDef declared(ConfNode node) {
    return new TransitionDef(
        node.texts("horizons").stream()
            .filter(text -> text.matches("[1-9]\\d{0,2}"))
            .map(Integer::valueOf)
            .toList(),
        node.texts("group_by"));
  }
}
