package io.fenqun.conf;

import io.fenqun.error.FenqunException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects every fault of a pack, so that one refusal names them all, by file and line. */
public final class Problems {
  private record Fault(Position position, String rule) {
    @Override
    public String toString() {
      return position + ": " + rule;
    }
  }

  private final Set<Fault> faults = new LinkedHashSet<>();
  private final List<Position> settled = new ArrayList<>();
  private final Set<Position> settledLists = new LinkedHashSet<>();

  public void add(Position position, String rule) {
    boolean isConsequence =
        settledLists.stream().anyMatch(list -> list.isSamePlace(position))
            || settled.stream().anyMatch(place -> place.covers(position));
    if (!isConsequence) {
      faults.add(new Fault(position, rule));
    }
  }

  /**
   * Reports a fault of form; nothing more is said of this place or of what stands below it, where
   * only its consequences could follow.
   */
  public void settle(Position position, String rule) {
    add(position, rule);
    settle(position);
  }

  /**
   * Nothing more is said of this place or of what stands below it: its fault is reported elsewhere.
   */
  public void settle(Position position) {
    settled.add(position);
  }

  /**
   * Nothing more is said of a list as a whole, for example of the sum of its weights: an item of it
   * is at fault. Other items are not meant.
   */
  void settleList(Position list) {
    settledLists.add(list);
  }

  /**
   * Whether anything at this place or below it is at fault, so that what depends on it cannot be
   * judged.
   */
  public boolean at(Position place) {
    return faults.stream().anyMatch(fault -> place.covers(fault.position()))
        || settled.stream().anyMatch(place::covers);
  }

  public boolean isEmpty() {
    return faults.isEmpty();
  }

  /** One line a fault, by file and line. */
  public List<String> all() {
    return faults.stream()
        .sorted(
            Comparator.comparing((Fault fault) -> fault.position().file())
                .thenComparing(fault -> fault.position().line()))
        .map(Fault::toString)
        .toList();
  }

  /** Refuses with kind CONFIG, one fault a line, when there is any. */
  public void throwIfAny(String refusedAct) {
    if (!faults.isEmpty()) {
      String count = faults.size() == 1 ? "1 fault" : faults.size() + " faults";
      throw FenqunException.config(refusedAct + ": " + count + "\n" + String.join("\n", all()));
    }
  }
}
