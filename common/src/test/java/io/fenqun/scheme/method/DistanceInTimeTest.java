package io.fenqun.scheme.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.scheme.Approvals;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SchemeTest;
import io.fenqun.scheme.SegmentBuilder;
import io.fenqun.table.HistoryTables;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/**
 * Distances where a month hangs on the months before, by hand; each case month by month from what
 * was written, and all months at once.
 */
class DistanceInTimeTest extends SchemeTest {
  private static final long serialVersionUID = 1L;
  private static final String DDL =
      "customer_id string, month string, is_departed boolean, amount int";

  private static final String GRADES =
      """
      segments:
        - {code: LOW, floor: 0, zh: 低, en: low}
        - {code: MIDDLE, floor: 10, zh: 中, en: middle}
        - {code: HIGH, floor: 20, zh: 高, en: high}
      """;

  private static final SchemeDef LEVEL = scheme("level", "method: bands\nby: amount\n" + GRADES);

  private static final SchemeDef APPROVED =
      scheme(
          "level", "method: bands\nevaluate: quarterly\napproval: required\nby: amount\n" + GRADES);

  /** Rows of a customer from a month on. */
  private static List<Row> rowsOf(String id, String from, Integer... amounts) {
    List<Row> rows = new ArrayList<>();
    MonthRange months = range(from, "2030-12");
    for (int i = 0; i < amounts.length; i++) {
      rows.add(RowFactory.create(id, months.months().get(i).toString(), false, amounts[i]));
    }
    return rows;
  }

  /** "segment up down" by month and customer, of the scheme {@code level}. */
  private Map<String, String> given(
      SegmentBuilder builder, MonthRange range, Approvals approvals, List<Row> features) {
    Dataset<Row> rows = rows(DDL, features);
    Dataset<Row> stepwise = monthByMonth(builder, rows, range, approvals);
    Dataset<Row> atOnce =
        builder.segmentRows(builder.wide(rows, range, Optional.empty(), approvals));
    assertThat(sorted(stepwise)).isEqualTo(sorted(atOnce));
    Map<String, String> given = new TreeMap<>();
    for (Row row : stepwise.filter("scheme = 'level'").collectAsList()) {
      given.put(
          row.getAs("month") + " " + row.getAs("customer_id"),
          row.getAs("segment") + " " + row.getAs("distance_up") + " " + row.getAs("distance_down"));
    }
    return given;
  }

  private Approvals decided(Row... decisions) {
    return new Approvals(
        Optional.of(rows(HistoryTables.APPROVAL.schema().toDDL(), List.of(decisions))));
  }

  private static Row decision(String month, String segment, String decision, String effective) {
    return RowFactory.create(
        month, "level", "a", segment, null, decision, effective, "Li", "seen", null);
  }

  @Test
  void anApprovedProposalBringsItsDistancesAndAKeptSegmentHasNone() {
    Approvals approvals =
        decided(
            decision("2024-03", "MIDDLE", "APPROVED", "2024-05"),
            decision("2024-06", "HIGH", "APPROVED", "2024-08"),
            decision("2024-09", "LOW", "REJECTED", null));
    assertThat(
            given(
                builder(APPROVED),
                range("2024-03", "2024-12"),
                approvals,
                rowsOf("a", "2024-03", 14, 0, 0, 23, 0, 0, 3, 0, 0, 21)))
        .isEqualTo(
            new TreeMap<>(
                Map.of(
                    "2024-03 a", "OUTSIDE null null",
                    "2024-04 a", "OUTSIDE null null",
                    "2024-05 a", "MIDDLE 6.0 4.0",
                    "2024-06 a", "MIDDLE null null",
                    "2024-07 a", "MIDDLE null null",
                    "2024-08 a", "HIGH null 3.0",
                    "2024-09 a", "HIGH null null",
                    "2024-10 a", "HIGH null null",
                    "2024-11 a", "HIGH null null",
                    "2024-12 a", "HIGH null 1.0")));
  }

  @Test
  void anAdjustedGradeHasNoDistancesThoughTheGradeItComesFromHas() {
    SchemeDef initial = scheme("initial", "method: bands\nby: amount\n" + GRADES);
    SchemeDef adjusted =
        scheme(
            "level",
            """
            method: adjust
            of: initial
            by: amount
            full: 40
            step: 20
            segments:
              - {code: HIGH, zh: 高, en: high}
              - {code: MIDDLE, zh: 中, en: middle}
              - {code: LOW, zh: 低, en: low}
            """);
    assertThat(
            given(
                builder(initial, adjusted),
                range("2024-06", "2024-07"),
                Approvals.NONE,
                rowsOf("a", "2024-06", 35, 15)))
        .isEqualTo(Map.of("2024-06 a", "HIGH null null", "2024-07 a", "LOW null null"));
  }

  @Test
  void aRuleThatWaitedIsLeftAtItsNumberAndWhatItStandsBeforeIsNotKnown() {
    SchemeDef phase =
        scheme(
            "level",
            """
            method: rules
            segments:
              - {code: GREAT, when: "amount >= 50", zh: 大, en: great}
              - {code: GROWTH, when: "amount > 5", after: 2, zh: 提升, en: growth}
              - {code: SMALL, when: "amount < 3", zh: 小, en: small}
              - {code: REST, zh: 其余, en: rest}
            """);
    assertThat(
            given(
                builder(phase),
                range("2024-01", "2024-05"),
                Approvals.NONE,
                rowsOf("a", "2024-01", 8, 9, 2, 60, 6)))
        .isEqualTo(
            new TreeMap<>(
                Map.of(
                    "2024-01 a", "REST null null",
                    "2024-02 a", "GROWTH 41.0 4.0",
                    "2024-03 a", "SMALL null null",
                    "2024-04 a", "GREAT null 10.0",
                    "2024-05 a", "GROWTH 44.0 1.0")));
  }

  @Test
  void aCarriedSegmentHasTheDistancesOfItsEvaluationAndEachEvaluationItsOwnCuts() {
    SchemeDef share =
        scheme(
            "level",
            """
            method: share
            evaluate: quarterly
            by: amount
            segments:
              - {code: TOP, share: 50, zh: 上, en: top}
              - {code: REST, share: 50, zh: 下, en: rest}
            """);
    List<Row> features = new ArrayList<>(rowsOf("a", "2024-03", 9, 1, 1, 9));
    features.addAll(rowsOf("b", "2024-03", 2, 7, 7, 8));
    assertThat(given(builder(share), range("2024-03", "2024-06"), Approvals.NONE, features))
        .containsEntry("2024-03 b", "REST 7.0 null")
        .containsEntry("2024-05 b", "REST 7.0 null")
        .containsEntry("2024-05 a", "TOP null 0.0")
        .containsEntry("2024-06 b", "REST 1.0 null")
        .hasSize(8);
  }

  @Test
  void aBandOfEveryMonthMeasuresEveryMonth() {
    assertThat(
            given(
                builder(LEVEL),
                range("2024-01", "2024-02"),
                Approvals.NONE,
                rowsOf("a", "2024-01", 14, 10)))
        .isEqualTo(Map.of("2024-01 a", "MIDDLE 6.0 4.0", "2024-02 a", "MIDDLE 10.0 0.0"));
  }
}
