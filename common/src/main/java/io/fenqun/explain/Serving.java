package io.fenqun.explain;

import io.fenqun.pack.Pack;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.time.Month;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A scheme in a month, and the evaluation that serves it there.
 *
 * @param evaluated the month itself, or the one that it carries; empty where that is before all
 *     published months
 */
public record Serving(SchemeDef scheme, Month month, Optional<Month> evaluated) {

  /**
   * The scheme in the month, then every scheme that stands behind it in the month in which it is
   * read: near ones first, each once.
   */
  static List<Serving> behind(Pack pack, String name, Month month, Month first) {
    Map<String, SchemeDef> schemes =
        pack.schemes().stream().collect(Collectors.toMap(SchemeDef::name, Function.identity()));
    List<Serving> found = new ArrayList<>();
    found.add(of(schemes, name, month, first));
    for (int i = 0; i < found.size(); i++) {
      Serving reader = found.get(i);
      if (reader.evaluated().isPresent()) {
        for (String read : reader.scheme().reads()) {
          if (schemes.containsKey(read)) {
            Serving next = of(schemes, read, reader.evaluated().get(), first);
            if (!found.contains(next)) {
              found.add(next);
            }
          }
        }
      }
    }
    return found;
  }

  private static Serving of(Map<String, SchemeDef> schemes, String name, Month month, Month first) {
    SchemeDef scheme = schemes.get(name);
    if (scheme == null) {
      throw new IllegalArgumentException("no scheme " + name);
    }
    Month evaluation = scheme.evaluate().lastEvaluation(month);
    return new Serving(
        scheme, month, Optional.of(evaluation).filter(at -> at.compareTo(first) >= 0));
  }

  /** True where the month shows the result of an earlier one. */
  public boolean isCarried() {
    return evaluated.filter(at -> !at.equals(month)).isPresent();
  }
}
