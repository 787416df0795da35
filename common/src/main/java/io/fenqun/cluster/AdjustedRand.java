package io.fenqun.cluster;

/**
 * How far two partitions of the same customers agree beyond chance: Hubert and Arabie, "Comparing
 * partitions", Journal of Classification 2, 1985. 1 for the same partition whatever its names, 0
 * for what chance gives.
 */
public final class AdjustedRand {
  private AdjustedRand() {}

  /**
   * From how many customers each part of the one has in each part of the other. 1 where either
   * partition leaves chance nothing to say: everyone in one part, or alone, in both.
   *
   * @param counts a row for each part of the one; at least one customer
   */
  public static double of(long[][] counts) {
    double together = 0;
    double rows = 0;
    long all = 0;
    long[] columns = new long[counts[0].length];
    for (long[] row : counts) {
      long sum = 0;
      for (int i = 0; i < row.length; i++) {
        together += pairs(row[i]);
        columns[i] += row[i];
        sum += row[i];
      }
      rows += pairs(sum);
      all += sum;
    }
    double inColumns = 0;
    for (long column : columns) {
      inColumns += pairs(column);
    }
    double expected = all < 2 ? 0 : rows * inColumns / pairs(all);
    double most = (rows + inColumns) / 2;
    return most == expected ? 1.0 : (together - expected) / (most - expected);
  }

  private static double pairs(long number) {
    return number * (number - 1.0) / 2;
  }
}
