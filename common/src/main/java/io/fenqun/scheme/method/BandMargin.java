package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;

import io.fenqun.conf.ConfNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;

/**
 * How far beyond its edges a band keeps whoever was in it at the evaluation before (hysteresis): a
 * percentage of the edge's amount, alike at floor and ceiling. With {@code w = |edge| × percent ÷
 * 100} a band keeps its customers from {@code floor − w} to {@code ceiling + w}, both included; it
 * loses those who have passed an edge by more. An edge at 0 has no margin and divides as it does
 * without one: who is at 0 is in the band above. No margin is as wide as a band beside its edge, so
 * that nobody who leaves a band jumps over the next one.
 *
 * @param percent above 0
 */
record BandMargin(BigDecimal percent) {
  private static final String KEY = "margin";

  /** Empty where the file has none; faults go to the file's problems. */
  static Optional<BandMargin> from(ConfNode file, List<Bands.Band> bands) {
    Optional<BandMargin> margin = file.decimal(KEY).map(BandMargin::new);
    margin.flatMap(declared -> declared.fault(bands)).ifPresent(fault -> file.problem(KEY, fault));
    return margin.filter(declared -> declared.percent.signum() > 0);
  }

  private Optional<String> fault(List<Bands.Band> bands) {
    if (percent.signum() <= 0) {
      return Optional.of("'" + percent.toPlainString() + "' is not above 0");
    }
    if (bands.stream().allMatch(band -> band.floor().isEmpty())) {
      return Optional.of("has no edge to act on; give a segment a floor");
    }
    for (int i = 0; i + 1 < bands.size(); i++) {
      Bands.Band band = bands.get(i);
      Optional<BigDecimal> ceiling = bands.get(i + 1).floor();
      if (band.floor().isPresent() && ceiling.isPresent()) {
        BigDecimal width = ceiling.get().subtract(band.floor().get());
        BigDecimal widest = width(band.floor().get()).max(width(ceiling.get()));
        if (width.signum() > 0 && widest.compareTo(width) >= 0) {
          return Optional.of(
              canonical()
                  + " percent is "
                  + text(widest)
                  + " at an edge of "
                  + band.code()
                  + ", which is "
                  + text(width)
                  + " wide; a margin must be narrower than the bands beside its edge");
        }
      }
    }
    return Optional.empty();
  }

  String canonical() {
    return text(percent);
  }

  private static String text(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }

  private BigDecimal width(BigDecimal edge) {
    return edge.abs().multiply(percent).movePointLeft(2);
  }

  /** Where a band keeps its customers, edges included but for a ceiling at 0. */
  Stretch around(Stretch band) {
    return new Stretch(
        band.floor().map(edge -> edge.subtract(width(edge))),
        band.ceiling().map(edge -> edge.add(width(edge))));
  }

  /** Whether a band keeps a customer of its own with this quantity; never null for a known one. */
  Column keeps(Stretch band, Column quantity) {
    Stretch kept = around(band);
    Column isAbove = kept.floor().map(edge -> quantity.geq(lit(edge))).orElse(lit(true));
    Column isBelow =
        kept.ceiling()
            .map(edge -> edge.signum() == 0 ? quantity.lt(lit(edge)) : quantity.leq(lit(edge)))
            .orElse(lit(true));
    return coalesce(isAbove.and(isBelow), lit(false));
  }
}
