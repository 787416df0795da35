package io.fenqun.number;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WideSumTest {
  private static final long[] VALUES = {
    Long.MAX_VALUE, Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE, 999_999_999_999_999_999L, -42
  };

  @Test
  void addsAndSquaresBeyondALongInAnyOrder() {
    WideSum sum = new WideSum();
    WideSum squares = new WideSum();
    WideSum backwards = new WideSum();
    for (int i = 0; i < VALUES.length; i++) {
      sum.add(VALUES[i]);
      squares.addSquare(VALUES[i] / 2);
      backwards.add(VALUES[VALUES.length - 1 - i]);
    }
    BigInteger expected =
        LongStream.of(VALUES).mapToObj(BigInteger::valueOf).reduce(BigInteger::add).orElseThrow();
    BigInteger expectedSquares =
        LongStream.of(VALUES)
            .mapToObj(value -> BigInteger.valueOf(value / 2).pow(2))
            .reduce(BigInteger::add)
            .orElseThrow();

    assertThat(sum.value()).isEqualTo(expected);
    assertThat(backwards.value()).isEqualTo(expected);
    assertThat(squares.value()).isEqualTo(expectedSquares);
  }

  @Test
  void sumsOfTasksAreAddedUp() {
    WideSum one = new WideSum();
    one.add(Long.MIN_VALUE);
    WideSum other = new WideSum();
    other.add(Long.MIN_VALUE);

    one.add(other);

    assertThat(one.value()).isEqualTo(BigInteger.TWO.pow(64).negate());
  }
}
