package io.fenqun.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AdjustedRandTest {
  @Test
  void isWhatScikitLearnGivesForItsOwnExample() {
    // [0, 0, 1, 1] against [0, 0, 1, 2]: documentation of adjusted_rand_score
    assertThat(AdjustedRand.of(new long[][] {{2, 0, 0}, {0, 1, 1}}))
        .isCloseTo(0.5714285714, within(5e-11));
  }

  @Test
  void isOneForTheSamePartitionUnderOtherNames() {
    assertThat(AdjustedRand.of(new long[][] {{0, 7, 0}, {0, 0, 4}, {9, 0, 0}})).isEqualTo(1.0);
  }

  @Test
  void isOneWhereBothPutEveryoneTogetherOrEachAlone() {
    assertThat(AdjustedRand.of(new long[][] {{12}})).isEqualTo(1.0);
    assertThat(AdjustedRand.of(new long[][] {{1, 0}, {0, 1}})).isEqualTo(1.0);
    assertThat(AdjustedRand.of(new long[][] {{1}})).isEqualTo(1.0);
  }

  @Test
  void isZeroWhereOneOfThemTellsNobodyApart() {
    assertThat(AdjustedRand.of(new long[][] {{3, 5, 2}})).isEqualTo(0.0);
  }

  @Test
  void agreesWithCountingEveryPair() {
    Random random = new Random(11);
    for (int round = 0; round < 50; round++) {
      int[] one = random.ints(40, 0, 4).toArray();
      int[] other = random.ints(40, 0, 3).toArray();
      long[][] counts = new long[4][3];
      for (int i = 0; i < one.length; i++) {
        counts[one[i]][other[i]]++;
      }
      assertThat(AdjustedRand.of(counts))
          .as("round %s", round)
          .isCloseTo(byPairs(one, other), within(1e-12));
    }
  }

  /** From the four numbers of pairs, in the form of Hubert and Arabie's equation 5. */
  private static double byPairs(int[] one, int[] other) {
    double both = 0;
    double inOne = 0;
    double inOther = 0;
    double all = 0;
    for (int i = 0; i < one.length; i++) {
      for (int j = 0; j < i; j++) {
        all++;
        inOne += one[i] == one[j] ? 1 : 0;
        inOther += other[i] == other[j] ? 1 : 0;
        both += one[i] == one[j] && other[i] == other[j] ? 1 : 0;
      }
    }
    double expected = inOne * inOther / all;
    return (both - expected) / ((inOne + inOther) / 2 - expected);
  }
}
