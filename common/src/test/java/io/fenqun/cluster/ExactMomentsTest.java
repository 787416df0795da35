package io.fenqun.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExactMomentsTest {
  @Test
  void twoPartsAddUpToWhatBigNumbersGive() {
    Random random = new Random(3);
    ExactMoments one = new ExactMoments();
    ExactMoments other = new ExactMoments();
    BigInteger sum = BigInteger.ZERO;
    BigInteger squares = BigInteger.ZERO;
    int count = 2_000;
    for (int i = 0; i < count; i++) {
      long value = random.nextLong() >> random.nextInt(2, 60);
      (i % 3 == 0 ? one : other).add(value);
      sum = sum.add(BigInteger.valueOf(value));
      squares = squares.add(BigInteger.valueOf(value).pow(2));
    }

    ExactMoments all = one.add(other);

    BigDecimal number = BigDecimal.valueOf(count);
    assertThat(all.count()).isEqualTo(count);
    assertThat(all.mean()).isEqualTo(new BigDecimal(sum).divide(number, MathContext.DECIMAL128));
    BigDecimal spread =
        new BigDecimal(squares.multiply(BigInteger.valueOf(count)).subtract(sum.pow(2)));
    assertThat(all.deviation())
        .isEqualTo(
            spread.divide(number.pow(2), MathContext.DECIMAL128).sqrt(MathContext.DECIMAL128));
  }

  @Test
  void equalNumbersDoNotDeviate() {
    ExactMoments moments = new ExactMoments().add(-7).add(-7).add(-7);

    assertThat(moments.mean()).isEqualByComparingTo("-7");
    assertThat(moments.deviation()).isEqualByComparingTo("0");
  }
}
