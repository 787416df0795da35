package io.fenqun.transition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HomogeneityTest {
  private static Crosstab table(long[]... rows) {
    List<SortedMap<String, Long>> all = new ArrayList<>();
    for (long[] row : rows) {
      SortedMap<String, Long> cells = new TreeMap<>();
      for (int i = 0; i < row.length; i++) {
        cells.put("outcome " + i, row[i]);
      }
      all.add(cells);
    }
    return Crosstab.of(all);
  }

  private static long[] row(long... cells) {
    return cells;
  }

  private static Homogeneity of(Crosstab... tables) {
    return new Homogeneity(List.of(tables));
  }

  /**
   * Hair and eye colour of 592 students: R. D. Snee, "Graphical display of two-way contingency
   * tables", The American Statistician 28 (1974) 9–12; chi-square 138.29 with 9 degrees of freedom,
   * V 0.279 in D. Meyer, A. Zeileis and K. Hornik, R package vcd, {@code assocstats}.
   */
  @Test
  void givesThePublishedFiguresOfHairAndEyes() {
    Homogeneity hairAndEyes =
        of(
            table(
                row(68, 20, 15, 5), row(119, 84, 54, 29), row(26, 17, 14, 14), row(7, 94, 10, 16)));
    assertThat(hairAndEyes.customers()).isEqualTo(592);
    assertThat(hairAndEyes.chiSquare()).isCloseTo(138.29, within(0.005));
    assertThat(hairAndEyes.degrees()).isEqualTo(9);
    assertThat(hairAndEyes.cramersV()).isCloseTo(0.279, within(0.0005));
    assertThat(hairAndEyes.pValue()).as("small, not lost").isBetween(1e-26, 2.2e-16);
    assertThat(hairAndEyes.compared()).isEqualTo(4);
  }

  /**
   * Treatment of arthritis by improvement: G. Koch and S. Edwards, "Clinical efficiency trials with
   * categorical data", 1988; chi-square 13.055, 2 degrees of freedom, p 0.0014626, V 0.394 in the
   * vignette of R package vcd.
   */
  @Test
  void givesThePublishedFiguresOfArthritis() {
    Homogeneity arthritis = of(table(row(29, 7, 7), row(13, 7, 21)));
    assertThat(arthritis.chiSquare()).isCloseTo(13.055, within(0.0005));
    assertThat(arthritis.degrees()).isEqualTo(2);
    assertThat(arthritis.pValue()).isCloseTo(0.0014626, within(0.00000005));
    assertThat(arthritis.cramersV()).isCloseTo(0.394, within(0.0005));
  }

  @Test
  void tablesOfSeveralStatesAddUp() {
    Crosstab one = table(row(29, 7, 7), row(13, 7, 21));
    Crosstab two = table(row(10, 20), row(20, 10), row(15, 15));
    Homogeneity both = of(one, two);
    assertThat(both.chiSquare()).isCloseTo(one.chiSquare() + two.chiSquare(), within(1e-12));
    assertThat(both.degrees()).isEqualTo(2 + 2);
    assertThat(both.customers()).isEqualTo(84 + 90);
    assertThat(both.cramersV())
        .isCloseTo(Math.sqrt((one.chiSquare() + two.chiSquare()) / (84 + 90)), within(1e-12));
    assertThat(both.compared()).isEqualTo(3);
    assertThat(both.dispersion()).isCloseTo((one.chiSquare() + two.chiSquare()) / 4, within(1e-12));
  }

  @Test
  void equalMatricesDifferByNothingAndOppositeOnesByAll() {
    Homogeneity equal = of(table(row(10, 30), row(20, 60)));
    assertThat(equal.chiSquare()).isCloseTo(0, within(1e-12));
    assertThat(equal.pValue()).isCloseTo(1, within(1e-9));
    assertThat(equal.cramersV()).isCloseTo(0, within(1e-6));
    Homogeneity opposite = of(table(row(10, 0), row(0, 20)));
    assertThat(opposite.cramersV()).isCloseTo(1, within(1e-12));
  }

  @Test
  void whatNobodyIsInHasNoPartInATable() {
    Crosstab table = table(row(10, 0, 20), row(0, 0, 0), row(5, 0, 5));
    assertThat(table.compared()).isEqualTo(2);
    assertThat(table.outcomes()).isEqualTo(2);
    assertThat(table.smallCells()).as("15 × 10 ÷ 40 is below 5").isEqualTo(1);
    assertThat(of(table).chiSquare()).isFinite();
    Crosstab nobody = table(row(0, 0), row(0, 0));
    Crosstab alike = table(row(3, 0), row(4, 0));
    Crosstab alone = table(row(3, 5));
    assertThat(of(nobody).isTestable() || of(alike).isTestable() || of(alone).isTestable())
        .isFalse();
    assertThat(of(nobody).reason()).isEqualTo(TransitionTests.NO_CUSTOMERS);
    assertThat(of().reason()).isEqualTo(TransitionTests.NO_CUSTOMERS);
    assertThat(of(alike, alone, nobody).reason()).isEqualTo(TransitionTests.ONE_OUTCOME);
    assertThat(of(alone, nobody).reason()).isEqualTo(TransitionTests.ONE_COMPARED);
    assertThat(of(alike, alone, table).chiSquare()).isEqualTo(of(table).chiSquare());
  }
}
