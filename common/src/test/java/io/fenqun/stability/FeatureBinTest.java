package io.fenqun.stability;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class FeatureBinTest {

  @Test
  void twoBinsToEachDoublingOnEitherSideOfZero() {
    double[] starts = {0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8};
    int[] bins = DoubleStream.of(starts).mapToInt(FeatureBin::of).toArray();

    assertThat(bins).isSorted().doesNotHaveDuplicates();
    for (int i = 1; i < starts.length; i++) {
      assertThat(FeatureBin.of(Math.nextDown(starts[i]))).isEqualTo(bins[i - 1]);
      assertThat(FeatureBin.of(-starts[i])).isEqualTo(-bins[i]);
    }
  }

  @Test
  void oneNumberHasOneBinWhateverItsType() {
    assertThat(FeatureBin.of(3L))
        .isEqualTo(FeatureBin.of(3.0))
        .isEqualTo(FeatureBin.of(new BigDecimal("3.00")))
        .isEqualTo(FeatureBin.of(3));
    assertThat(FeatureBin.of(-0.0)).isEqualTo(FeatureBin.of(0));
  }

  @Test
  void extremesHaveBinsOfTheirOwn() {
    assertThat(
            DoubleStream.of(
                    Double.MIN_VALUE,
                    Double.MAX_VALUE,
                    Double.POSITIVE_INFINITY,
                    Double.NEGATIVE_INFINITY,
                    0,
                    1)
                .map(FeatureBin::of)
                .toArray())
        .doesNotHaveDuplicates();
  }

  @Test
  void noValueIsABinAndNotANumberIsNoValue() {
    assertThat(FeatureBin.of(null)).isEqualTo(FeatureBin.of(Double.NaN));
    assertThat(FeatureBin.of(null)).isNotEqualTo(FeatureBin.of(0));
  }

  @Test
  void textsAndYesAndNo() {
    assertThat(FeatureBin.of("北京")).isBetween(1, 256).isNotEqualTo(FeatureBin.of("上海"));
    assertThat(FeatureBin.of(true)).isNotEqualTo(FeatureBin.of(false));
  }
}
