package io.fenqun.transition;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.math3.special.Gamma;

/**
 * Whether matrices of moves differ, by chi-square and its size: T. W. Anderson and L. A. Goodman,
 * "Statistical inference about Markov chains", Annals of Mathematical Statistics 28 (1957) 89–110.
 * Of each state moved from there is one contingency table, matrix by state moved to; the tables of
 * several states are independent, so that their chi-squares and degrees of freedom add up.
 *
 * <p>Cramér's V (H. Cramér, Mathematical Methods of Statistics, 1946, section 21.9) is the root of
 * the chi-square over the largest one possible: 0 where the matrices agree, 1 where the matrix
 * decides alone. Of several tables both are added up before.
 *
 * @param tables of the states moved from
 */
record Homogeneity(List<Crosstab> tables) {
  Homogeneity {
    tables = List.copyOf(tables);
  }

  /** The table of each state moved from, over matrices that are compared. */
  static SortedMap<String, Crosstab> tables(
      Collection<MoveCounts> matrices, SortedSet<String> fromStates) {
    SortedMap<String, Crosstab> tables = new TreeMap<>();
    for (String from : fromStates) {
      tables.put(from, Crosstab.of(matrices.stream().map(matrix -> matrix.row(from)).toList()));
    }
    return tables;
  }

  /** Of all states moved from together. */
  static Homogeneity of(Collection<MoveCounts> matrices) {
    SortedSet<String> fromStates = new TreeSet<>();
    matrices.forEach(matrix -> fromStates.addAll(matrix.fromStates()));
    return new Homogeneity(new ArrayList<>(tables(matrices, fromStates).values()));
  }

  private List<Crosstab> testable() {
    return tables.stream().filter(Crosstab::isTestable).toList();
  }

  /** True where any table can differ; what follows asks for it. */
  boolean isTestable() {
    return tables.stream().anyMatch(Crosstab::isTestable);
  }

  /** Why nothing can be tested. */
  String reason() {
    if (tables.stream().allMatch(table -> table.customers() == 0)) {
      return TransitionTests.NO_CUSTOMERS;
    }
    return tables.stream().anyMatch(table -> table.compared() > 1)
        ? TransitionTests.ONE_OUTCOME
        : TransitionTests.ONE_COMPARED;
  }

  int compared() {
    return tables.stream().mapToInt(Crosstab::compared).max().orElse(0);
  }

  long customers() {
    return tables.stream().mapToLong(Crosstab::customers).reduce(0, Math::addExact);
  }

  double chiSquare() {
    return testable().stream().mapToDouble(Crosstab::chiSquare).sum();
  }

  long degrees() {
    return testable().stream().mapToLong(Crosstab::degrees).sum();
  }

  /** The upper tail itself, so that small ones are not lost in a difference from 1. */
  double pValue() {
    return Gamma.regularizedGammaQ(degrees() / 2.0, chiSquare() / 2.0);
  }

  double cramersV() {
    return Math.sqrt(
        chiSquare() / testable().stream().mapToDouble(Crosstab::largestChiSquare).sum());
  }

  double smallExpectedShare() {
    long cells = testable().stream().mapToLong(Crosstab::cells).sum();
    return (double) testable().stream().mapToLong(Crosstab::smallCells).sum() / cells;
  }

  /** How many times the variance of chance the matrices vary: 1 where they do not differ. */
  double dispersion() {
    return chiSquare() / degrees();
  }
}
