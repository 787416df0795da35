package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.fenqun.conf.ConfNode;
import io.fenqun.scheme.Assignment;
import io.fenqun.scheme.Before;
import io.fenqun.scheme.MethodScope;
import io.fenqun.scheme.Reasons.Code;
import io.fenqun.scheme.SchemeColumns;
import io.fenqun.scheme.SchemeMethod;
import io.fenqun.scheme.Working;
import io.fenqun.sql.SqlExpression;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * Half-open ranges of one quantity: a band runs from its floor, included, to the next floor,
 * excluded. The first band may have no floor; where it has one, whoever is below is OUTSIDE with
 * reason NO_MATCH. A null quantity is OUTSIDE with reason NULL.
 *
 * <p>With a {@link BandMargin} a band keeps whoever was in it at the evaluation before while an
 * edge is passed by no more than the margin; everybody else is put by the plain bands: who is new,
 * had no row or was OUTSIDE at that evaluation, had a code that is no band here, or has passed an
 * edge by more.
 *
 * <p>Distances, in the unit of the quantity: up to the next floor, null in the highest band; down
 * to the own floor, 0 on it, null where the band has none. With a margin the edges are those that
 * hold for this customer, who comes from the band that he comes from: of a band that keeps him, as
 * far as it does; of any other, the nearer one of its own edge and of where the band before would
 * have kept him. A kept customer at the upper distance is kept still, a little more moves him.
 */
public record Bands(SqlExpression by, List<Band> bands, Optional<BandMargin> margin)
    implements SchemeMethod {
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
    return new Bands(SqlExpression.from(file, "by"), bands, BandMargin.from(file, bands));
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
        .collect(
            Collectors.joining(
                "\n",
                "by " + by.text() + "\n",
                margin.map(m -> "\nmargin " + m.canonical()).orElse("")));
  }

  @Override
  public boolean remembers() {
    return margin.isPresent();
  }

  @Override
  public boolean countsMonths() {
    return false;
  }

  /**
   * The quantity, with a margin where the customer comes from, and every band with its edges and
   * how far it keeps its own.
   */
  @Override
  public List<Working> workings(MethodScope scope) {
    Column quantity = SchemeColumns.column(by);
    Column segment = segment(quantity);
    List<String> headings = new ArrayList<>(List.of("segment", "from", "below", "decides"));
    if (margin.isPresent()) {
      headings.addAll(List.of("kept_from", "kept_to"));
    }
    List<List<Column>> lines = new ArrayList<>();
    for (int i = 0; i < bands.size(); i++) {
      Stretch band = stretch(i);
      List<Column> line = new ArrayList<>();
      line.add(lit(bands.get(i).code()));
      line.add(limit(band.floor()));
      line.add(limit(band.ceiling()));
      line.add(coalesce(segment.equalTo(bands.get(i).code()), lit(false)));
      margin
          .map(m -> m.around(band))
          .ifPresent(kept -> line.addAll(List.of(limit(kept.floor()), limit(kept.ceiling()))));
      lines.add(line);
    }
    List<Working> workings = new ArrayList<>(List.of(Quantity.working(by, quantity)));
    margin.ifPresent(m -> workings.add(Working.ofFacts("hysteresis", facts(m, quantity))));
    workings.add(Working.ofLines("bands", headings, lines));
    return List.copyOf(workings);
  }

  private Map<String, Column> facts(BandMargin percent, Column quantity) {
    Map<String, Column> facts = new LinkedHashMap<>();
    facts.put("segment_before", before());
    facts.put("band_margin", lit(percent.percent()));
    facts.put("kept", isKept(percent, quantity));
    return facts;
  }

  private static Column limit(Optional<BigDecimal> limit) {
    return limit.map(functions::lit).orElse(lit(null).cast("string"));
  }

  private static String canonical(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }

  private Stretch stretch(int band) {
    return new Stretch(
        bands.get(band).floor(),
        band + 1 < bands.size() ? bands.get(band + 1).floor() : Optional.empty());
  }

  @Override
  public Assignment assign(MethodScope scope) {
    Column quantity = SchemeColumns.column(by);
    Column reason = scope.reasons().of(Code.BAND, List.of(by));
    if (margin.isEmpty()) {
      return Assignment.ofSegment(plain(quantity, this::code), reason)
          .within(
              plain(quantity, i -> stretch(i).up(quantity)),
              plain(quantity, i -> stretch(i).down(quantity)));
    }
    Column isKept = isKept(margin.get(), quantity);
    Column isPlain = before().eqNullSafe(plain(quantity, this::code));
    return Assignment.ofSegment(
            segment(quantity),
            when(
                    isKept.and(functions.not(isPlain)),
                    scope.reasons().of(Code.MARGIN, List.of(by), before().as("segment")))
                .otherwise(reason))
        .within(
            Stretch.between(quantity, upperEdge(margin.get(), quantity)),
            Stretch.between(lowerEdge(margin.get(), quantity), quantity));
  }

  private Column segment(Column quantity) {
    Column plain = plain(quantity, this::code);
    return margin.map(m -> when(isKept(m, quantity), before()).otherwise(plain)).orElse(plain);
  }

  private Column code(int band) {
    return lit(bands.get(band).code());
  }

  /** The value of the plain band that the quantity lies in; the highest floor reached decides. */
  private Column plain(Column quantity, IntFunction<Column> value) {
    List<Column> reached = new ArrayList<>();
    List<Column> values = new ArrayList<>();
    for (int i = bands.size() - 1; i >= 0; i--) {
      reached.add(bands.get(i).floor().map(floor -> quantity.geq(lit(floor))).orElse(lit(true)));
      values.add(value.apply(i));
    }
    return Stretch.ofFirst(reached, values);
  }

  /** False below the first band's floor; who is outside has no distance. */
  private Column isInBand(Column quantity) {
    return plain(quantity, this::code).isNotNull();
  }

  /** The value of the band of the evaluation before; null where that was none of these. */
  private Column ofBefore(IntFunction<Column> value) {
    return Stretch.ofFirst(
        bands.stream().map(band -> before().equalTo(band.code())).toList(),
        IntStream.range(0, bands.size()).mapToObj(value).toList());
  }

  private static Column before() {
    return Before.of("segment");
  }

  private Column isKept(BandMargin percent, Column quantity) {
    return coalesce(ofBefore(i -> percent.keeps(stretch(i), quantity)), lit(false));
  }

  private Column upperEdge(BandMargin percent, Column quantity) {
    Column kept = ofBefore(i -> edge(percent.around(stretch(i)).ceiling()));
    Column back = ofBefore(i -> edge(percent.around(stretch(i)).floor()));
    Column own = plain(quantity, i -> edge(stretch(i).ceiling()));
    return when(isKept(percent, quantity), kept)
        .when(isInBand(quantity), least(own, when(back.gt(quantity), back)));
  }

  private Column lowerEdge(BandMargin percent, Column quantity) {
    Column kept = ofBefore(i -> edge(percent.around(stretch(i)).floor()));
    Column back = ofBefore(i -> edge(percent.around(stretch(i)).ceiling()));
    Column own = plain(quantity, i -> edge(stretch(i).floor()));
    return when(isKept(percent, quantity), kept)
        .when(isInBand(quantity), greatest(own, when(back.lt(quantity), back)));
  }

  private static Column edge(Optional<BigDecimal> number) {
    return number.map(functions::lit).orElse(lit(null));
  }
}
