package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.fenqun.conf.ConfNode;
import io.fenqun.scheme.Assignment;
import io.fenqun.scheme.MethodScope;
import io.fenqun.scheme.Reasons.Code;
import io.fenqun.scheme.SchemeColumns;
import io.fenqun.scheme.SchemeMethod;
import io.fenqun.sql.SqlExpression;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;

/**
 * Half-open ranges of one quantity: a band runs from its floor, included, to the next floor,
 * excluded. The first band may have no floor; where it has one, whoever is below is OUTSIDE with
 * reason NO_MATCH. A null quantity is OUTSIDE with reason NULL.
 */
public record Bands(SqlExpression by, List<Band> bands) implements SchemeMethod {
  static final String NAME = "bands";

  /** A segment from {@code floor} on; empty: from minus infinity. */
  public record Band(String code, Optional<BigDecimal> floor) {}

  static Bands from(ConfNode file) {
    List<ConfNode> segments = SegmentList.of(file);
    Optional<BigDecimal> before = Optional.empty();
    for (ConfNode segment : segments) {
      Optional<BigDecimal> floor = segment.decimal("floor");
      if (!segment.has("floor") && segment != segments.get(0)) {
        segment.problem("floor", "is missing; only the first band has none");
      }
      if (floor.isPresent() && before.isPresent() && floor.get().compareTo(before.get()) <= 0) {
        segment.problem(
            "floor",
            floor.get().toPlainString()
                + " is not above "
                + before.get().toPlainString()
                + " before it; floors must rise");
      }
      before = floor;
    }
    List<Band> bands =
        segments.stream().map(s -> new Band(s.text("code"), s.decimal("floor"))).toList();
    return new Bands(SqlExpression.from(file, "by"), bands);
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
  public String parameters() {
    return bands.stream()
        .map(band -> band.code() + " from " + band.floor().map(Bands::canonical).orElse("below"))
        .collect(Collectors.joining("\n", "by " + by.text() + "\n", ""));
  }

  private static String canonical(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }

  @Override
  public Assignment assign(MethodScope scope) {
    Column quantity = SchemeColumns.column(by);
    List<Column> highestFirst = new ArrayList<>();
    for (Band band : bands) {
      Column reached = band.floor().map(floor -> quantity.geq(lit(floor))).orElse(lit(true));
      highestFirst.add(0, when(reached, lit(band.code())));
    }
    return Assignment.ofSegment(
        coalesce(highestFirst.toArray(Column[]::new)), scope.reasons().of(Code.BAND, List.of(by)));
  }
}
