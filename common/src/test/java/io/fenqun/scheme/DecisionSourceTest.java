package io.fenqun.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.time.EvaluationCycle;
import java.sql.Date;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Decisions that come from a source. */
class DecisionSourceTest extends SchemeTest {
  private static final long serialVersionUID = 1L;
  private static final DecisionSource LIST =
      new DecisionSource("level", EvaluationCycle.QUARTERLY, "list", "day");

  private static Row clean(
      String customer,
      String evaluated,
      String decision,
      @Nullable String effective,
      @Nullable String segment,
      String day) {
    return RowFactory.create(
        customer, evaluated, decision, effective, segment, null, "board", Date.valueOf(day));
  }

  private Dataset<Row> source(Row... clean) {
    return rows(
        "customer_id string, evaluated_month string, decision string, effective_month string,"
            + " proposed_segment string, scheme string, decided_by string, day date",
        List.of(clean));
  }

  private Dataset<Row> proposed(String... customerAndSegment) {
    Row[] rows = new Row[customerAndSegment.length / 2];
    for (int i = 0; i < rows.length; i++) {
      rows[i] =
          RowFactory.create(
              "level", "2024-03", customerAndSegment[2 * i], customerAndSegment[2 * i + 1]);
    }
    return rows(
        "scheme string, month string, customer_id string, proposed_segment string", List.of(rows));
  }

  private static List<String> lines(Dataset<Row> decisions) {
    return sorted(
        decisions.selectExpr("customer_id", "proposed_segment", "decision", "string(decided_on)"));
  }

  @Test
  void aRowThatIsNoDecisionOnAnEvaluationDecidesNothingAndIsCounted() {
    Dataset<Row> source =
        source(
            clean("a", "2024-03", "APPROVED", "2024-03", null, "2024-04-01"),
            clean("b", "2024-03", "APPROVED", "2024-05", null, "2024-04-01"),
            clean("c", "2024-03", "REJECTED", null, null, "2024-04-01"),
            clean("d", "2024-03", "approved", "2024-03", null, "2024-04-01"),
            clean("e", "2024-02", "APPROVED", "2024-03", null, "2024-04-01"),
            clean("f", "2024-03", "APPROVED", "2024-06", null, "2024-04-01"),
            clean("g", "2024-03", "APPROVED", "2024-02", null, "2024-04-01"),
            clean("h", "2024-03", "APPROVED", null, null, "2024-04-01"),
            clean("i", "March", "REJECTED", null, null, "2024-04-01"),
            clean("k", "2024-03", "APPROVED", "soon", null, "2024-04-01"));

    assertThat(lines(LIST.decisions(source)))
        .containsExactly(
            "[a,null,APPROVED,2024-04-01]",
            "[b,null,APPROVED,2024-04-01]",
            "[c,null,REJECTED,2024-04-01]");
    assertThat(LIST.refused(source)).isEqualTo(7);
  }

  @Test
  void aRowForAnotherSchemeIsNeitherTakenNorCounted() {
    Dataset<Row> source =
        source(
                clean("a", "2024-03", "REJECTED", null, null, "2024-04-01"),
                clean("b", "2024-02", "REJECTED", null, null, "2024-04-01"))
            .selectExpr("*", "'other' as scheme_named")
            .drop("scheme")
            .withColumnRenamed("scheme_named", "scheme");

    assertThat(LIST.decisions(source).count()).isZero();
    assertThat(LIST.refused(source)).isZero();
  }

  @Test
  void theLatestDayStandsAndOfOneDayTheRejection() {
    Dataset<Row> source =
        source(
            clean("a", "2024-03", "REJECTED", null, "LOW", "2024-04-01"),
            clean("a", "2024-03", "APPROVED", "2024-03", "LOW", "2024-04-02"),
            clean("b", "2024-03", "REJECTED", null, "LOW", "2024-04-01"),
            clean("b", "2024-03", "APPROVED", "2024-03", "LOW", "2024-04-01"));

    assertThat(lines(LIST.decisions(source)))
        .containsExactly("[a,LOW,APPROVED,2024-04-02]", "[b,LOW,REJECTED,2024-04-01]");
  }

  @Test
  void whatMeetsAProposalIsKeptWithItsSegment() {
    Dataset<Row> decisions =
        LIST.decisions(
            source(
                clean("a", "2024-03", "APPROVED", "2024-03", null, "2024-04-01"),
                clean("b", "2024-03", "REJECTED", null, "LOW", "2024-04-01"),
                clean("c", "2024-03", "APPROVED", "2024-03", "LOW", "2024-04-01"),
                clean("d", "2024-03", "APPROVED", "2024-03", null, "2024-04-01")));

    assertThat(
            lines(
                DecisionSource.met(
                    decisions, proposed("a", "HIGH", "b", "LOW", "c", "HIGH", "e", "LOW"))))
        .containsExactly("[a,HIGH,APPROVED,2024-04-01]", "[b,LOW,REJECTED,2024-04-01]");
  }

  @Test
  void ofARowInBulkAndOneThatNamesTheSegmentTheLaterDayStands() {
    Row bulk = clean("a", "2024-03", "APPROVED", "2024-03", null, "2024-04-01");
    Row named = clean("a", "2024-03", "REJECTED", null, "HIGH", "2024-04-09");
    Dataset<Row> both = LIST.decisions(source(bulk, named));

    assertThat(lines(DecisionSource.met(both, proposed("a", "HIGH"))))
        .containsExactly("[a,HIGH,REJECTED,2024-04-09]");
    assertThat(lines(DecisionSource.met(both, proposed("a", "LOW"))))
        .containsExactly("[a,LOW,APPROVED,2024-04-01]");
  }
}
