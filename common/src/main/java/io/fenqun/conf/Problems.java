package io.fenqun.conf;

import io.fenqun.error.FenqunException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects every fault of a pack, so that one refusal names them all, in the order in which they
 * were found.
 */
public final class Problems {
  private final Set<String> faults = new LinkedHashSet<>();

  public void add(Position position, String rule) {
    faults.add(position + ": " + rule);
  }

  public boolean isEmpty() {
    return faults.isEmpty();
  }

  public List<String> all() {
    return List.copyOf(faults);
  }

  /** Refuses with kind CONFIG, one fault a line, when there is any. */
  public void throwIfAny(String refusedAct) {
    if (!faults.isEmpty()) {
      throw FenqunException.config(
          refusedAct
              + ": "
              + faults.size()
              + (faults.size() == 1 ? " fault" : " faults")
              + "\n"
              + String.join("\n", faults));
    }
  }
}
