package io.fenqun.feature;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** Variance by its definition: squares of the distances from the mean. */
final class NaiveSpread {
  private static final MathContext EXACT = new MathContext(60);

  private NaiveSpread() {}

  static Double variance(List<? extends Number> values) {
    BigDecimal variance = exact(values);
    return variance == null ? null : NaiveFeatures.nineDigits(variance.doubleValue());
  }

  static Double deviation(List<? extends Number> values) {
    BigDecimal variance = exact(values);
    return variance == null ? null : NaiveFeatures.nineDigits(variance.sqrt(EXACT).doubleValue());
  }

  private static BigDecimal exact(List<? extends Number> values) {
    if (values.size() < 2) {
      return null;
    }
    List<BigDecimal> exact = values.stream().map(v -> new BigDecimal(v.toString())).toList();
    BigDecimal mean = sum(exact).divide(BigDecimal.valueOf(exact.size()), EXACT);
    BigDecimal squares = sum(exact.stream().map(v -> v.subtract(mean).pow(2)).toList());
    return squares
        .divide(BigDecimal.valueOf(exact.size() - 1L), EXACT)
        .setScale(30, java.math.RoundingMode.HALF_EVEN);
  }

  private static BigDecimal sum(List<BigDecimal> values) {
    return values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
