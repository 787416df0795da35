package io.fenqun.scheme;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.Lines;
import io.fenqun.table.SchemeValue;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** Own value at last month's cuts, against the actual segment. */
class LastCutsTest extends SchemeTest {
  private static final long serialVersionUID = 1L;
  private static final String DDL =
      "customer_id string, month string, is_departed boolean, amount decimal(18,2), branch string";
  private static final String HALVES =
      """
        method: share
        by: amount
        within: [branch]
        %s
        segments:
          - {code: A, share: 50, zh: 甲, en: a}
          - {code: B, share: 50, zh: 乙, en: b}
        """;
  private static final SchemeDef HALF = scheme("half", HALVES.formatted(""));
  private static final SchemeDef SLOW = scheme("half", HALVES.formatted("evaluate: quarterly"));
  private static final SchemeDef RULED = scheme("half", HALVES.formatted("approval: required"));
  private static final SchemeDef GOOD =
      scheme(
          "good",
          """
          method: compose
          by: concat(half, if(amount > 100, '+', '-'))
          segments:
            - {code: YES, in: [A+, A-, B+], zh: 好, en: good}
            - {code: NO, zh: 否, en: not good}
          """);
  private static final SchemeDef SIZE =
      scheme(
          "size",
          """
          method: bands
          by: amount
          segments:
            - {code: LOW, zh: 低, en: low}
            - {code: HIGH, floor: 50, zh: 高, en: high}
          """);

  private static Row customer(String id, String month, String amount, String branch) {
    return RowFactory.create(
        id, month, false, amount == null ? null : new BigDecimal(amount), branch);
  }

  private static Row customer(String id, String month, String amount) {
    return customer(id, month, amount, "x");
  }

  private List<String> moves(MonthRange months, List<SchemeDef> schemes, Row... customers) {
    MonthRange all = new MonthRange(Month.of(2024, 1), months.to());
    SegmentBuilder builder = new SegmentBuilder(schemes, CONTEXT, Staging.NONE);
    Dataset<Row> wide = computed(builder.wide(rows(DDL, customers), all, Optional.empty()));
    WideColumns columns = new WideColumns(schemes);
    return Lines.of(
        new LastCuts(new CutSchemes(schemes, months), CONTEXT, Staging.NONE)
            .moves(columns.of(wide), builder.segmentRows(wide), columns.values()),
        "month",
        "scheme",
        "from_segment",
        "to_segment",
        "customers",
        "value");
  }

  /** customer_month of the schemes, with the features that a follower reads. */
  private record WideColumns(List<SchemeDef> schemes) {
    Dataset<Row> of(Dataset<Row> wide) {
      return wide.withColumn("value", col("amount"))
          .selectExpr(
              Stream.concat(
                      Stream.of("customer_id", "month", "value", "amount", "branch"),
                      schemes.stream().map(SchemeDef::name))
                  .toArray(String[]::new));
    }

    List<SchemeValue> values() {
      return schemes.stream().map(s -> new SchemeValue(s.name(), "value")).toList();
    }
  }

  private static final MonthRange FEBRUARY = MonthRange.of(Month.of(2024, 2));

  @Test
  void whoKeepsHisScoreAndIsOvertakenMovesByOthers() {
    assertThat(
            moves(
                FEBRUARY,
                List.of(HALF),
                customer("a", "2024-01", "10"),
                customer("b", "2024-01", "5"),
                customer("a", "2024-02", "10"),
                customer("b", "2024-02", "20")))
        .as("b reaches last month's cut of A by himself, a is pushed out")
        .containsExactly("2024-02 half A B 1 10.00");
  }

  @Test
  void whoFallsBelowTheCutMovesHimselfEvenWhereOthersComeUpForIt() {
    assertThat(
            moves(
                FEBRUARY,
                List.of(HALF),
                customer("a", "2024-01", "10"),
                customer("b", "2024-01", "5"),
                customer("a", "2024-02", "4"),
                customer("b", "2024-02", "5")))
        .as("b rises without an own move")
        .containsExactly("2024-02 half B A 1 5.00");
  }

