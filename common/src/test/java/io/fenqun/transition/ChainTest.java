package io.fenqun.transition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fenqun.table.States;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ChainTest {
  private static final double NO_EXCESS = 1;

  private static MoveCounts moves(Object... cells) {
    MoveCounts moves = new MoveCounts();
    for (int i = 0; i < cells.length; i += 3) {
      moves.add((String) cells[i], (String) cells[i + 1], ((Number) cells[i + 2]).longValue());
    }
    return moves;
  }

  private static SortedMap<String, Long> cohort(Object... segments) {
    SortedMap<String, Long> cohort = new TreeMap<>();
    for (int i = 0; i < segments.length; i += 2) {
      cohort.put((String) segments[i], ((Number) segments[i + 1]).longValue());
    }
    return cohort;
  }

  private static List<Chain.Outlook> outlook(
      MoveCounts moves, SortedMap<String, Long> cohort, int months, double dispersion) {
    return Chain.of(moves, new TreeSet<>(cohort.keySet())).outlook(cohort, months, dispersion);
  }

  private static Chain.Outlook of(List<Chain.Outlook> outlook, int months, String state) {
    return outlook.stream()
        .filter(one -> one.months() == months && one.state().equals(state))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Of two states left at the rates a and b, the share in the first after k steps is b ÷ (a + b) +
   * (start − b ÷ (a + b)) (1 − a − b)^k: J. G. Kemeny and J. L. Snell, Finite Markov Chains, 1960,
   * section 4.1.
   */
  @Test
  void powersAreThoseOfTheClosedFormOfTwoStates() {
    double a = 0.1;
    double b = 0.25;
    List<Chain.Outlook> outlook =
        outlook(
            moves("A", "A", 90, "A", "B", 10, "B", "A", 25, "B", "B", 75),
            cohort("A", 70, "B", 30),
            60,
            NO_EXCESS);
    double limit = b / (a + b);
    for (int k = 1; k <= 60; k++) {
      double inA = limit + (0.7 - limit) * Math.pow(1 - a - b, k);
      assertThat(of(outlook, k, "A").share()).as("A after " + k).isCloseTo(inA, within(1e-12));
      assertThat(of(outlook, k, "B").share()).isCloseTo(1 - inA, within(1e-12));
      assertThat(of(outlook, k, States.LEFT).share()).isZero();
      assertThat(of(outlook, k, "A").unknown()).isZero();
    }
  }

  @Test
  void whoLeftStaysAway() {
    List<Chain.Outlook> outlook =
        outlook(moves("A", "A", 9, "A", States.LEFT, 1), cohort("A", 50), 12, NO_EXCESS);
    assertThat(of(outlook, 12, States.LEFT).share())
        .isCloseTo(1 - Math.pow(0.9, 12), within(1e-12));
    assertThat(outlook).extracting(Chain.Outlook::state).containsOnly("A", States.LEFT);
  }

  @Test
  void ofASegmentWithoutMovesNothingIsKnownFromThereOn() {
    MoveCounts moves = moves("A", "A", 8, "A", "B", 2);
    List<Chain.Outlook> outlook = outlook(moves, cohort("A", 10), 3, NO_EXCESS);
    assertThat(of(outlook, 1, "B").unknown()).as("B is reached, not yet left").isZero();
    assertThat(of(outlook, 2, "B").unknown()).isCloseTo(0.2, within(1e-12));
    assertThat(of(outlook, 3, "A").unknown()).isCloseTo(0.36, within(1e-12));

    List<Chain.Outlook> nothing = outlook(new MoveCounts(), cohort("A", 10), 2, NO_EXCESS);
    assertThat(nothing).allMatch(one -> one.unknown() == 1 && one.number() == 0);
  }

  @Test
  void aMonthOnTheVarianceIsThatOfMovingAndOfTheRate() {
    double q = 0.9;
    double cohort = 100;
    double moves = 1000;
    List<Chain.Outlook> outlook =
        outlook(moves("A", "A", 900, "A", "B", 100), cohort("A", 100), 1, NO_EXCESS);
    double variance = q * (1 - q) * (1 / cohort + 1 / moves) + 1 / moves * (1 / cohort + 1 / moves);
    assertThat(of(outlook, 1, "A").number()).isCloseTo(q * (1 - q) / variance, within(1e-9));
    assertThat(of(outlook, 1, States.LEFT).number())
        .as("never seen")
        .isCloseTo(1 / (1 / cohort + 1 / moves), within(1e-9));

    List<Chain.Outlook> excess =
        outlook(moves("A", "A", 900, "A", "B", 100), cohort("A", 100), 1, 4);
    assertThat(of(excess, 1, "A").number())
        .isCloseTo(of(outlook, 1, "A").number() / 4, within(1e-9));
    assertThat(outlook(moves("A", "A", 900, "A", "B", 100), cohort("A", 100), 1, 0.3))
        .as("less than by chance is chance")
        .isEqualTo(outlook);
  }

  /** The delta method by numbers: every rate is moved a little, the share is looked at. */
  @Test
  void theVarianceIsThatOfDerivativesTakenNumerically() {
    Random random = new Random(20240131);
    String[] codes = {"A", "B", "C", States.LEFT};
    for (int trial = 0; trial < 20; trial++) {
      double[][] counts = new double[3][4];
      MoveCounts moves = new MoveCounts();
      SortedMap<String, Long> cohort = new TreeMap<>();
      for (int from = 0; from < 3; from++) {
        for (int to = 0; to < 4; to++) {
          counts[from][to] = 1 + random.nextInt(200);
          moves.add(codes[from], codes[to], (long) counts[from][to]);
        }
        cohort.put(codes[from], 1L + random.nextInt(500));
      }
      List<Chain.Outlook> outlook = outlook(moves, cohort, 4, NO_EXCESS);
      for (int months = 1; months <= 4; months++) {
        for (int state = 0; state < 4; state++) {
          Chain.Outlook one = of(outlook, months, codes[state]);
          double variance = one.share() * (1 - one.share()) / one.number();
          assertThat(variance)
              .as("seed 20240131, trial " + trial + ", " + codes[state] + " after " + months)
              .isCloseTo(naiveVariance(counts, cohort, months, state), within(variance * 1e-4));
        }
      }
    }
  }

  private static double naiveVariance(
      double[][] counts, SortedMap<String, Long> cohort, int months, int state) {
    double[][] rates = new double[4][4];
    double[] rows = new double[4];
    double all = 0;
    for (int from = 0; from < 3; from++) {
      for (double cell : counts[from]) {
        rows[from] += cell;
      }
      all += rows[from];
      for (int to = 0; to < 4; to++) {
        rates[from][to] = counts[from][to] / rows[from];
      }
    }
    rates[3][3] = 1;
    double customers = cohort.values().stream().mapToLong(n -> n).sum();
    double[] start = new double[4];
    int place = 0;
    for (long n : cohort.values()) {
      start[place++] = n / customers;
    }
    double variance = months / all * (1 / customers + months / all);
    for (int from = 0; from < 4; from++) {
      double[] alone = new double[4];
      alone[from] = 1;
      double rate = after(alone, rates, months)[state];
      variance += start[from] * rate * (1 - rate) / customers;
    }
    double little = 1e-6;
    for (int from = 0; from < 3; from++) {
      double[] slopes = new double[4];
      for (int to = 0; to < 4; to++) {
        double rate = rates[from][to];
        rates[from][to] = rate + little;
        double up = after(start, rates, months)[state];
        rates[from][to] = rate - little;
        double down = after(start, rates, months)[state];
        rates[from][to] = rate;
        slopes[to] = (up - down) / (2 * little);
      }
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 4; j++) {
          double covariance =
              ((i == j ? rates[from][i] : 0) - rates[from][i] * rates[from][j]) / rows[from];
          variance += slopes[i] * slopes[j] * covariance;
        }
      }
    }
    return variance;
  }

  private static double[] after(double[] start, double[][] rates, int months) {
    double[] share = start;
    for (int month = 0; month < months; month++) {
      double[] next = new double[share.length];
      for (int from = 0; from < share.length; from++) {
        for (int to = 0; to < share.length; to++) {
          next[to] += share[from] * rates[from][to];
        }
      }
      share = next;
    }
    return share;
  }
}
