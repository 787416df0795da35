package io.fenqun.conf;

import java.util.Collection;
import java.util.Comparator;

/** "did you mean …" for a misspelt name. */
public final class Suggestion {
  private Suggestion() {}

  /**
   * {@code ; did you mean weight? (known: by, weight)}: the nearest known name when at most a third
   * of its letters differ.
   */
  public static String among(String found, Collection<String> known) {
    String list = " (known: " + String.join(", ", known.stream().sorted().toList()) + ")";
    return known.stream()
        .min(
            Comparator.<String>comparingInt(name -> distance(found, name))
                .thenComparing(Comparator.naturalOrder()))
        .filter(name -> distance(found, name) <= Math.max(2, name.length() / 3))
        .map(name -> "; did you mean " + name + "?" + list)
        .orElse(list);
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