  @Test
  void aTieAtTheCutStaysWhereTheTieBreakPutItWhileTheScoreIsTheSame() {
    assertThat(
            moves(
                FEBRUARY,
                List.of(HALF),
                customer("a", "2024-01", "10"),
                customer("b", "2024-01", "10"),
                customer("a", "2024-02", "10"),
                customer("b", "2024-02", "10")))
        .isEmpty();
  }

  @Test
  void groupsAreApartAndAGroupWithoutCutsJudgesNobody() {
    assertThat(
            moves(
                FEBRUARY,
                List.of(HALF),
                customer("a", "2024-01", "10", "x"),
                customer("b", "2024-01", "5", "x"),
                customer("c", "2024-01", "100", null),
                customer("d", "2024-01", "50", null),
                customer("e", "2024-01", "1", null),
                customer("a", "2024-02", "10", "new"),
                customer("b", "2024-02", "11", "new"),
                customer("c", "2024-02", "40", null),
                customer("d", "2024-02", "50", null)))
        .as("of three, A were c and d with 50 and more; of c and d only d is first")
        .isEmpty();
    assertThat(
            moves(
                FEBRUARY,
                List.of(HALF),
                customer("a", "2024-01", "10", "x"),
                customer("b", "2024-01", "5", "x"),
                customer("c", "2024-01", "100", null),
                customer("d", "2024-01", "50", null),
                customer("a", "2024-02", "10", null),
                customer("c", "2024-02", "40", null)))
        .as("a is judged by the cuts of the branch he came to, c is first by a's coming")
        .containsExactly("2024-02 half B A 1 40.00");
  }

  @Test
  void whoIsOutsideOrNewOrLeavesIsNobodysMove() {
    assertThat(
            moves(
                FEBRUARY,
                List.of(HALF),
                customer("a", "2024-01", "10"),
                customer("b", "2024-01", "5"),
                customer("o", "2024-01", null),
                customer("b", "2024-02", "5"),
                customer("n", "2024-02", "7"),
                customer("o", "2024-02", null)))
        .isEmpty();
  }

  @Test
  void aMonthWithoutEvaluationMovesNobodyAndTheNextIsHeldAgainstTheLast() {
    MonthRange months = new MonthRange(Month.of(2024, 4), Month.of(2024, 6));
    assertThat(
            moves(
                months,
                List.of(SLOW),
                customer("a", "2024-03", "10"),
                customer("b", "2024-03", "5"),
                customer("a", "2024-04", "1"),
                customer("b", "2024-04", "50"),
                customer("a", "2024-05", "1"),
                customer("b", "2024-05", "50"),
                customer("a", "2024-06", "30"),
                customer("b", "2024-06", "50")))
        .containsExactly("2024-06 half A B 1 30.00");
  }

  @Test
  void aSchemeThatReadsARankingFollowsItAndOneThatDoesNotIsLeftOut() {
    assertThat(
            moves(
                FEBRUARY,
                List.of(HALF, GOOD, SIZE),
                customer("a", "2024-01", "10"),
                customer("b", "2024-01", "5"),
                customer("o", "2024-01", null),
                customer("a", "2024-02", "10"),
                customer("b", "2024-02", "20"),
                customer("o", "2024-02", null)))
        .containsExactly("2024-02 good YES NO 1 10.00", "2024-02 half A B 1 10.00");
  }

  @Test
  void whatIsReadFollowsFromTheSchemesAlone() {
    CutSchemes cut = new CutSchemes(List.of(SLOW, GOOD, SIZE), MonthRange.of(Month.of(2024, 6)));
    assertThat(cut.areAny()).isTrue();
    assertThat(cut.reads())
        .containsExactly(Month.of(2024, 3), Month.of(2024, 5), Month.of(2024, 6));
    assertThat(cut.names()).containsExactly("amount", "branch", "half");
    assertThat(cut.scored()).containsExactly("half");
    assertThat(cut.followers()).containsExactly(GOOD);
    assertThat(cut.alone().followers()).isEmpty();
    assertThat(cut.alone().names()).containsExactly("branch");
    assertThat(new CutSchemes(List.of(SLOW), FEBRUARY).areAny()).isFalse();
    assertThat(new CutSchemes(List.of(RULED, SIZE), FEBRUARY).areAny())
        .as("who is where waits for approval")
        .isFalse();
  }
}
