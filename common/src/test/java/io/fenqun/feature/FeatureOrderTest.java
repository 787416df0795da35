package io.fenqun.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureOrderTest {
  private static final List<FeatureDef> FEATURES =
      TestSources.features(
          "name: change_of_trend, expr: \"trend - lag(trend, 2)\"",
          "name: trend, expr: \"spent_3m / lag(spent_3m, 3)\"",
          "name: twice, expr: half * 4",
          "name: half, expr: spent_1m / 2",
          "name: spent, from: txn, agg: sum(amount), windows: [1, 3]",
          "name: held, from: txn, agg: balance(amount)");

  private static List<List<String>> names(List<List<FeatureDef>> batches) {
    return batches.stream().map(batch -> batch.stream().map(FeatureDef::name).toList()).toList();
  }

  @Test
  void batchesFollowWhatFeaturesRead() {
    FeatureOrder order = new FeatureOrder(FEATURES);
    assertThat(names(order.ofOneRow())).containsExactly(List.of("half"), List.of("twice"));
    assertThat(names(order.beyondTheRow()))
        .containsExactly(List.of("trend"), List.of("change_of_trend"));
  }

  @Test
  void theReachAddsWindowsAndLags() {
    FeatureOrder order = new FeatureOrder(FEATURES);
    assertThat(order.reach("held")).isZero();
    assertThat(order.reach("spent_3m")).isEqualTo(2);
    assertThat(order.reach("trend")).isEqualTo(5);
    assertThat(order.reach("change_of_trend")).isEqualTo(7);
  }

  @Test
  void featuresThatNeedOneAnotherAreRefused() {
    List<FeatureDef> circle =
        TestSources.features("name: a, expr: b + 1", "name: b, expr: \"lag(a, 1)\"");
    assertThatThrownBy(() -> new FeatureOrder(circle))
        .hasMessage("Cannot order the features a, b: they need one another");
  }

  @Test
  void readsGoBackToTheLongestWindowAndLag() {
    Month first = Month.parse("2023-12");
    FeatureReads reads =
        new FeatureReads(
            FEATURES, new MonthRange(Month.parse("2024-03"), Month.parse("2024-04")), first);
    assertThat(reads.tiles("txn")).hasToString("2024-01..2024-04");
    assertThat(reads.earlier()).get().hasToString("2023-12..2024-02");
    FeatureReads atFirst = new FeatureReads(FEATURES, MonthRange.of(first), first);
    assertThat(atFirst.tiles("txn")).hasToString("2023-12");
    assertThat(atFirst.earlier()).isEmpty();
  }
}
