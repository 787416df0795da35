package io.fenqun.transition;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.commons.math3.stat.inference.ChiSquareTest;

/**
 * Customers of what is compared (down) by outcome (across); nothing that has no customers.
 *
 * @param counts a row each, all of one length
 */
record Crosstab(List<long[]> counts) {
  /**
   * Below so many expected customers the chi-square distribution fits a cell badly: W. G. Cochran,
   * "Some methods for strengthening the common χ² tests", Biometrics 10 (1954) 417–451.
   */
  private static final double SMALL_EXPECTED = 5;

  /** Of rows of customers by outcome; rows and outcomes that nobody is in are left out. */
  static Crosstab of(Collection<? extends SortedMap<String, Long>> rows) {
    SortedSet<String> outcomes = new TreeSet<>();
    rows.forEach(
        row ->
            row.forEach(
                (outcome, customers) -> {
                  if (customers > 0) {
                    outcomes.add(outcome);
                  }
                }));
    List<long[]> counts = new ArrayList<>();
    for (SortedMap<String, Long> row : rows) {
      long[] cells = outcomes.stream().mapToLong(o -> row.getOrDefault(o, 0L)).toArray();
      if (sum(cells) > 0) {
        counts.add(cells);
      }
    }
    return new Crosstab(counts);
  }

  int compared() {
    return counts.size();
  }

  int outcomes() {
    return counts.isEmpty() ? 0 : counts.get(0).length;
  }

  long customers() {
    return counts.stream().mapToLong(Crosstab::sum).reduce(0, Math::addExact);
  }

  /** Two are compared and may differ. */
  boolean isTestable() {
    return compared() > 1 && outcomes() > 1;
  }

  /** Pearson's; of a testable table. */
  double chiSquare() {
    return new ChiSquareTest().chiSquare(counts.toArray(long[][]::new));
  }

  long degrees() {
    return (long) (compared() - 1) * (outcomes() - 1);
  }

  /** The largest chi-square that a table of these customers, rows and outcomes can have. */
  double largestChiSquare() {
    return (double) customers() * (Math.min(compared(), outcomes()) - 1);
  }

  long cells() {
    return (long) compared() * outcomes();
  }

  /** Cells in which fewer than {@value #SMALL_EXPECTED} customers are expected. */
  long smallCells() {
    double whole = customers();
    long[] columns = new long[outcomes()];
    for (long[] row : counts) {
      for (int i = 0; i < columns.length; i++) {
        columns[i] += row[i];
      }
    }
    long small = 0;
    for (long[] row : counts) {
      double ofRow = sum(row);
      for (long column : columns) {
        small += ofRow * column / whole < SMALL_EXPECTED ? 1 : 0;
      }
    }
    return small;
  }

  private static long sum(long[] cells) {
    long sum = 0;
    for (long cell : cells) {
      sum = Math.addExact(sum, cell);
    }
    return sum;
  }
}
