package io.fenqun.transition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fenqun.Lines;
import io.fenqun.SparkTest;
import io.fenqun.table.ForecastTables;
import io.fenqun.table.States;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class TransitionTestsTest extends SparkTest {
  private static final long serialVersionUID = 1L;
  private static final double NOTABLE = 0.1;
  private static final ForecastDef YEAR = new ForecastDef(12, 12, List.of());
  private static final ForecastDef ORDER_OF_TIER = new ForecastDef(12, 12, List.of("tier"));
  private static final Month JANUARY = Month.of(2024, 1);
  private static final Month MARCH = Month.of(2024, 3);
  private static final String CUSTOMER_MONTH = "customer_id string, month string, tier string";

  private Dataset<Row> nobody() {
    return rows(CUSTOMER_MONTH);
  }

  private Dataset<Row> tests(
      MoveRows moves, Dataset<Row> customerMonth, ForecastDef def, MonthRange months) {
    return TransitionTests.of(
        rows(MoveRows.SCHEMA, moves.rows()), customerMonth, def, months, 0.95, NOTABLE);
  }

  /** A into February and March as in the published example of {@link HomogeneityTest}. */
  private static MoveRows arthritis() {
    return new MoveRows()
        .move("tier", "2024-02", "A", "A", 29)
        .move("tier", "2024-02", "A", "B", 7)
        .move("tier", "2024-02", "A", "LEFT", 7)
        .move("tier", "2024-02", "B", "B", 9)
        .move("tier", "2024-03", "A", "A", 13)
        .move("tier", "2024-03", "A", "B", 7)
        .move("tier", "2024-03", "A", "LEFT", 21)
        .move("tier", "2024-03", "B", "B", 30)
        .move("tier", "2024-03", "C", "C", 2)
        .move("tier", "2024-03", "ENTERED", "D", 4)
        .move("tier", "2024-03", "RETURNED", "D", 4);
  }

  @Test
  void monthsAreComparedForEverySegmentAndForAll() {
    Dataset<Row> march = tests(arthritis(), nobody(), YEAR, MonthRange.of(MARCH));
    assertThat(
            Lines.of(
                march,
                "test",
                "group_by",
                "from_segment",
                "compared",
                "moves",
                "degrees",
                "small_expected_share",
                "is_flagged",
                "reason"))
        .containsExactly(
            "TIME ALL A 2 84 2 0.0 true -",
            "TIME ALL ALL 2 125 2 0.0 true -",
            "TIME ALL B 2 39 - - - ONE_OUTCOME",
            "TIME ALL C 1 2 - - - ONE_COMPARED",
            "TIME ALL D 0 0 - - - NO_CUSTOMERS");
    Row all = march.where("from_segment = 'ALL'").first();
    assertThat(all.<Double>getAs("chi_square")).isCloseTo(13.055, within(0.0005));
    assertThat(all.<Double>getAs("p_value")).isCloseTo(0.0014626, within(0.00000005));
    assertThat(all.<Double>getAs("cramers_v")).isCloseTo(0.394, within(0.0005));
  }

  @Test
  void oneMonthHasNothingToBeComparedWith() {
    assertThat(
            Lines.of(
                tests(arthritis(), nobody(), YEAR, MonthRange.of(Month.of(2024, 2))),
                "from_segment",
                "compared",
                "chi_square",
                "p_value",
                "cramers_v",
                "is_flagged",
                "reason"))
        .containsExactly(
            "A 1 - - - - ONE_COMPARED", "ALL 1 - - - - ONE_COMPARED", "B 1 - - - - ONE_COMPARED");
  }

  @Test
  void ofAMillionCustomersPRejectsWhatMattersNothing() {
    MoveRows moves =
        new MoveRows()
            .move("tier", "2024-02", "A", "A", 900_000)
            .move("tier", "2024-02", "A", "B", 100_000)
            .move("tier", "2024-03", "A", "A", 897_000)
            .move("tier", "2024-03", "A", "B", 103_000);
    Row all =
        tests(moves, nobody(), YEAR, MonthRange.of(MARCH)).where("from_segment = 'ALL'").first();
    assertThat(all.<Double>getAs("p_value")).isLessThan(1e-10);
    assertThat(all.<Double>getAs("cramers_v")).isLessThan(0.01);
    assertThat(all.<Boolean>getAs("is_flagged")).isFalse();
  }

  @Test
  void aLargeVOfFewCustomersIsChance() {
    MoveRows moves =
        new MoveRows()
            .move("tier", "2024-02", "A", "A", 3)
            .move("tier", "2024-02", "A", "B", 1)
            .move("tier", "2024-03", "A", "A", 2)
            .move("tier", "2024-03", "A", "B", 2);
    Row all =
        tests(moves, nobody(), YEAR, MonthRange.of(MARCH)).where("from_segment = 'ALL'").first();
    assertThat(all.<Double>getAs("cramers_v")).isGreaterThan(0.2);
    assertThat(all.<Boolean>getAs("is_flagged")).isFalse();
    assertThat(all.<Double>getAs("small_expected_share")).isEqualTo(1.0);
  }

  /** North keeps 30 + 60 of 100, south 60 + 10 of 100; the months before the window are others. */
  @Test
  void groupsAreComparedOverTheWindow() {
    MoveRows moves = new MoveRows().move("tier", "2024-03", "A", "A", 1);
    for (Object[] cell :
        new Object[][] {
          {"2024-02", "north", "A", 30L},
          {"2024-02", "north", "B", 5L},
          {"2024-03", "north", "A", 60L},
          {"2024-03", "north", "B", 5L},
          {"2024-03", "south", "A", 70L},
          {"2024-03", "south", "B", 30L},
          {"2024-01", "south", "B", 999L}
        }) {
      moves.move(
          "tier",
          (String) cell[0],
          1,
          "branch",
          (String) cell[1],
          "A",
          (String) cell[2],
          (Long) cell[3]);
    }
    moves.move("tier", "2024-03", 1, "branch", "south", "ENTERED", "A", 50);
    moves.move("tier", "2024-03", 3, "branch", "south", "A", "B", 50);
    ForecastDef twoMonths = new ForecastDef(12, 2, List.of());
    Dataset<Row> groups =
        tests(moves, nobody(), twoMonths, MonthRange.of(MARCH)).where("test = 'GROUP'");
    assertThat(
            Lines.of(
                groups, "group_by", "from_segment", "compared", "moves", "degrees", "is_flagged"))
        .containsExactly("branch A 2 200 1 true", "branch ALL 2 200 1 true");
    // (90 × 30 − 10 × 70)² × 200 ÷ (100 × 100 × 160 × 40)
    assertThat(groups.first().<Double>getAs("chi_square")).isCloseTo(12.5, within(1e-6));
    assertThat(groups.first().<Double>getAs("cramers_v")).isCloseTo(0.25, within(1e-6));
  }

  /**
   * c1 and c2 were in the base in both months before; c3 skips one, c4 is new; c5 goes; c6 is of no
   * segment.
   */
  @Test
  void pathsAreOfThoseWhoWereThereInBothMonthsBefore() {
    Dataset<Row> customers =
        customers("c1 A A B", "c2 A B B", "c3 A - B", "c4 - A A", "c5 B A -", "c6 ? A A");
    assertThat(
            Lines.of(
                Paths.to(MonthRange.of(MARCH), customers, List.of("tier")),
                "month",
                "scheme",
                "compared",
                "from_segment",
                "to_segment",
                "customers"))
        .containsExactly(
            "2024-03 tier A A B 1",
            "2024-03 tier A B B 1",
            "2024-03 tier B A LEFT 1",
            "2024-03 tier OUTSIDE A A 1");
  }

  private Dataset<Row> customers(String... lines) {
    List<Row> rows = new ArrayList<>();
    for (String line : lines) {
      String[] cells = line.split(" ");
      for (int month = 1; month < cells.length; month++) {
        if (!cells[month].equals("-")) {
          rows.add(
              RowFactory.create(
                  cells[0],
                  JANUARY.plus(month - 1).toString(),
                  cells[month].equals("?") ? null : cells[month]));
        }
      }
    }
    return rows(CUSTOMER_MONTH, rows);
  }

  private static final double[][] RATES = {{0.8, 0.15, 0.05}, {0.2, 0.75, 0.05}, {0, 0, 1}};
  private static final String[] CODES = {"A", "B", States.LEFT};

  @Test
  void aChainIsNotFlagged() {
    for (long seed = 1; seed <= 5; seed++) {
      SimulatedChain chain = new SimulatedChain(seed, RATES);
      int[] first = new int[4000];
      for (int i = 0; i < first.length; i++) {
        first[i] = i % 2;
      }
      int[] second = chain.next(first);
      int[] third = chain.next(second);
      assertThat(flags(first, second, third))
          .as("seed " + seed)
          .containsExactly("ORDER false", "TIME false");
    }
  }

  /** Whoever moved into the state last month moves back, with a chance of 60 %. */
  @Test
  void aChainOfTheSecondOrderIsFlagged() {
    SimulatedChain chain = new SimulatedChain(1, RATES);
    SimulatedChain coin = new SimulatedChain(2, new double[][] {{0.6, 0.4}, {0, 1}});
    int[] first = new int[4000];
    for (int i = 0; i < first.length; i++) {
      first[i] = i % 2;
    }
    int[] second = chain.next(first);
    int[] third = chain.next(second);
    for (int i = 0; i < third.length; i++) {
      if (second[i] != first[i] && second[i] != 2 && coin.next(0) == 0) {
        third[i] = first[i];
      }
    }
    assertThat(flags(first, second, third)).contains("ORDER true");
  }

  private List<String> flags(int[]... months) {
    MoveRows moves = new MoveRows();
    List<Row> customers = new ArrayList<>();
    for (int month = 0; month < months.length; month++) {
      for (int i = 0; i < months[month].length; i++) {
        if (!CODES[months[month][i]].equals(States.LEFT)) {
          customers.add(
              RowFactory.create("c" + i, JANUARY.plus(month).toString(), CODES[months[month][i]]));
        }
      }
      if (month > 0) {
        for (int from = 0; from < 2; from++) {
          for (int to = 0; to < CODES.length; to++) {
            long n = 0;
            for (int i = 0; i < months[month].length; i++) {
              n += months[month - 1][i] == from && months[month][i] == to ? 1 : 0;
            }
            moves.move("tier", JANUARY.plus(month).toString(), CODES[from], CODES[to], n);
          }
        }
      }
    }
    return Lines.of(
        tests(moves, rows(CUSTOMER_MONTH, customers), ORDER_OF_TIER, MonthRange.of(MARCH))
            .where("from_segment = 'ALL'"),
        "test",
        "is_flagged");
  }

  @Test
  void whereTheMonthBeforeLastHasNoDataThePastIsNotTested() {
    Dataset<Row> order =
        tests(arthritis(), nobody(), ORDER_OF_TIER, MonthRange.of(Month.of(2024, 2)))
            .where("test = 'ORDER'");
    assertThat(Lines.of(order, "month", "from_segment", "moves", "cramers_v", "reason"))
        .containsExactly(
            "2024-02 A 0 - NO_CUSTOMERS",
            "2024-02 ALL 0 - NO_CUSTOMERS",
            "2024-02 B 0 - NO_CUSTOMERS");
  }

  @Test
  void rowsHaveTheShapeOfTheTableAndAMonthAloneEqualsItsPartOfTheRange() {
    Dataset<Row> customers = customers("c1 A A B", "c2 A B B", "c3 B A A", "c5 B A -");
    MonthRange range = new MonthRange(JANUARY, MARCH);
    Dataset<Row> all = tests(arthritis(), customers, ORDER_OF_TIER, range);
    assertThat(all.schema().names())
        .containsExactly(ForecastTables.TRANSITION_TEST.schema().names());
    assertThat(Lines.of(all.where("month = '2024-03'")))
        .isEqualTo(
            Lines.of(
                tests(arthritis(), customers.repartition(5), ORDER_OF_TIER, MonthRange.of(MARCH))));
    assertThat(all.where("month = '2024-01'").count()).isZero();
  }
}
