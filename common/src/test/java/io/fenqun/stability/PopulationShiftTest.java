package io.fenqun.stability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fenqun.stability.PopulationShift.Limits;
import org.junit.jupiter.api.Test;

class PopulationShiftTest {
  private static final Limits USUAL = new Limits(0.1, 0.999);
  private static final double EXACT = 1e-10;

  private static final PopulationShift QUARTERS =
      new PopulationShift(new long[] {250, 250, 250, 250}, new long[] {400, 300, 200, 100});

  @Test
  void withNothingAddedItIsTheSumOverTheShares() {
    assertThat(QUARTERS.bins().index(0)).isEqualTo(0.2282174096, within(EXACT));
  }

  @Test
  void halfACustomerIsAddedToEachBin() {
    double expected = 0;
    double[] now = {400.5, 300.5, 200.5, 100.5};
    for (double bin : now) {
      expected += (bin - 250.5) / 1002 * Math.log(bin / 250.5);
    }

    assertThat(QUARTERS.index()).isEqualTo(expected, within(EXACT));
    assertThat(new PopulationShift(new long[] {10, 0}, new long[] {0, 10}).index())
        .isEqualTo(2 * (10.0 / 11) * Math.log(21), within(EXACT));
  }

  @Test
  void theLimitIsWhatChanceExceedsOnceInAThousandWhereThatIsMore() {
    // chi-square with 3 degrees: 16.2662 is exceeded once in a thousand
    assertThat(QUARTERS.limit(USUAL)).isEqualTo(0.1);
    assertThat(
            new PopulationShift(new long[] {10, 10, 10, 10}, new long[] {5, 5, 5, 5}).limit(USUAL))
        .isEqualTo(16.2662361962 * (1 / 40.0 + 1 / 20.0), within(1e-8));
    assertThat(new PopulationShift(new long[] {7}, new long[] {9}).limit(USUAL)).isEqualTo(0.1);
  }

  @Test
  void ofNobodyNothingIsSaid() {
    PopulationShift nobody = new PopulationShift(new long[] {0, 0}, new long[] {1, 1});

    assertThat(nobody.cells(USUAL)).containsExactly(0L, 2L, 2, null, null, null);
    assertThat(nobody.part(0)).isNull();
  }

  @Test
  void theRowOfATable() {
    assertThat(QUARTERS.cells(USUAL)).startsWith(1000L, 1000L, 4).endsWith(0.1, true);
    assertThat(QUARTERS.cells(new Limits(0.5, 0.999))).endsWith(0.5, false);
  }
}
