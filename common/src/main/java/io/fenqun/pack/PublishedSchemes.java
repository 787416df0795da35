package io.fenqun.pack;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Problems;
import io.fenqun.scheme.SchemeContext;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.method.SchemeMethods;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Schemes as a publication had them, read again from what it keeps of their files.
 *
 * @param schemes by name
 */
public record PublishedSchemes(Map<String, Scheme> schemes) {
  /**
   * @param definition hash of what could change an assignment
   * @param text what the file said, JSON
   */
  public record Scheme(String definition, String text) {}

  /**
   * The schemes of these names behind those that they read, in computing order. Empty where one of
   * them is not what it was: it cannot be read any more, or would assign otherwise.
   */
  public Optional<List<SchemeDef>> behind(Collection<String> names, SchemeContext context) {
    Map<String, SchemeDef> found = new LinkedHashMap<>();
    Set<String> asked = new LinkedHashSet<>(names);
    while (!asked.isEmpty()) {
      String name = asked.iterator().next();
      asked.remove(name);
      Scheme scheme = schemes.get(name);
      Optional<SchemeDef> def = scheme == null ? Optional.empty() : read(name, scheme, context);
      if (def.isEmpty()) {
        return Optional.empty();
      }
      found.put(name, def.get());
      def.get().reads().stream()
          .filter(schemes::containsKey)
          .filter(read -> !found.containsKey(read))
          .forEach(asked::add);
    }
    Map<String, List<String>> reads = new LinkedHashMap<>();
    found.forEach((name, def) -> reads.put(name, def.reads()));
    List<SchemeDef> inOrder = new ArrayList<>();
    ComputingOrder.of(reads, cycle -> {})
        .forEach(name -> inOrder.add(Objects.requireNonNull(found.get(name))));
    return Optional.of(inOrder);
  }

  private static Optional<SchemeDef> read(String name, Scheme scheme, SchemeContext context) {
    Problems problems = new Problems();
    ConfNode file = ConfNode.parse(name, scheme.text(), problems);
    SchemeDef def = SchemeDef.from(name, file, SchemeMethods.from(file), context);
    return Optional.of(def).filter(read -> read.definition().equals(scheme.definition()));
  }
}
