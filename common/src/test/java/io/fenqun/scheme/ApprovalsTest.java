package io.fenqun.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.conf.Problems;
import io.fenqun.table.HistoryTables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.sql.Date;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ApprovalsTest extends SchemeTest {
  private static final long serialVersionUID = 1L;
  private static final String DDL =
      "customer_id string, month string, is_departed boolean, amount int";

  private static final String YAML =
      """
      method: bands
      evaluate: quarterly
      approval: required
      by: amount
      segments:
        - {code: LOW, floor: 0, zh: 低, en: low}
        - {code: MIDDLE, floor: 10, zh: 中, en: middle}
        - {code: HIGH, floor: 20, zh: 高, en: high}
      """;

  private static final SchemeDef LEVEL = scheme("level", YAML);

  private static final SegmentBuilder BUILDER = builder(LEVEL);

  private static Row row(String month, String id, int amount) {
    return RowFactory.create(id, month, false, amount);
  }

  private static Row decision(
      String month, String id, String segment, String decision, String effective) {
    return RowFactory.create(
        month, "level", id, segment, null, decision, effective, "Li", "seen", null);
  }

  private static Row sourced(
      String month, String id, @Nullable String segment, String decision, String day) {
    String effective = decision.equals("APPROVED") ? month : null;
    return RowFactory.create(
        month, "level", id, segment, "list", decision, effective, "board", day, Date.valueOf(day));
  }

  private Approvals approvals(Row... decisions) {
    return new Approvals(
        Optional.of(rows(HistoryTables.APPROVAL.schema().toDDL(), List.of(decisions))));
  }

  private Map<String, Object> column(String column, Approvals approvals, Row... features) {
    Dataset<Row> wide =
        BUILDER.wide(
            rows(DDL, List.of(features)), range("2024-03", "2024-07"), Optional.empty(), approvals);
    return byMonthAndCustomer(computed(wide), column);
  }

  @Test
  void aProposalTakesEffectFromTheEffectiveMonthOfItsApproval() {
    Row[] features = {row("2024-03", "a", 15), row("2024-04", "a", 15), row("2024-05", "a", 15)};
    Approvals approved = approvals(decision("2024-03", "a", "MIDDLE", "APPROVED", "2024-05"));
    assertThat(column("level", approved, features))
        .isEqualTo(Map.of("2024-03 a", "OUTSIDE", "2024-04 a", "OUTSIDE", "2024-05 a", "MIDDLE"));
    assertThat(column("level__proposed_segment", approved, features))
        .containsEntry("2024-03 a", "MIDDLE")
        .containsEntry("2024-04 a", "MIDDLE")
        .containsEntry("2024-05 a", null);
    assertThat(column("level__reason", approved, features))
        .containsEntry("2024-03 a", "{\"code\":\"AWAITS_APPROVAL\"}")
        .containsEntry("2024-05 a", "{\"code\":\"BAND\",\"values\":{\"amount\":15}}");
    assertThat(column("level__evaluated_month", approved, features))
        .containsEntry("2024-04 a", null)
        .containsEntry("2024-05 a", "2024-03");
  }

  @Test
  void untilThenAndWhenRejectedTheLastEffectiveSegmentStays() {
    Row[] features = {
      row("2024-03", "a", 15),
      row("2024-04", "a", 1),
      row("2024-05", "a", 1),
      row("2024-06", "a", 25),
      row("2024-07", "a", 25)
    };
    Row march = decision("2024-03", "a", "MIDDLE", "APPROVED", "2024-03");
    Row rejected = decision("2024-06", "a", "HIGH", "REJECTED", null);
    assertThat(column("level", approvals(march), features))
        .containsEntry("2024-05 a", "MIDDLE")
        .containsEntry("2024-06 a", "MIDDLE")
        .containsEntry("2024-07 a", "MIDDLE");
    assertThat(column("level__proposed_segment", approvals(march), features))
        .containsEntry("2024-05 a", null)
        .containsEntry("2024-07 a", "HIGH");
    assertThat(column("level", approvals(march, rejected), features))
        .containsEntry("2024-06 a", "MIDDLE")
        .containsEntry("2024-07 a", "MIDDLE");
    assertThat(column("level__proposed_segment", approvals(march, rejected), features))
        .containsEntry("2024-06 a", null)
        .containsEntry("2024-07 a", null);
    assertThat(column("level__evaluated_month", approvals(march, rejected), features))
        .containsEntry("2024-07 a", "2024-03");
  }

  @Test
  void aFirstProposalThatIsRejectedLeavesTheCustomerOutside() {
    Approvals rejected = approvals(decision("2024-03", "a", "LOW", "REJECTED", null));
    assertThat(column("level__reason", rejected, row("2024-03", "a", 1)))
        .containsEntry("2024-03 a", "{\"code\":\"REJECTED\"}");
    Approvals later = approvals(decision("2024-06", "a", "LOW", "REJECTED", null));
    assertThat(
            column(
                "level__reason",
                later,
                row("2024-03", "a", 1),
                row("2024-05", "a", 1),
                row("2024-06", "a", 1)))
        .containsEntry("2024-05 a", "{\"code\":\"AWAITS_APPROVAL\"}")
        .containsEntry("2024-06 a", "{\"code\":\"REJECTED\"}");
  }

  @Test
  void theSegmentThatHoldsAlreadyAndOutsideNeedNobody() {
    Row[] features = {
      row("2024-03", "a", 15), row("2024-04", "a", 15), row("2024-05", "a", 15),
      row("2024-06", "a", 19), row("2024-03", "b", -1), row("2024-03", "c", 15),
      row("2024-04", "c", 15), row("2024-05", "c", 15), row("2024-06", "c", -1)
    };
    Approvals approved =
        approvals(
            decision("2024-03", "a", "MIDDLE", "APPROVED", "2024-03"),
            decision("2024-03", "c", "MIDDLE", "APPROVED", "2024-03"));
    assertThat(column("level__evaluated_month", approved, features))
        .containsEntry("2024-06 a", "2024-06")
        .containsEntry("2024-03 b", "2024-03")
        .containsEntry("2024-06 c", "2024-06");
    assertThat(column("level", approved, features))
        .containsEntry("2024-03 b", "OUTSIDE")
        .containsEntry("2024-05 c", "MIDDLE")
        .containsEntry("2024-06 c", "OUTSIDE");
  }

  @Test
  void restatedDataThatProposeAnotherSegmentAreBackToProposed() {
    Approvals approved = approvals(decision("2024-03", "a", "MIDDLE", "APPROVED", "2024-03"));
    assertThat(column("level", approved, row("2024-03", "a", 15)))
        .containsEntry("2024-03 a", "MIDDLE");
    assertThat(column("level", approved, row("2024-03", "a", 25)))
        .containsEntry("2024-03 a", "OUTSIDE");
    assertThat(column("level__proposed_segment", approved, row("2024-03", "a", 25)))
        .containsEntry("2024-03 a", "HIGH");
  }

  @Test
  void aDecisionInBulkTakesWhateverIsProposed() {
    Approvals approved =
        approvals(
            sourced("2024-03", "a", null, "APPROVED", "2024-03-20"),
            sourced("2024-03", "b", null, "REJECTED", "2024-03-20"),
            sourced("2024-03", "c", "HIGH", "APPROVED", "2024-03-20"));
    Row[] features = {
      row("2024-03", "a", 15),
      row("2024-03", "b", 15),
      row("2024-03", "c", 15),
      row("2024-03", "d", -1)
    };
    assertThat(column("level", approved, features))
        .containsEntry("2024-03 a", "MIDDLE")
        .containsEntry("2024-03 b", "OUTSIDE")
        .containsEntry("2024-03 c", "OUTSIDE");
    assertThat(column("level__proposed_segment", approved, features))
        .containsEntry("2024-03 a", null)
        .containsEntry("2024-03 b", null)
        .containsEntry("2024-03 c", "MIDDLE");
  }

  @Test
  void ofSeveralDecisionsTheCommandsStandsThenTheLatestDaysThenARejection() {
    Approvals several =
        approvals(
            decision("2024-03", "a", "MIDDLE", "REJECTED", null),
            sourced("2024-03", "a", "MIDDLE", "APPROVED", "2024-05-20"),
            sourced("2024-03", "b", null, "REJECTED", "2024-03-20"),
            sourced("2024-03", "b", "MIDDLE", "APPROVED", "2024-03-21"),
            sourced("2024-03", "c", null, "REJECTED", "2024-03-21"),
            sourced("2024-03", "c", "MIDDLE", "APPROVED", "2024-03-21"),
            decision("2024-03", "d", "HIGH", "REJECTED", null),
            sourced("2024-03", "d", null, "APPROVED", "2024-03-01"));
    Row[] features = {
      row("2024-03", "a", 15),
      row("2024-03", "b", 15),
      row("2024-03", "c", 15),
      row("2024-03", "d", 15)
    };
    assertThat(column("level", several, features))
        .isEqualTo(
            Map.of(
                "2024-03 a", "OUTSIDE",
                "2024-03 b", "MIDDLE",
                "2024-03 c", "OUTSIDE",
                "2024-03 d", "MIDDLE"));
    Dataset<Row> wide =
        BUILDER.wide(
            rows(DDL, List.of(features)), range("2024-03", "2024-03"), Optional.empty(), several);
    assertThat(
            new GradeChanges(List.of(LEVEL))
                .rows(wide, several)
                .selectExpr("customer_id", "to_segment", "decided_by", "note")
                .collectAsList())
        .containsExactlyInAnyOrder(
            RowFactory.create("b", "MIDDLE", "board", "2024-03-21"),
            RowFactory.create("d", "MIDDLE", "board", "2024-03-01"));
  }

  @Test
  void whatIsToDecideIsEveryProposalOfAnotherSegmentThanTheOneInEffect() {
    Row[] features = {
      row("2024-03", "a", 15), row("2024-03", "b", -1), row("2024-04", "a", 15),
      row("2024-05", "a", 15), row("2024-06", "a", 15), row("2024-06", "n", 5),
      row("2024-05", "a2", 1)
    };
    Approvals approved = approvals(decision("2024-03", "a", "MIDDLE", "APPROVED", "2024-03"));
    Dataset<Row> segments =
        computed(
            BUILDER.segmentRows(
                BUILDER.wide(
                    rows(DDL, List.of(features)),
                    range("2024-03", "2024-06"),
                    Optional.empty(),
                    approved)));
    assertThat(Proposals.toDecide(segments, "level", Month.parse("2024-03")).collectAsList())
        .containsExactly(RowFactory.create("a", "MIDDLE"));
    assertThat(Proposals.toDecide(segments, "level", Month.parse("2024-06")).collectAsList())
        .containsExactly(RowFactory.create("n", "LOW"));
    assertThat(Proposals.toDecide(segments, "level", Month.parse("2024-05")).count()).isZero();
  }

  @Test
  void everyChangeIsKeptWithWhoApprovedIt() {
    Row[] features = {
      row("2024-03", "a", 15),
      row("2024-04", "a", 15),
      row("2024-05", "a", 15),
      row("2024-06", "a", -5)
    };
    Approvals approved = approvals(decision("2024-03", "a", "MIDDLE", "APPROVED", "2024-04"));
    GradeChanges changes = new GradeChanges(List.of(LEVEL));
    Dataset<Row> wide =
        BUILDER.wide(
            rows(DDL, List.of(features)), range("2024-03", "2024-06"), Optional.empty(), approved);
    assertThat(changes.areRecorded()).isTrue();
    assertThat(
            changes
                .rows(wide, approved)
                .selectExpr(
                    "month",
                    "customer_id",
                    "from_segment",
                    "to_segment",
                    "evaluated_month",
                    "decided_by",
                    "note")
                .collectAsList())
        .containsExactlyInAnyOrder(
            RowFactory.create("2024-04", "a", "OUTSIDE", "MIDDLE", "2024-03", "Li", "seen"),
            RowFactory.create("2024-06", "a", "MIDDLE", "OUTSIDE", "2024-06", null, null));
  }

  @Test
  void equalsPlainLoopsMonthByMonthAndAtOnceWhateverThePartitions() {
    MonthRange range = range("2024-02", "2024-10");
    for (long seed = 1; seed <= 2; seed++) {
      Random random = new Random(seed);
      List<Row> features = new ArrayList<>();
      List<Row> decisions = new ArrayList<>();
      for (Month month : range.months()) {
        for (int customer = 0; customer < 15; customer++) {
          if (random.nextInt(10) > 0) {
            features.add(row(month.toString(), "c" + customer, random.nextInt(30) - 3));
          }
          if (month.number() % 3 == 0) {
            for (String segment : List.of("LOW", "MIDDLE", "HIGH")) {
              int dice = random.nextInt(6);
              if (dice < 3) {
                String effective = dice == 0 ? null : month.plus(random.nextInt(4)).toString();
                decisions.add(
                    decision(
                        month.toString(),
                        "c" + customer,
                        segment,
                        dice == 0 ? "REJECTED" : "APPROVED",
                        effective));
              }
            }
          }
        }
      }
      Approvals approvals = approvals(decisions.toArray(Row[]::new));
      Dataset<Row> rows = rows(DDL, features);
      Dataset<Row> stepwise = monthByMonth(BUILDER, rows, range, approvals);
      Dataset<Row> atOnce =
          BUILDER.segmentRows(
              BUILDER.wide(rows.repartition(5), range, Optional.empty(), approvals));
      assertThat(sorted(stepwise)).as("seed %d", seed).isEqualTo(sorted(atOnce));
      Map<String, Object> segments = new TreeMap<>();
      for (Row row : stepwise.collectAsList()) {
        segments.put(row.getAs("month") + " " + row.getAs("customer_id"), row.getAs("segment"));
      }
      assertThat(segments).as("seed %d", seed).isEqualTo(naive(features, decisions, range));
    }
  }

  private static Map<String, Object> naive(
      List<Row> features, List<Row> decisions, MonthRange range) {
    Map<String, Integer> amounts = new HashMap<>();
    features.forEach(row -> amounts.put(row.getString(1) + " " + row.getString(0), row.getInt(3)));
    Map<String, Object> segments = new TreeMap<>();
    for (int customer = 0; customer < 15; customer++) {
      String id = "c" + customer;
      String effective = null;
      String proposal = null;
      String evaluated = "";
      for (Month month : range.months()) {
        Integer amount = amounts.get(month + " " + id);
        if (month.number() % 3 == 0) {
          proposal = amount == null ? null : band(amount);
          evaluated = month.toString();
        }
        if (amount == null) {
          effective = null;
          continue;
        }
        if (proposal == null) {
          effective = null;
        } else if (proposal.equals("OUTSIDE")
            || isApproved(decisions, evaluated, id, proposal, month)) {
          effective = proposal;
        }
        segments.put(month + " " + id, effective == null ? "OUTSIDE" : effective);
      }
    }
    return segments;
  }

  private static String band(int amount) {
    if (amount < 0) {
      return "OUTSIDE";
    }
    return amount < 10 ? "LOW" : amount < 20 ? "MIDDLE" : "HIGH";
  }

  private static boolean isApproved(
      List<Row> decisions, String evaluated, String id, String segment, Month month) {
    return decisions.stream()
        .anyMatch(
            row ->
                row.getString(0).equals(evaluated)
                    && row.getString(2).equals(id)
                    && row.getString(3).equals(segment)
                    && row.getString(5).equals("APPROVED")
                    && row.getString(6).compareTo(month.toString()) <= 0);
  }

  @Test
  void approvalOfWhatHangsOnTheMonthBeforeAndOfAScoreIsRefused() {
    Problems problems = new Problems();
    parse(
        "s",
        """
        method: rules
        approval: required
        segments:
          - {code: A, when: "amount > 0", after: 2, zh: 甲, en: first}
          - {code: B, zh: 乙, en: second}
        """,
        problems);
    parse(
        "t",
        """
        method: score
        approval: required
        indicators: [{by: amount, weight: 100}]
        """,
        problems);
    assertThat(problems.all())
        .containsExactly(
            "s.yaml:4: approval: is not supported where a month hangs on the one before; approve"
                + " its input",
            "t.yaml:4: approval: a score has no segments to approve; remove it");
  }
}
