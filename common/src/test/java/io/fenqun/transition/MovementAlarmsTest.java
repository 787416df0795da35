package io.fenqun.transition;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.Lines;
import io.fenqun.SparkTest;
import io.fenqun.table.PerformanceTables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/**
 * By hand: of 100 in A 10, 12, 8, 10, 12, 8 move to B from January to June, and 30 in July. The
 * months vary by 0.0179, chance gives 100 customers √(0.1 · 0.9 / 100) = 0.03: three of those make
 * the band 0.01 to 0.19.
 */
class MovementAlarmsTest extends SparkTest {
  private static final long serialVersionUID = 1L;
  private static final int[] MOVED = {10, 12, 8, 10, 12, 8, 30};
  private static final MonthRange JULY = MonthRange.of(Month.of(2024, 7));
  private static final AlarmDef DEF =
      new AlarmDef(AlarmDef.Band.DEVIATIONS, 3, 12, 6, 30, 5, 5, List.of());
  private static final String[] TOLD = {
    "kind",
    "segment",
    "to_segment",
    "customers",
    "value",
    "band_low",
    "band_high",
    "usual",
    "direction"
  };

  private static MoveRows moves() {
    MoveRows moves = new MoveRows();
    for (int i = 0; i < MOVED.length; i++) {
      moves
          .move("tier", month(i), "A", "B", MOVED[i])
          .move("tier", month(i), "A", "A", 100 - MOVED[i]);
    }
    return moves;
  }

  private static String month(int place) {
    return Month.of(2024, 1).plus(place).toString();
  }

  private Dataset<Row> noRollRates() {
    return rollRates(List.of());
  }

  private Dataset<Row> rollRates(List<Row> rows) {
    return rows(
        "scheme string, month string, base_month string, level string, n int, at_risk bigint,"
            + " rolled bigint",
        rows);
  }

  private Dataset<Row> alarms(MoveRows moves, AlarmDef def, MonthRange months) {
    return traced(
        new MovementAlarms(def, rows(MoveRows.SCHEMA, moves.rows()), noRollRates(), months));
  }

  private static Dataset<Row> traced(MovementAlarms alarms) {
    return alarms.traced(alarms.raised(), Optional.empty());
  }

  @Test
  void sizesAndMovesOutsideOfTheirBandAreTold() {
    assertThat(Lines.of(alarms(moves(), DEF, JULY), TOLD))
        .containsExactly(
            "SIZE A - 70 0.7 0.81 0.99 0.9 BELOW",
            "SIZE B - 30 0.3 0.01 0.19 0.1 ABOVE",
            "TRANSITION A A 70 0.7 0.81 0.99 0.9 BELOW",
            "TRANSITION A B 30 0.3 0.01 0.19 0.1 ABOVE");
  }

  @Test
  void withLessHistoryThereIsNoAlarm() {
    assertThat(Lines.of(alarms(moves(), DEF, JULY), "history_months")).containsOnly("6");
    AlarmDef seven = new AlarmDef(AlarmDef.Band.DEVIATIONS, 3, 12, 7, 30, 5, 5, List.of());
    assertThat(alarms(moves(), seven, JULY).collectAsList()).isEmpty();
    AlarmDef five = new AlarmDef(AlarmDef.Band.DEVIATIONS, 3, 5, 6, 30, 5, 5, List.of());
    assertThat(alarms(moves(), five, JULY).collectAsList()).isEmpty();
  }

  @Test
  void aMonthAsUsualHasNone() {
    MonthRange june = MonthRange.of(Month.of(2024, 6));
    AlarmDef soon = new AlarmDef(AlarmDef.Band.DEVIATIONS, 3, 12, 2, 30, 1, 5, List.of());
    assertThat(alarms(moves(), soon, june).collectAsList()).isEmpty();
  }

