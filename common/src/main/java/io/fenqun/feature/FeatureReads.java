package io.fenqun.feature;

import io.fenqun.feature.FeatureDef.Aggregate;
import io.fenqun.feature.FeatureDef.Derived;
import io.fenqun.sql.FeatureCall;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which months of tiles and of earlier features a range of months needs. */
public record FeatureReads(List<FeatureDef> features, MonthRange range, Month firstCovered) {

  /**
   * The tiles of a source: back to the beginning of its longest bounded window, but not before the
   * first covered month.
   */
  public MonthRange tiles(String source) {
    Month from =
        features.stream()
            .filter(
                feature ->
                    feature.calculation() instanceof Aggregate a
                        && a.source().equals(source)
                        && a.window().isBounded())
            .map(feature -> ((Aggregate) feature.calculation()).window().first(range.from()))
            .min(Comparator.naturalOrder())
            .orElse(range.from());
    return new MonthRange(covered(from), range.to());
  }

  /**
   * Feature rows before the range, back to the earliest month that a feature looks at; empty where
   * none looks back or the range begins with the first covered month.
   */
  public Optional<MonthRange> earlier() {
    int longest =
        features.stream()
            .filter(feature -> feature.calculation() instanceof Derived)
            .flatMap(
                feature ->
                    DerivedExpression.of(((Derived) feature.calculation()).expr()).lags().stream())
            .mapToInt(FeatureCall::months)
            .max()
            .orElse(0);
    Month from = covered(range.from().minus(longest));
    return from.equals(range.from())
        ? Optional.empty()
        : Optional.of(new MonthRange(from, range.from().minus(1)));
  }

  private Month covered(Month month) {
    return month.compareTo(firstCovered) < 0 ? firstCovered : month;
  }
}
