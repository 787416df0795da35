package io.fenqun.jobs;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Names, each given once: one that is taken, in whatever case, is numbered. */
final class FreeNames {
  private final Set<String> taken = new HashSet<>();
  private final int longest;

  FreeNames(int longest) {
    this.longest = longest;
  }

  String of(String name) {
    String free = cut(name, longest);
    for (int i = 2; !taken.add(free.toLowerCase(Locale.ROOT)); i++) {
      String number = "_" + i;
      free = cut(name, longest - number.length()) + number;
    }
    return free;
  }

  private static String cut(String name, int length) {
    return name.substring(0, Math.min(name.length(), length));
  }
}
