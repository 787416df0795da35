package io.fenqun.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** The shape of the physical plans: what no clock is needed to see. */
class SegmentPlanTest extends SchemeTest {
  private static final long serialVersionUID = 1L;
  private static final Pattern WINDOW = Pattern.compile("(?m)Window \\[.*?\\], \\[(.*?)\\], \\[");

  private static final SchemeDef LEVEL =
      scheme(
          "level",
          """
          method: bands
          by: amount
          segments:
            - {code: LOW, zh: 低, en: low}
            - {code: HIGH, floor: 50, zh: 高, en: high}
          """);

  private static final SchemeDef FLAG =
      scheme(
          "flag",
          """
          method: rules
          segments:
            - {code: YES, when: "level = 'HIGH' and branch = 'x'", zh: 是, en: yes}
            - {code: NO, zh: 否, en: no}
          """);

  private static final SchemeDef BOTH =
      scheme(
          "both",
          """
          method: compose
          by: "concat(level, flag)"
          segments:
            - {code: HIGHYES, zh: 甲, en: a}
            - {code: HIGHNO, zh: 乙, en: b}
            - {code: LOWNO, zh: 丙, en: c}
          """);

  private static final SchemeDef POINTS =
      scheme("points", "method: score\nindicators: [{by: amount, weight: 100}]\n");

  private static SchemeDef pyramid(String within) {
    return scheme(
        "pyramid",
        """
        method: share
        by: amount
        within: %s
        segments:
          - {code: TOP, share: 20, zh: 上, en: top}
          - {code: REST, share: 80, zh: 下, en: rest}
        """
            .formatted(within));
  }

  private String plan(SchemeDef... schemes) {
    Dataset<Row> features =
        rows(
            "customer_id string, month string, is_departed boolean, amount decimal(18,2),"
                + " branch string",
            RowFactory.create("a", "2024-06", false, BigDecimal.ONE, "x"));
    SegmentBuilder builder = new SegmentBuilder(List.of(schemes), CONTEXT, Staging.NONE);
    Dataset<Row> wide = builder.wide(features, range("2024-05", "2024-06"), Optional.empty());
    return builder.segmentRows(wide).queryExecution().executedPlan().toString();
  }

  @Test
  void rowWiseSchemesMoveNoRow() {
    assertThat(plan(LEVEL, FLAG, BOTH)).doesNotContain("Exchange").doesNotContain("Join");
  }

  @Test
  void aScoreSendsItsMaximaToTheRowsAndMovesNoCustomer() {
    String plan = plan(POINTS);
    assertThat(plan).contains("BroadcastHashJoin").doesNotContain("SortMergeJoin");
    assertThat(plan.lines().filter(line -> line.contains("Exchange hashpartitioning")))
        .as("only the partial maxima of each month")
        .hasSize(1);
  }

  @Test
  void noWindowPullsAWholeMonthOrGroupIntoOneTask() {
    for (String within : new String[] {"[]", "[branch]"}) {
      String plan = plan(LEVEL, pyramid(within));
      assertThat(WINDOW.matcher(plan).results().map(MatchResult::group))
          .isNotEmpty()
          .allMatch(window -> window.contains("rank__bucket"));
      assertThat(plan).doesNotContain("SinglePartition");
    }
    assertThat(plan(pyramid("[branch]"))).containsPattern("Window \\[.*\\], \\[month#.*, branch#");
  }
}
