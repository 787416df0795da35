package io.fenqun.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ClusterMatchTest {
  @Test
  void theCheapestAssignmentIsNotThatOfTheCheapestCells() {
    double[][] costs = {{400, 150, 400}, {400, 450, 600}, {300, 225, 300}};

    int[] columns = ClusterMatch.cheapest(costs);

    assertThat(columns).containsExactly(1, 0, 2);
    assertThat(cost(costs, columns)).isEqualTo(850);
  }

  @Test
  void noOtherAssignmentIsCheaper() {
    Random random = new Random(5);
    for (int round = 0; round < 40; round++) {
      double[][] costs = new double[4][4];
      for (double[] row : costs) {
        for (int i = 0; i < row.length; i++) {
          row[i] = random.nextInt(20);
        }
      }
      double least = least(costs, 0, new int[4], 0);
      assertThat(cost(costs, ClusterMatch.cheapest(costs))).as("round %s", round).isEqualTo(least);
    }
  }

  @Test
  void aClusterGoesOnWhereMostOfAllCustomersStay() {
    assertThat(ClusterMatch.successors(new long[][] {{1, 90, 4}, {80, 2, 0}, {3, 30, 60}}))
        .containsExactly(1, 0, 2);
  }

  @Test
  void ofMoreOldClustersThanNewOnesOneHasNoSuccessor() {
    assertThat(ClusterMatch.successors(new long[][] {{5, 0}, {40, 1}, {0, 60}}))
        .containsExactly(-1, 0, 1);
  }

  @Test
  void ofMoreNewClustersThanOldOnesOneIsNobodysSuccessor() {
    assertThat(ClusterMatch.successors(new long[][] {{30, 40, 0}, {0, 1, 60}}))
        .containsExactly(1, 2);
  }

  private static double cost(double[][] costs, int[] columns) {
    double sum = 0;
    for (int i = 0; i < columns.length; i++) {
      sum += costs[i][columns[i]];
    }
    return sum;
  }

  private static double least(double[][] costs, int row, int[] columns, int taken) {
    if (row == costs.length) {
      return cost(costs, columns);
    }
    double least = Double.POSITIVE_INFINITY;
    for (int column = 0; column < costs.length; column++) {
      if ((taken & 1 << column) == 0) {
        columns[row] = column;
        least = Math.min(least, least(costs, row + 1, columns, taken | 1 << column));
      }
    }
    return least;
  }
}
