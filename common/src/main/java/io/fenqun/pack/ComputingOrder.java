package io.fenqun.pack;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Orders things that read each other: what is read comes first, else as they were given. */
final class ComputingOrder {
  private final Map<String, ? extends Collection<String>> reads;
  private final Consumer<List<String>> onCycle;
  private final Set<String> ordered = new LinkedHashSet<>();
  private final Set<String> inCycle = new LinkedHashSet<>();

  private ComputingOrder(
      Map<String, ? extends Collection<String>> reads, Consumer<List<String>> onCycle) {
    this.reads = reads;
    this.onCycle = onCycle;
  }

  /**
   * @param reads what each one reads, in a map that keeps the given order; names that are no keys
   *     are ignored
   * @param onCycle told once of each cycle, from its first member round to it again
   * @return every key once
   */
  static List<String> of(
      Map<String, ? extends Collection<String>> reads, Consumer<List<String>> onCycle) {
    ComputingOrder order = new ComputingOrder(reads, onCycle);
    reads.keySet().forEach(name -> order.visit(name, new LinkedHashSet<>()));
    return List.copyOf(order.ordered);
  }

  private void visit(String name, Set<String> way) {
    Collection<String> next = reads.get(name);
    if (next == null || ordered.contains(name)) {
      return;
    }
    if (!way.add(name)) {
      reportCycle(name, way);
      return;
    }
    next.forEach(read -> visit(read, way));
    way.remove(name);
    ordered.add(name);
  }

  private void reportCycle(String first, Set<String> way) {
    List<String> cycle = new ArrayList<>(way);
    cycle.subList(0, cycle.indexOf(first)).clear();
    if (inCycle.addAll(cycle)) {
      cycle.add(first);
      onCycle.accept(cycle);
    }
  }
}
