package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.fenqun.conf.ConfNode;
import io.fenqun.scheme.Assignment;
import io.fenqun.scheme.MethodScope;
import io.fenqun.scheme.Reasons.Code;
import io.fenqun.scheme.SchemeColumns;
import io.fenqun.scheme.SchemeMethod;
import io.fenqun.scheme.Working;
import io.fenqun.sql.SqlExpression;
import io.fenqun.table.RowRefusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;

/**
 * A segment made of other schemes: {@code by} gives the code itself, or each segment lists {@code
 * in} the values of {@code by} that fall into it, and the last one may take the rest. Where a
 * scheme that {@code by} names is OUTSIDE, so is the customer. A value that no segment knows stops
 * the run with kind DATA.
 */
public record Compose(SqlExpression by, List<Part> parts) implements SchemeMethod {
  static final String NAME = "compose";

  /** A segment and the values of {@code by} that give it; empty takes the rest. */
  public record Part(String code, List<String> values) {}

  static Compose from(ConfNode file) {
    List<ConfNode> segments = SegmentList.of(file);
    boolean isLookUp = segments.stream().anyMatch(segment -> segment.has("in"));
    if (isLookUp) {
      SegmentList.requireConditionBeforeLast(segments, "in");
    }
    List<Part> parts = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (ConfNode segment : segments) {
      String code = segment.text("code");
      List<String> values = isLookUp ? segment.texts("in") : List.of(code);
      values.stream()
          .filter(value -> isLookUp && !seen.add(value))
          .forEach(value -> segment.problem("in", value + " stands twice; keep one"));
      parts.add(new Part(code, values));
    }
    return new Compose(SqlExpression.from(file, "by"), List.copyOf(parts));
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
    return List.of(by);
  }

  @Override
  public List<SqlExpression> required() {
    return List.of(by);
  }

  @Override
  public List<SqlExpression> axes() {
    return List.of(by);
  }

  @Override
  public String parameters() {
    return parts.stream()
        .map(part -> part.code() + " in " + part.values())
        .collect(Collectors.joining("\n", "by " + by.text() + "\n", ""));
  }

  @Override
  public Assignment assign(MethodScope scope) {
    Column code = SchemeColumns.column(by).cast("string");
    List<Column> segments = new ArrayList<>();
    for (Part part : parts) {
      Column fits = part.values().isEmpty() ? lit(true) : code.isin(part.values().toArray());
      segments.add(when(fits, lit(part.code())));
    }
    segments.add(unknown(code, scope));
    return Assignment.ofSegment(
        coalesce(segments.toArray(Column[]::new)), scope.reasons().of(Code.COMPOSE, List.of(by)));
  }

  /** The code that {@code by} gives and, where segments list codes, the one that lists it. */
  @Override
  public List<Working> workings(MethodScope scope) {
    Column code = SchemeColumns.column(by).cast("string");
    Working quantity = Quantity.working(by, code);
    if (parts.stream().allMatch(part -> part.values().equals(List.of(part.code())))) {
      return List.of(quantity);
    }
    List<List<Column>> lines = new ArrayList<>();
    Column isDecided = lit(false);
    for (Part part : parts) {
      Column fits = part.values().isEmpty() ? lit(true) : code.isin(part.values().toArray());
      String values = part.values().isEmpty() ? "REST" : String.join(", ", part.values());
      lines.add(List.of(lit(part.code()), lit(values), isDecided.unary_$bang().and(fits)));
      isDecided = isDecided.or(fits);
    }
    return List.of(
        quantity, Working.ofLines("codes", List.of("segment", "condition", "decides"), lines));
  }

  private static Column unknown(Column code, MethodScope scope) {
    return RowRefusal.refuse(
            concat(
                lit("Cannot compose scheme " + scope.scheme() + " of "),
                SchemeColumns.named(SchemeColumns.MONTH),
                lit(": no segment for '"),
                code,
                lit("'; add it to the scheme's segments or correct its by")))
        .cast("string");
  }
}
