package io.fenqun.propensity;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import org.junit.jupiter.api.Test;

class SplitMonthsTest {
  @Test
  void eachSetLiesTheHorizonBeforeTheNext() {
    SplitMonths split = SplitMonths.at(Month.of(2025, 6), 3, new SplitMonths.Lengths(6, 2, 1));

    assertThat(split.test()).isEqualTo(MonthRange.of(Month.of(2025, 3)));
    assertThat(split.calibration())
        .isEqualTo(new MonthRange(Month.of(2024, 11), Month.of(2024, 12)));
    assertThat(split.training()).isEqualTo(new MonthRange(Month.of(2024, 3), Month.of(2024, 8)));
    assertThat(split.isCovered(Month.of(2024, 3))).isTrue();
    assertThat(split.isCovered(Month.of(2024, 4))).isFalse();
  }
}
