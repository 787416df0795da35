package io.fenqun.pack;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Suggestion;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SchemeDef.SegmentDef;
import io.fenqun.scheme.Segments;
import io.fenqun.scheme.method.Matrix.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks the cells of a matrix scheme against the schemes of its axes: every axis is a scheme with
 * segments, every code one of its or OUTSIDE; every cell can be reached, and every combination of
 * the axes' codes has a segment. Both are proved on the product of the codes, whatever the data.
 */
final class MatrixChecks {
  /** A fault names so many gaps; the others follow when these are closed. */
  private static final int NAMED_GAPS = 3;

  private final ConfNode yaml;
  private final Map<String, Set<String>> axes = new LinkedHashMap<>();

  private MatrixChecks(ConfNode yaml) {
    this.yaml = yaml;
  }

  /** Reports to the file of the scheme. */
  static void check(ConfNode yaml, Map<String, Declared<SchemeDef>> schemes) {
    MatrixChecks checks = new MatrixChecks(yaml);
    List<String> names = yaml.texts("of");
    names.forEach(axis -> checks.readAxis(axis, schemes));
    List<ConfNode> segments = yaml.children("segments");
    segments.forEach(checks::checkCodes);
    boolean areCellsSound =
        segments.stream().noneMatch(segment -> yaml.problems().at(segment.position("cell")));
    if (areCellsSound && checks.axes.keySet().containsAll(names)) {
      checks.prove(segments);
    }
  }

  /** The codes of an axis whose segments are at fault stay unknown. */
  private void readAxis(String axis, Map<String, Declared<SchemeDef>> schemes) {
    Declared<SchemeDef> scheme = schemes.get(axis);
    if (scheme == null) {
      yaml.problem("of", "unknown scheme " + axis + Suggestion.among(axis, schemes.keySet()));
    } else if (!scheme.yaml().problems().at(scheme.yaml().position("segments"))) {
      Set<String> codes =
          scheme.def().segments().stream()
              .map(SegmentDef::code)
              .collect(Collectors.toCollection(LinkedHashSet::new));
      boolean isOpen =
          yaml.children("segments").stream().anyMatch(s -> Cell.from(s).takesOutside(axis));
      if (codes.isEmpty()) {
        yaml.problem("of", axis + " has no segments; rank it by a scheme with method share");
      } else {
        if (isOpen) {
          codes.add(Segments.OUTSIDE);
        }
        axes.put(axis, codes);
      }
    }
  }

  private void checkCodes(ConfNode segment) {
    segment
        .child("cell")
        .ifPresent(
            cell ->
                Cell.from(segment).codes().forEach((axis, codes) -> checkCodes(cell, axis, codes)));
  }

  private void checkCodes(ConfNode cell, String axis, List<String> codes) {
    Set<String> known = axes.get(axis);
    if (known != null) {
      codes.stream()
          .filter(code -> !known.contains(code))
          .forEach(
              code ->
                  cell.problem(
                      axis, code + " is no segment of " + axis + Suggestion.among(code, known)));
    }
  }

  private void prove(List<ConfNode> segments) {
    List<Combinations> left = List.of(new Combinations(List.copyOf(axes.values())));
    for (ConfNode segment : segments) {
      Combinations cell = combinations(Cell.from(segment));
      if (left.stream().noneMatch(cell::meets)) {
        segment.problem("cell", "can never be reached: the cells before it take all that fits");
      }
      left = left.stream().flatMap(part -> part.without(cell).stream()).toList();
    }
    if (!left.isEmpty()) {
      yaml.problem(
          "segments",
          "no cell takes "
              + left.stream().limit(NAMED_GAPS).map(this::named).collect(Collectors.joining(", "))
              + (left.size() > NAMED_GAPS ? " …" : "")
              + "; name a cell, or let a last segment without one take the rest");
    }
  }

  private Combinations combinations(Cell cell) {
    List<Set<String>> codes = new ArrayList<>();
    axes.forEach(
        (axis, all) ->
            codes.add(
                cell.codes().containsKey(axis)
                    ? new LinkedHashSet<>(cell.codes().getOrDefault(axis, List.of()))
                    : all));
    return new Combinations(codes);
  }

  /** As a cell is written: {@code {tier: B, grade: [2, 3]}}; an axis that takes all is left out. */
  private String named(Combinations gap) {
    List<String> parts = new ArrayList<>();
    List<String> names = List.copyOf(axes.keySet());
    for (int axis = 0; axis < names.size(); axis++) {
      Set<String> codes = gap.codes().get(axis);
      if (!codes.equals(axes.get(names.get(axis)))) {
        parts.add(names.get(axis) + ": " + (codes.size() == 1 ? String.join("", codes) : codes));
      }
    }
    return "{" + String.join(", ", parts) + "}";
  }
}
