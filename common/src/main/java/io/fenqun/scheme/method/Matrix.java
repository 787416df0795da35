package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Suggestion;
import io.fenqun.scheme.Assignment;
import io.fenqun.scheme.MethodScope;
import io.fenqun.scheme.Reasons.Code;
import io.fenqun.scheme.SchemeColumns;
import io.fenqun.scheme.SchemeMethod;
import io.fenqun.scheme.Segments;
import io.fenqun.scheme.Working;
import io.fenqun.sql.SqlExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;

/**
 * The product of other schemes, with its cells named: the first cell, in file order, that holds the
 * customer's code on every axis gives the segment; an axis that a cell does not name fits any code,
 * and the last segment may have no cell and takes the rest. Where a scheme of an axis is OUTSIDE,
 * so is the customer, with reason AXIS, unless some cell names OUTSIDE on that axis: there it is a
 * code like the others. Where no cell fits and there is no rest, the customer is OUTSIDE with
 * reason NO_MATCH, which the check of the pack rules out.
 *
 * @param axes the name of a scheme each
 */
public record Matrix(List<SqlExpression> axes, List<Cell> cells) implements SchemeMethod {
  static final String NAME = "matrix";

  /** A segment and its codes by axis; an axis that is not there fits any, no axis: the rest. */
  public record Cell(String code, Map<String, List<String>> codes) {

    /** Reads a segment; faults go to its problems. */
    public static Cell from(ConfNode segment) {
      Map<String, List<String>> codes = new TreeMap<>();
      segment
          .child("cell")
          .ifPresent(cell -> cell.keys().forEach(axis -> codes.put(axis, codesOn(cell, axis))));
      return new Cell(segment.text("code"), codes);
    }

    private static List<String> codesOn(ConfNode cell, String axis) {
      return cell.isList(axis) ? cell.texts(axis) : List.of(cell.text(axis));
    }

    private Column fits() {
      return codes.entrySet().stream()
          .map(
              axis ->
                  SchemeColumns.named(SchemeColumns.segment(axis.getKey()))
                      .isin(axis.getValue().toArray()))
          .reduce(Column::and)
          .orElse(lit(true));
    }

    /** True where this cell is for customers whom the scheme of the axis does not segment. */
    public boolean takesOutside(String axis) {
      return codes.getOrDefault(axis, List.of()).contains(Segments.OUTSIDE);
    }

    /** {@code level in L1, L2 and tier in N}. */
    private String text() {
      return codes.isEmpty()
          ? "REST"
          : codes.entrySet().stream()
              .map(axis -> axis.getKey() + " in " + String.join(", ", axis.getValue()))
              .collect(Collectors.joining(" and "));
    }

    private String canonical() {
      return code + " at " + codes;
    }
  }

  static Matrix from(ConfNode file) {
    List<String> names = file.texts("of");
    if (names.size() < 2) {
      file.problem("of", "name two schemes or more; compose looks up a single one");
    }
    List<ConfNode> segments = SegmentList.of(file);
    SegmentList.requireConditionBeforeLast(segments, "cell");
    segments.stream()
        .flatMap(segment -> segment.child("cell").stream())
        .forEach(cell -> requireAxes(cell, names));
    return new Matrix(
        names.stream().map(name -> new SqlExpression(name, file.position("of"))).toList(),
        segments.stream().map(Cell::from).toList());
  }

  private static void requireAxes(ConfNode cell, List<String> names) {
    cell.keys().stream()
        .filter(axis -> !names.contains(axis))
        .forEach(
            axis ->
                cell.problem(axis, "is no axis of this scheme" + Suggestion.among(axis, names)));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int semantics() {
    return 1;
  }

  @Override
  public List<SqlExpression> expressions() {
    return axes;
  }

  @Override
  public List<SqlExpression> requiredAxes() {
    return axes.stream()
        .filter(axis -> cells.stream().noneMatch(cell -> cell.takesOutside(axis.text())))
        .toList();
  }

  @Override
  public String parameters() {
    return cells.stream()
        .map(Cell::canonical)
        .collect(
            Collectors.joining(
                "\n", "of " + axes.stream().map(SqlExpression::text).toList() + "\n", ""));
  }

  /** The code on every axis, and every cell. */
  @Override
  public List<Working> workings(MethodScope scope) {
    List<List<Column>> codes =
        axes.stream().map(axis -> List.of(lit(axis.text()), SchemeColumns.column(axis))).toList();
    List<List<Column>> lines = new ArrayList<>();
    Column isDecided = lit(false);
    for (Cell cell : cells) {
      Column fits = coalesce(cell.fits(), lit(false));
      lines.add(List.of(lit(cell.code()), lit(cell.text()), not(isDecided).and(fits)));
      isDecided = isDecided.or(fits);
    }
    return List.of(
        Working.ofLines("axes", List.of("axis", "code"), codes),
        Working.ofLines("cells", List.of("segment", "condition", "decides"), lines));
  }

  @Override
  public Assignment assign(MethodScope scope) {
    Column[] segments =
        cells.stream().map(cell -> when(cell.fits(), lit(cell.code()))).toArray(Column[]::new);
    return Assignment.ofSegment(coalesce(segments), scope.reasons().of(Code.MATRIX, axes));
  }
}
