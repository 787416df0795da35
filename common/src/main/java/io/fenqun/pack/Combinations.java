package io.fenqun.pack;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Combinations of codes, one code for each axis: all that take one of the listed codes on every
 * axis. None of the sets is empty.
 */
record Combinations(List<Set<String>> codes) {

  /** Whether a combination is in both. */
  boolean meets(Combinations other) {
    for (int axis = 0; axis < codes.size(); axis++) {
      if (both(codes.get(axis), other.codes.get(axis)).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** These but for those of the other, in parts that share none. */
  List<Combinations> without(Combinations other) {
    if (!meets(other)) {
      return List.of(this);
    }
    List<Combinations> rest = new ArrayList<>();
    List<Set<String>> shared = new ArrayList<>(codes);
    for (int axis = 0; axis < codes.size(); axis++) {
      Set<String> apart = new LinkedHashSet<>(codes.get(axis));
      apart.removeAll(other.codes.get(axis));
      if (!apart.isEmpty()) {
        List<Set<String>> part = new ArrayList<>(shared);
        part.set(axis, apart);
        rest.add(new Combinations(List.copyOf(part)));
      }
      shared.set(axis, both(codes.get(axis), other.codes.get(axis)));
    }
    return rest;
  }

  private static Set<String> both(Set<String> some, Set<String> others) {
    Set<String> both = new LinkedHashSet<>(some);
    both.retainAll(others);
    return both;
  }
}