  @Test
  void fewCustomersAndFewMovedRaiseNone() {
    AlarmDef large = new AlarmDef(AlarmDef.Band.DEVIATIONS, 3, 12, 6, 101, 5, 5, List.of());
    assertThat(alarms(moves(), large, JULY).collectAsList()).isEmpty();
    AlarmDef twenty = new AlarmDef(AlarmDef.Band.DEVIATIONS, 3, 12, 6, 30, 20, 5, List.of());
    assertThat(alarms(moves(), twenty, JULY).count()).isEqualTo(4);
    AlarmDef more = new AlarmDef(AlarmDef.Band.DEVIATIONS, 3, 12, 6, 30, 21, 5, List.of());
    assertThat(alarms(moves(), more, JULY).collectAsList()).isEmpty();
  }

  @Test
  void aRangeIsFromTheLeastToTheLargestAndItsEdgeIsInside() {
    AlarmDef range = new AlarmDef(AlarmDef.Band.RANGE, 3, 12, 4, 30, 1, 5, List.of());
    assertThat(Lines.of(alarms(moves(), range, JULY).where("kind = 'TRANSITION'"), TOLD))
        .containsExactly(
            "TRANSITION A A 70 0.7 0.88 0.92 0.9 BELOW",
            "TRANSITION A B 30 0.3 0.08 0.12 0.1 ABOVE");
    assertThat(alarms(moves(), range, new MonthRange(Month.of(2024, 5), Month.of(2024, 6))).count())
        .isZero();
  }

  @Test
  void whatNeverHappenedAndWhatStopsIsTold() {
    MoveRows moves = new MoveRows();
    for (int i = 0; i < 7; i++) {
      moves
          .move("tier", month(i), "A", "A", 80)
          .move("tier", month(i), "A", i < 6 ? "B" : "LEFT", 20);
    }
    assertThat(Lines.of(alarms(moves, DEF, JULY), TOLD))
        .containsExactly(
            "SIZE A - 80 1.0 0.665835921 0.934164079 0.8 ABOVE",
            "SIZE B - 0 0.0 0.0658359214 0.334164079 0.2 BELOW",
            "TRANSITION A B 0 0.0 0.08 0.32 0.2 BELOW",
            "TRANSITION A LEFT 20 0.2 0.0 0.0 0.0 ABOVE");
  }

  @Test
  void groupsThatMovedItAreToldByTheirPart() {
    int[] north = {5, 5, 5, 5, 5, 5, 22};
    MoveRows moves = moves();
    for (int i = 0; i < MOVED.length; i++) {
      moves
          .move("tier", month(i), 1, "branch", "N", "A", "B", north[i])
          .move("tier", month(i), 1, "branch", "S", "A", "B", MOVED[i] - north[i])
          .move("tier", month(i), 1, "branch", "N", "A", "A", 50 - north[i])
          .move("tier", month(i), 1, "branch", "S", "A", "A", 50 - MOVED[i] + north[i]);
    }
    assertThat(
            Lines.of(alarms(moves, DEF, JULY).where("kind = 'TRANSITION'"), "to_segment", "groups"))
        .containsExactly(
            "A [{\"group_by\":\"branch\",\"rank\":1,\"group_value\":\"N\",\"part\":-0.17,\"customers\":28},"
                + "{\"group_by\":\"branch\",\"rank\":2,\"group_value\":\"S\",\"part\":-0.03,\"customers\":42}]",
            "B [{\"group_by\":\"branch\",\"rank\":1,\"group_value\":\"N\",\"part\":0.17,\"customers\":22},"
                + "{\"group_by\":\"branch\",\"rank\":2,\"group_value\":\"S\",\"part\":0.03,\"customers\":8}]");
    AlarmDef one = new AlarmDef(AlarmDef.Band.DEVIATIONS, 3, 12, 6, 30, 5, 1, List.of());
    assertThat(Lines.of(alarms(moves, one, JULY).where("kind = 'SIZE'"), "segment", "groups"))
        .allMatch(line -> line.contains("\"N\"") && !line.contains("\"S\""));
  }

