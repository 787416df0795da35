package io.fenqun.feature;

import io.fenqun.time.Month;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Features that look at earlier months and other customers, by their definitions. */
final class NaiveLooks {
  private final List<FeatureCells> rows;
  private final Month firstCovered;

  NaiveLooks(List<FeatureCells> rows, Month firstCovered) {
    this.rows = rows;
    this.firstCovered = firstCovered;
  }

  /** Each feature of all rows before the next, as the next may look at other rows. */
  void addAll() {
    rows.forEach(row -> put(row, "growth", covers(row, 3) ? ratio(row, "spent_2m", 2) : null));
    rows.forEach(row -> put(row, "slope", covers(row, 3) ? slope(row, "held", 4) : null));
    rows.forEach(
        row -> put(row, "slope_of_rate", covers(row, 2) ? slope(row, "mean_quantity", 3) : null));
    rows.forEach(row -> put(row, "slope_of_count", slope(row, "n_1m", 2)));
    rows.forEach(row -> put(row, "is_up", number(row.features().get("held")).signum() > 0));
    rows.forEach(row -> put(row, "up_streak", streak(row)));
    rows.forEach(row -> put(row, "share_of_all", share(row, "n_ever")));
    rows.forEach(row -> put(row, "share_of_kind", share(row, "held", "last_kind")));
    rows.forEach(
        row -> put(row, "share_before", covers(row, 1) ? earlier(row, "share_of_kind", 1) : null));
  }

  private static void put(FeatureCells row, String feature, Object value) {
    row.features().put(feature, value);
  }

  private boolean covers(FeatureCells row, int reach) {
    return row.month().minus(reach).compareTo(firstCovered) >= 0;
  }

  private Object earlier(FeatureCells row, String feature, int months) {
    Month wanted = row.month().minus(months);
    return rows.stream()
        .filter(r -> r.customer().equals(row.customer()) && r.month().equals(wanted))
        .map(FeatureCells::features)
        .map(features -> (Object) features.get(feature))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private Double ratio(FeatureCells row, String feature, int months) {
    Object now = row.features().get(feature);
    Object before = earlier(row, feature, months);
    return now == null || before == null || number(before).signum() == 0
        ? null
        : nineDigits(number(now).divide(number(before), MathContext.DECIMAL128));
  }

  /** Σ (x − mean of x) (y − mean of y) / Σ (x − mean of x)². */
  private Double slope(FeatureCells row, String feature, int months) {
    List<BigDecimal> values = new ArrayList<>();
    for (int back = months - 1; back >= 0; back--) {
      Object value = earlier(row, feature, back);
      if (value == null) {
        return null;
      }
      values.add(number(value));
    }
    BigDecimal n = BigDecimal.valueOf(months);
    BigDecimal meanOfX = BigDecimal.valueOf(months - 1L).divide(BigDecimal.valueOf(2));
    BigDecimal meanOfY =
        values.stream().reduce(BigDecimal.ZERO, BigDecimal::add).divide(n, new MathContext(60));
    BigDecimal products = BigDecimal.ZERO;
    BigDecimal squares = BigDecimal.ZERO;
    for (int x = 0; x < months; x++) {
      BigDecimal distance = BigDecimal.valueOf(x).subtract(meanOfX);
      products = products.add(distance.multiply(values.get(x).subtract(meanOfY)));
      squares = squares.add(distance.pow(2));
    }
    return nineDigits(products.divide(squares, new MathContext(50)));
  }

  private int streak(FeatureCells row) {
    int months = 0;
    while (months < 3 && Boolean.TRUE.equals(earlier(row, "is_up", months))) {
      months++;
    }
    return months;
  }

  private Double share(FeatureCells row, String feature, String... groups) {
    BigDecimal sum =
        rows.stream()
            .filter(r -> r.month().equals(row.month()))
            .filter(r -> groupOf(r, groups).equals(groupOf(row, groups)))
            .map(r -> number(r.features().get(feature)))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return sum.signum() == 0
        ? null
        : nineDigits(number(row.features().get(feature)).divide(sum, MathContext.DECIMAL128));
  }

  private static List<String> groupOf(FeatureCells row, String... groups) {
    Map<String, Object> features = row.features();
    return List.of(groups).stream().map(g -> String.valueOf(features.get(g))).toList();
  }

  private static BigDecimal number(Object value) {
    return new BigDecimal(value.toString());
  }

  private static Double nineDigits(BigDecimal value) {
    return value.compareTo(new BigDecimal("1e-25")) < 0 && value.signum() >= 0
        ? 0.0
        : NaiveFeatures.nineDigits(value.doubleValue());
  }
}
