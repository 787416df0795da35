package io.fenqun.transition;

import io.fenqun.table.States;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Customers by where they came from and where they went, of one scheme: of one month, or of several
 * added up. States are in the binary order of their codes.
 */
final class MoveCounts {
  private static final Set<String> ARRIVALS = Set.of(States.ENTERED, States.RETURNED);

  private final SortedMap<String, SortedMap<String, Long>> rows = new TreeMap<>();

  /** Refuses a sum beyond a long. */
  void add(String from, String to, long customers) {
    rows.computeIfAbsent(from, any -> new TreeMap<>()).merge(to, customers, Math::addExact);
  }

  void addAll(MoveCounts other) {
    other.rows.forEach((from, row) -> row.forEach((to, customers) -> add(from, to, customers)));
  }

  /** Where those went who came from a state; empty where nobody came from it. */
  SortedMap<String, Long> row(String from) {
    return Collections.unmodifiableSortedMap(rows.getOrDefault(from, new TreeMap<>()));
  }

  /** Customers who came from a state. */
  long customersFrom(String from) {
    return row(from).values().stream().mapToLong(Long::longValue).reduce(0, Math::addExact);
  }

  /** The moves of those who were in the base before: without ENTERED and RETURNED. */
  MoveCounts closed() {
    MoveCounts closed = new MoveCounts();
    rows.forEach(
        (from, row) -> {
          if (!ARRIVALS.contains(from)) {
            row.forEach((to, customers) -> closed.add(from, to, customers));
          }
        });
    return closed;
  }

  /** Customers of each segment after the moves: nobody who left. */
  SortedMap<String, Long> present() {
    SortedMap<String, Long> present = new TreeMap<>();
    rows.values()
        .forEach(
            row -> row.forEach((to, n) -> present.merge(to, n, (a, b) -> Math.addExact(a, b))));
    present.remove(States.LEFT);
    return present;
  }

  SortedSet<String> fromStates() {
    return new TreeSet<>(rows.keySet());
  }

  /** Every state on either side. */
  SortedSet<String> states() {
    SortedSet<String> states = fromStates();
    rows.values().forEach(row -> states.addAll(row.keySet()));
    return states;
  }
}