  @Test
  void equalPartsAreInTheOrderOfTheirValuesAndNullIsLast() {
    MoveRows moves = moves();
    for (String branch : new String[] {null, "S", "N"}) {
      moves.move("tier", "2024-07", 1, "branch", branch, "A", "B", 10);
    }
    assertThat(
            Lines.of(
                alarms(moves, DEF, JULY).where("kind = 'TRANSITION' and to_segment = 'B'"),
                "groups"))
        .containsExactly(
            "[{\"group_by\":\"branch\",\"rank\":1,\"group_value\":\"N\",\"part\":0.1,\"customers\":10},"
                + "{\"group_by\":\"branch\",\"rank\":2,\"group_value\":\"S\",\"part\":0.1,\"customers\":10},"
                + "{\"group_by\":\"branch\",\"rank\":3,\"part\":0.1,\"customers\":10}]");
  }

  @Test
  void rollRatesOfAllBaseMonthsTogetherAreWatched() {
    List<Row> rolls = new ArrayList<>();
    for (int i = 0; i < MOVED.length; i++) {
      rolls.add(RowFactory.create("tier", month(i), "2023-11", "L1", 1, 60L, MOVED[i] - 2L));
      rolls.add(RowFactory.create("tier", month(i), "2023-12", "L1", 1, 40L, 2L));
      rolls.add(RowFactory.create("tier", month(i), "2023-12", "L2", 0, 20L, (long) MOVED[i] / 2));
    }
    Dataset<Row> alarms =
        traced(new MovementAlarms(DEF, rows(MoveRows.SCHEMA), rollRates(rolls), JULY));
    assertThat(
            Lines.of(
                alarms,
                "kind",
                "segment",
                "to_segment",
                "n",
                "customers",
                "base_customers",
                "value",
                "usual",
                "groups"))
        .containsExactly("ROLL_RATE L1 - 1 30 100 0.3 0.1 -");
  }

