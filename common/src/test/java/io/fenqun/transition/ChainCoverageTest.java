package io.fenqun.transition;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fenqun.SparkTest;
import io.fenqun.table.Wilson;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/**
 * How often the limits hold the truth: customers move by a known matrix, month after month, and
 * every cell of every month's matrix with 30 customers or more in its row is looked at. On counts,
 * with the formula written out; that it is the one of {@link Wilson} is seen on its own.
 */
class ChainCoverageTest extends SparkTest {
  private static final double[][] MATRIX = {
    {0.90, 0.07, 0.02, 0.01},
    {0.15, 0.70, 0.12, 0.03},
    {0.05, 0.20, 0.60, 0.15},
    {0.02, 0.08, 0.30, 0.60}
  };
  private static final int STATES = MATRIX.length;
  private static final int CUSTOMERS = 10_000;
  private static final int MONTHS = 24;
  private static final int SEEDS = 200;
  private static final int SMALLEST_ROW = 30;
  private static final double CONFIDENCE = 0.95;

  private long cells;
  private long cellsHeld;
  private long rowsSeen;
  private long rowsHeld;

  @Test
  void limitsOfACellHoldTheTruthAsOftenAsTheySayAndThoseOfARowAtLeastAsOften() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      chain(new SplittableRandom(seed));
    }
    assertThat(cells).isEqualTo((long) SEEDS * MONTHS * STATES * STATES);
    assertThat((double) cellsHeld / cells).as("cells").isBetween(0.94, 0.96);
    assertThat((double) rowsHeld / rowsSeen).as("whole rows").isBetween(0.945, 0.975);
  }

  private void chain(SplittableRandom random) {
    int[] state = new int[CUSTOMERS];
    for (int customer = 0; customer < CUSTOMERS; customer++) {
      state[customer] = random.nextInt(STATES);
    }
    for (int month = 0; month < MONTHS; month++) {
      long[][] counts = new long[STATES][STATES];
      for (int customer = 0; customer < CUSTOMERS; customer++) {
        int to = next(MATRIX[state[customer]], random.nextDouble());
        counts[state[customer]][to]++;
        state[customer] = to;
      }
      for (int from = 0; from < STATES; from++) {
        look(MATRIX[from], counts[from]);
      }
    }
  }

  private static int next(double[] chances, double draw) {
    int to = 0;
    double upTo = chances[0];
    while (to < STATES - 1 && draw >= upTo) {
      to++;
      upTo += chances[to];
    }
    return to;
  }

  private void look(double[] truth, long[] counts) {
    long row = 0;
    for (long count : counts) {
      row += count;
    }
    if (row < SMALLEST_ROW) {
      return;
    }
    boolean isRowHeld = true;
    for (int to = 0; to < STATES; to++) {
      cells++;
      cellsHeld += holds(limits(counts[to], row, 1), truth[to]) ? 1 : 0;
      isRowHeld &= holds(limits(counts[to], row, STATES), truth[to]);
    }
    rowsSeen++;
    rowsHeld += isRowHeld ? 1 : 0;
  }

  private static boolean holds(double[] limits, double truth) {
    return limits[0] <= truth && truth <= limits[1];
  }

  private static final double[] QUANTILES = {0, quantile(1), 0, 0, quantile(STATES)};

  private static double quantile(int categories) {
    return new NormalDistribution()
        .inverseCumulativeProbability(1 - (1 - CONFIDENCE) / categories / 2);
  }

  private static double[] limits(long part, long whole, int categories) {
    double z = QUANTILES[categories];
    double p = (double) part / whole;
    double shrinkage = 1 + z * z / whole;
    double centre = p + z * z / (2 * whole);
    double reach = z * Math.sqrt(p * (1 - p) / whole + z * z / (4.0 * whole * whole));
    return new double[] {(centre - reach) / shrinkage, (centre + reach) / shrinkage};
  }

  @Test
  void theFormulaIsTheOneOfTheTables() {
    List<Row> counts = new ArrayList<>();
    for (long whole : new long[] {30, 31, 500, 10_000}) {
      for (long part : new long[] {1, 7, whole / 2, whole - 1}) {
        counts.add(RowFactory.create(part, whole));
      }
    }
    Dataset<Row> rows = rows("part bigint, whole bigint", counts);
    for (int categories : new int[] {1, STATES}) {
      for (Row row :
          Wilson.jointly(CONFIDENCE, lit(categories), STATES)
              .withRate(rows, "rate", col("part"), col("whole"))
              .collectAsList()) {
        double[] limits = limits(row.getAs("part"), row.getAs("whole"), categories);
        assertThat(row.<Double>getAs("rate_low")).isCloseTo(limits[0], within(1e-9));
        assertThat(row.<Double>getAs("rate_high")).isCloseTo(limits[1], within(1e-9));
      }
    }
  }
}
