package io.fenqun.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenqun.Lines;
import io.fenqun.SparkTest;
import io.fenqun.conf.Labels;
import io.fenqun.error.FenqunException;
import io.fenqun.report.SchemeRow.SegmentRow;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class DimensionsTest extends SparkTest {
  private static final Map<String, Labels> STATES =
      Map.of(
          "OUTSIDE", new Labels("范围外", "outside"),
          "SCORED", new Labels("已评分", "scored"),
          "ENTERED", new Labels("新进入", "entered"),
          "RETURNED", new Labels("回归", "returned"),
          "LEFT", new Labels("离开", "left"));
  private static final SchemeRow LEVELS =
      new SchemeRow(
          "asset_level",
          new Labels("资产等级", "asset level"),
          "bands",
          Optional.of("balance > 0"),
          List.of("branch", "tier"),
          "monthly",
          "balance",
          "value",
          "abc",
          "{a}",
          List.of(
              SegmentRow.state("MASS", new Labels("大众", "mass")),
              new SegmentRow(
                  "A1",
                  new Labels("一级", "level 1"),
                  Optional.of("#aa0000"),
                  Optional.of("CALL"),
                  Optional.empty(),
                  Optional.empty())));
  private static final SchemeRow POINTS =
      new SchemeRow(
          "points",
          new Labels("得分", "points"),
          "score",
          Optional.empty(),
          List.of(),
          "half_yearly",
          "balance",
          "value",
          "def",
          "{p}",
          List.of());

  /** The rows as their table would hold them: types and order must fit its schema. */
  private List<String> lines(TableDef table, List<Row> rows) {
    return Lines.of(spark().createDataFrame(rows, table.schema()));
  }

  @Test
  void everySchemeHasItsSegmentsAndTheStates() {
    assertThat(
            lines(
                Tables.DIM_SEGMENT,
                Dimensions.segments(List.of(LEVELS, POINTS), STATES, Month.of(1993, 1))))
        .containsExactly(
            "asset_level A1 一级 level 1 2 #aa0000 CALL 1993-01 -",
            "asset_level ENTERED 新进入 entered 4 - - 1993-01 -",
            "asset_level LEFT 离开 left 6 - - 1993-01 -",
            "asset_level MASS 大众 mass 1 - - 1993-01 -",
            "asset_level OUTSIDE 范围外 outside 3 - - 1993-01 -",
            "asset_level RETURNED 回归 returned 5 - - 1993-01 -",
            "points ENTERED 新进入 entered 3 - - 1993-01 -",
            "points LEFT 离开 left 5 - - 1993-01 -",
            "points OUTSIDE 范围外 outside 2 - - 1993-01 -",
            "points RETURNED 回归 returned 4 - - 1993-01 -",
            "points SCORED 已评分 scored 1 - - 1993-01 -");
  }

  @Test
  void aStateWithoutLabelsIsRefused() {
    assertThatThrownBy(() -> Dimensions.segments(List.of(LEVELS), Map.of(), Month.of(1993, 1)))
        .isInstanceOf(FenqunException.class)
        .hasMessage(
            "Cannot label the state OUTSIDE: defaults.yaml has no states.OUTSIDE; give it zh and en");
  }

  @Test
  void schemesAreDescribed() {
    assertThat(lines(Tables.DIM_SCHEME, Dimensions.schemes(List.of(LEVELS, POINTS))))
        .containsExactly(
            "asset_level 资产等级 asset level bands balance > 0 branch, tier monthly balance abc {a}",
            "points 得分 points score - - half_yearly balance def {p}");
  }

  @Test
  void featuresAreDescribed() {
    FeatureRow balance =
        new FeatureRow(
            "balance",
            new Labels("余额", "balance"),
            "money",
            "money",
            "decimal(18,2)",
            "aggregate",
            Optional.of("trans"),
            "balance(signed_amount)",
            OptionalDouble.empty());
    FeatureRow trend =
        new FeatureRow(
            "trend",
            new Labels("变化", "trend"),
            "money",
            "",
            "double",
            "derived",
            Optional.empty(),
            "balance / 2",
            OptionalDouble.of(0.25));
    assertThat(lines(Tables.DIM_FEATURE, Dimensions.features(List.of(balance, trend))))
        .containsExactly(
            "balance 余额 balance money money decimal(18,2) aggregate trans balance(signed_amount) -",
            "trend 变化 trend money  double derived - balance / 2 0.25");
  }

  @Test
  void attributesOfATreatmentAreJsonInKeyOrder() {
    TreatmentRow call =
        new TreatmentRow(
            "CALL",
            new Labels("电话", "call"),
            Optional.of("phone"),
            Map.of("visits", "2", "owner", "branch \"A\""));
    TreatmentRow none =
        new TreatmentRow("NONE", new Labels("无", "none"), Optional.empty(), Map.of());
    assertThat(lines(Tables.DIM_TREATMENT, Dimensions.treatments(List.of(call, none))))
        .containsExactly(
            "CALL 电话 call phone {\"owner\":\"branch \\\"A\\\"\",\"visits\":\"2\"}",
            "NONE 无 none - -");
  }

  @Test
  void monthsKnowTheirHistory() {
    MonthRange covered = new MonthRange(Month.of(1993, 11), Month.of(1994, 1));
    assertThat(lines(Tables.DIM_MONTH, Dimensions.months(covered, month -> month.year() == 1993)))
        .containsExactly("1993-11 true 1", "1993-12 true 2", "1994-01 false 3");
  }
}
