package io.fenqun.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.table.HistoryTables;
import io.fenqun.time.Month;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/**
 * Proposals that outlive what proposed them: a customer who was away, an approval that is dropped
 * or asked for anew.
 */
class ProposalsTest extends SchemeTest {
  private static final long serialVersionUID = 1L;
  private static final String DDL =
      "customer_id string, month string, is_departed boolean, amount int";
  private static final String OPEN =
      """
      method: bands
      evaluate: quarterly
      by: amount
      segments:
        - {code: LOW, floor: 0, zh: 低, en: low}
        - {code: MIDDLE, floor: 10, zh: 中, en: middle}
      """;
  private static final SegmentBuilder WITHOUT_APPROVAL = builder(scheme("level", OPEN));
  private static final SegmentBuilder WITH_APPROVAL =
      builder(scheme("level", OPEN + "approval: required\n"));

  private static Row row(String month, String id, int amount) {
    return RowFactory.create(id, month, false, amount);
  }

  private static Row approved(String month, String id, String segment, String effective) {
    return RowFactory.create(
        month, "level", id, segment, null, "APPROVED", effective, "Li", "seen", null);
  }

  private Approvals approvals(Row... decisions) {
    return new Approvals(
        Optional.of(rows(HistoryTables.APPROVAL.schema().toDDL(), List.of(decisions))));
  }

  private Dataset<Row> segments(
      SegmentBuilder builder, String from, String to, Approvals approvals, Row... features) {
    return computed(
        builder.segmentRows(
            builder.wide(
                rows(DDL, List.of(features)), range(from, to), Optional.empty(), approvals)));
  }

  /** The segments of April with no score of its own, after rows of March. */
  private Map<String, Object> april(SegmentBuilder builder, Dataset<Row> march) {
    Dataset<Row> features = rows(DDL, List.of(row("2024-04", "a", 1)));
    Dataset<Row> wide =
        builder.wide(features, range("2024-04", "2024-04"), Optional.of(march), Approvals.NONE);
    return byMonthAndCustomer(computed(wide), "level");
  }

  private static Object segmentIn(Dataset<Row> segments, String month, String customer) {
    return segments
        .filter("month = '" + month + "' and customer_id = '" + customer + "'")
        .first()
        .getAs("segment");
  }

  @Test
  void whoseSegmentWasConfirmedAndWhoWasAwayIsToDecideOnAgain() {
    Row[] features = {
      row("2024-03", "a", 15), row("2024-04", "a", 15), row("2024-05", "a", 15),
      row("2024-06", "a", 15), row("2024-06", "b", -1), row("2024-07", "b", -1)
    };
    Row[] back = {row("2024-08", "a", 15), row("2024-08", "b", -1)};
    Row[] all = Stream.of(features, back).flatMap(Stream::of).toArray(Row[]::new);
    Row march = approved("2024-03", "a", "MIDDLE", "2024-03");
    Row again = approved("2024-06", "a", "MIDDLE", "2024-08");
    Month june = Month.parse("2024-06");

    Dataset<Row> away = segments(WITH_APPROVAL, "2024-03", "2024-07", approvals(march), features);
    Dataset<Row> returned = segments(WITH_APPROVAL, "2024-03", "2024-08", approvals(march), all);
    Dataset<Row> decided =
        segments(WITH_APPROVAL, "2024-03", "2024-08", approvals(march, again), all);

    assertThat(Proposals.toDecide(away, "level", june).count()).isZero();
    assertThat(segmentIn(returned, "2024-08", "a")).isEqualTo("OUTSIDE");
    assertThat(Proposals.toDecide(returned, "level", june).collectAsList())
        .containsExactly(RowFactory.create("a", "MIDDLE"));
    assertThat(segmentIn(decided, "2024-08", "a")).isEqualTo("MIDDLE");
    assertThat(Proposals.toDecide(decided, "level", june).collectAsList())
        .containsExactly(RowFactory.create("a", "MIDDLE"));
  }

  @Test
  void aSchemeThatNeedsApprovalNoMoreCarriesWhatWasProposed() {
    Dataset<Row> awaited =
        segments(WITH_APPROVAL, "2024-03", "2024-03", Approvals.NONE, row("2024-03", "a", 15));
    assertThat(segmentIn(awaited, "2024-03", "a")).isEqualTo("OUTSIDE");
    assertThat(april(WITHOUT_APPROVAL, awaited)).containsEntry("2024-04 a", "MIDDLE");
  }

  @Test
  void aSchemeThatNeedsApprovalFromNowOnKeepsWhatWasInEffect() {
    Dataset<Row> march =
        segments(WITHOUT_APPROVAL, "2024-03", "2024-03", Approvals.NONE, row("2024-03", "a", 15));
    assertThat(april(WITH_APPROVAL, march)).containsEntry("2024-04 a", "MIDDLE");
  }
}