  /**
   * By hand: of 40 at risk at n = 1 each month 4 roll on, two of them of N and two of S; in July
   * 20, of N 2 who were in L1, of S 14, and 4 whose branch of the base month is not known. L2 has
   * one of S every month.
   */
  @Test
  void aRollRateIsTracedToTheGroupsOfTheBaseMonth() {
    List<Row> rolls = new ArrayList<>();
    List<Row> state = new ArrayList<>();
    List<Row> customers = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      boolean isJuly = i == 6;
      rolls.add(RowFactory.create("tier", month(i), "2023-12", "L1", 1, 40L, isJuly ? 20L : 4L));
      rolls.add(RowFactory.create("tier", month(i), "2023-12", "L2", 1, 40L, 1L));
      rolls.add(RowFactory.create("tier", month(i), "2023-12", "ALL", 1, 80L, isJuly ? 21L : 5L));
      int customer = 0;
      for (Object[] part :
          isJuly
              ? new Object[][] {{"N", 2}, {"S", 14}, {"?", 4}}
              : new Object[][] {{"N", 2}, {"S", 2}}) {
        for (int of = 0; of < (int) part[1]; of++) {
          String id = month(i) + part[0] + ++customer;
          state.add(RowFactory.create("tier", month(i), "2023-12", id, "L1", 2, 1));
          // in July he is elsewhere: the base month counts
          customers.add(RowFactory.create(id, "2024-07", "W"));
          if (!part[0].equals("?")) {
            customers.add(RowFactory.create(id, "2023-12", part[0]));
          }
        }
      }
      state.add(RowFactory.create("tier", month(i), "2023-12", "l2", "L2", 2, 1));
      state.add(RowFactory.create("tier", month(i), "2023-12", "cured", "L1", 0, 1));
      state.add(RowFactory.create("tier", month(i), "2023-12", "new", "L1", 1, null));
    }
    customers.add(RowFactory.create("l2", "2023-12", "S"));
    customers.add(RowFactory.create("cured", "2023-12", "S"));
    customers.add(RowFactory.create("new", "2023-12", "S"));
    Dataset<Row> states =
        rows(
            "scheme string, month string, base_month string, customer_id string, level string,"
                + " run int, run_before int",
            state);
    RolledGroups groups = new RolledGroups(List.of("branch"), Set.of());
    assertThat(groups.baseMonths(states)).containsExactly("2023-12");
    MovementAlarms alarms = new MovementAlarms(DEF, rows(MoveRows.SCHEMA), rollRates(rolls), JULY);
    Dataset<Row> raised = alarms.raised();
    assertThat(MovementAlarms.rolling(raised)).containsExactly("tier");
    Dataset<Row> rolled =
        groups.of(states, rows("customer_id string, month string, branch string", customers));
    assertThat(Lines.of(alarms.traced(raised, Optional.of(rolled)), "segment", "value", "groups"))
        .containsExactly(
            "ALL 0.2625 [{\"group_by\":\"branch\",\"rank\":1,\"group_value\":\"S\",\"part\":0.15,\"customers\":15},"
                + "{\"group_by\":\"branch\",\"rank\":2,\"part\":0.05,\"customers\":4}]",
            "L1 0.5 [{\"group_by\":\"branch\",\"rank\":1,\"group_value\":\"S\",\"part\":0.3,\"customers\":14},"
                + "{\"group_by\":\"branch\",\"rank\":2,\"part\":0.1,\"customers\":4}]");
  }

  @Test
  void aSchemeIsNotSplitByItselfAndOutsideIsAGroup() {
    Dataset<Row> states =
        rows(
            "scheme string, month string, base_month string, customer_id string, level string,"
                + " run int, run_before int",
            RowFactory.create("tier", "2024-07", "2024-05", "a", "L1", 1, 0),
            RowFactory.create("tier", "2024-07", "2024-05", "b", "L1", 1, 0));
    Dataset<Row> customers =
        rows(
            "customer_id string, month string, tier string, risk string",
            RowFactory.create("a", "2024-05", "L1", null),
            RowFactory.create("b", "2024-05", "L1", "HIGH"));
    RolledGroups groups = new RolledGroups(List.of("tier", "risk"), Set.of("tier", "risk"));
    assertThat(
            Lines.of(
                groups.of(states, customers).where("segment = 'ALL'"),
                "n",
                "group_by",
                "group_value",
                "customers"))
        .containsExactly("0 risk HIGH 1", "0 risk OUTSIDE 1");
  }

  @Test
  void onlySchemesThatAreNamedAreWatched() {
    MoveRows moves = moves();
    moves()
        .rows()
        .forEach(
            row ->
                moves.move(
                    "other", row.getString(1), row.getString(5), row.getString(6), row.getLong(7)));
    AlarmDef named = new AlarmDef(AlarmDef.Band.DEVIATIONS, 3, 12, 6, 30, 5, 5, List.of("other"));
    assertThat(Lines.of(alarms(moves, named, JULY), "scheme")).hasSize(4).containsOnly("other");
  }

  @Test
  void aMonthIsTheSameAloneAndInARange() {
    AlarmDef soon = new AlarmDef(AlarmDef.Band.RANGE, 3, 3, 2, 30, 1, 5, List.of());
    Dataset<Row> all = alarms(moves(), soon, new MonthRange(Month.of(2024, 1), Month.of(2024, 7)));
    for (Month month : new MonthRange(Month.of(2024, 1), Month.of(2024, 7)).months()) {
      Dataset<Row> read =
          rows(MoveRows.SCHEMA, moves().rows())
              .where(col("month").between(month.minus(3).toString(), month.toString()));
      Dataset<Row> alone =
          traced(new MovementAlarms(soon, read, noRollRates(), MonthRange.of(month)));
      assertThat(Lines.of(alone))
          .isEqualTo(Lines.of(all.where(col("month").equalTo(month.toString()))));
    }
  }

  @Test
  void rowsHaveTheShapeOfTheTable() {
    assertThat(alarms(moves(), DEF, JULY).schema().names())
        .containsExactly(PerformanceTables.MOVEMENT_ALARM.schema().names());
  }
}
