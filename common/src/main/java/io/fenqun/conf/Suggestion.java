package io.fenqun.conf;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** "did you mean …" for a misspelt name. */
public final class Suggestion {
  /** More names than these are no help in one message. */
  private static final int LISTED = 20;

  private Suggestion() {}

  /**
   * {@code ; did you mean weight? (known: by, weight)}: the nearest known name when at most a third
   * of its letters differ.
   */
  public static String among(String found, Collection<String> known) {
    return among(found, known, known);
  }

  /** As above; only {@code candidates} among the known names can be meant. */
  static String among(String found, Collection<String> candidates, Collection<String> known) {
    List<String> sorted = known.stream().sorted().toList();
    String first = String.join(", ", sorted.subList(0, Math.min(LISTED, sorted.size())));
    String list =
        sorted.isEmpty() ? "" : " (known: " + first + (sorted.size() > LISTED ? " …" : "") + ")";
    return nearest(found, candidates)
        .map(name -> "; did you mean " + name + "?" + list)
        .orElse(list);
  }

  /** The nearest known name when at most a third of its letters differ. */
  public static Optional<String> nearest(String found, Collection<String> known) {
    return known.stream()
        .min(
            Comparator.<String>comparingInt(name -> distance(found, name))
                .thenComparing(Comparator.naturalOrder()))
        .filter(name -> distance(found, name) <= Math.max(2, name.length() / 3));
  }

  /** Levenshtein distance; the texts are keys and names, so short. */
  static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int above = row[j];
        int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(Math.min(above, row[j - 1]) + 1, change);
        diagonal = above;
      }
    }
    return row[to.length()];
  }
}
