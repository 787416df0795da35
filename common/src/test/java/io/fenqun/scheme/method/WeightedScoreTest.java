package io.fenqun.scheme.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SchemeTest;
import java.math.BigDecimal;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class WeightedScoreTest extends SchemeTest {
  private static final long serialVersionUID = 1L;
  private static final String DDL =
      "customer_id string, month string, is_departed boolean, ml bigint, amount decimal(18,2),"
          + " tier string";

  private static Row row(String id, Long ml, String amount, String tier) {
    return RowFactory.create(
        id, "2024-06", false, ml, amount == null ? null : new BigDecimal(amount), tier);
  }

  private static SchemeDef points(String normalise) {
    return scheme(
        "points",
        """
        method: score
        population: "tier <> 'NONE'"
        within: [tier]
        normalise: %s
        indicators:
          - {by: ml, weight: 60}
          - {by: amount, weight: 40}
        """
            .formatted(normalise));
  }

  private static BigDecimal points(Dataset<Row> wide, String customer) {
    return (BigDecimal) byCustomer(wide, "points__score").get(customer);
  }

  @Test
  void theSumAndNotEachIndicatorIsRounded() {
    // 60 × 1/3 + 40 × 2/3 = 46.666666…; each rounded first would give 19.999980 + 26.666680
    Dataset<Row> wide =
        wide(rows(DDL, row("a", 3L, "3.00", "B"), row("b", 1L, "2.00", "B")), points("maximum"));
    assertThat(points(wide, "a")).isEqualTo(new BigDecimal("100.000000"));
    assertThat(points(wide, "b")).isEqualTo(new BigDecimal("46.666667"));
    assertThat(byCustomer(wide, "points").values()).containsOnly("SCORED");
    assertThat(byCustomer(wide, "points__rank").values()).containsOnlyNulls();
    assertThat(byCustomer(wide, "points__reason"))
        .containsEntry("b", "{\"code\":\"SCORE\",\"values\":{\"ml\":1,\"amount\":2.00}}");
  }

  @Test
  void maximaAreThoseOfThePopulationInTheGroupAndNullIsAGroup() {
    Dataset<Row> wide =
        wide(
            rows(
                DDL,
                row("a", 10L, "1.00", "B"),
                row("b", 5L, "1.00", "B"),
                row("c", 5L, "1.00", "G"),
                row("d", 900L, "9.00", "NONE")),
            points("maximum"));
    assertThat(byCustomer(wide, "points__score"))
        .containsEntry("b", new BigDecimal("70.000000"))
        .containsEntry("c", new BigDecimal("100.000000"))
        .containsEntry("d", null);
    assertThat(byCustomer(wide, "points")).containsEntry("d", "OUTSIDE");
    SchemeDef everyone =
        scheme("points", "method: score\nwithin: [tier]\nindicators: [{by: ml, weight: 100}]\n");
    Dataset<Row> nullGroup =
        wide(rows(DDL, row("a", 4L, null, null), row("b", 1L, null, null)), everyone);
    assertThat(points(nullGroup, "b")).isEqualTo(new BigDecimal("25.000000"));
  }

  @Test
  void aNullIndicatorAndAMaximumNotAboveZeroGiveNoPoints() {
    Dataset<Row> wide =
        wide(
            rows(DDL, row("a", null, "-1.00", "B"), row("b", 2L, "-3.00", "B")), points("maximum"));
    assertThat(points(wide, "a")).isEqualTo(new BigDecimal("0.000000"));
    assertThat(points(wide, "b")).isEqualTo(new BigDecimal("60.000000"));
    assertThat(byCustomer(wide, "points").values()).containsOnly("SCORED");
  }

  @Test
  void minMaxRunsFromTheLowestToTheHighest() {
    Dataset<Row> wide =
        wide(
            rows(
                DDL,
                row("a", 10L, "7.00", "B"),
                row("b", 20L, "7.00", "B"),
                row("c", 30L, "7.00", "B")),
            points("min_max"));
    assertThat(byCustomer(wide, "points__score"))
        .isEqualTo(
            Map.of(
                "a", new BigDecimal("0.000000"),
                "b", new BigDecimal("30.000000"),
                "c", new BigDecimal("60.000000")));
  }

  @Test
  void zIsTheDistanceFromTheMeanInDeviations() {
    // ml: mean 5, deviation 2 (the textbook's 2 4 4 4 5 5 7 9); amount does not differ
    long[] values = {2, 4, 4, 4, 5, 5, 7, 9};
    Row[] rows = new Row[values.length + 1];
    for (int i = 0; i < values.length; i++) {
      rows[i] = row("c" + i, values[i], "1.00", "B");
    }
    rows[values.length] = row("n", null, null, "G");
    Dataset<Row> wide = wide(rows(DDL, rows), points("z"));
    assertThat(points(wide, "c0")).isEqualTo(new BigDecimal("-90.000000"));
    assertThat(points(wide, "c4")).isEqualTo(new BigDecimal("0.000000"));
    assertThat(points(wide, "c7")).isEqualTo(new BigDecimal("120.000000"));
    assertThat(points(wide, "n")).isEqualTo(new BigDecimal("0.000000"));
  }

  @Test
  void zLosesNoDigitOfLargeValuesCloseTogether() {
    // mean …001.83, deviation 2.248…; squares in doubles would swallow the differences
    Dataset<Row> wide =
        wide(
            rows(
                DDL,
                row("a", 1L, "100000000.00", "B"),
                row("b", 1L, "100000000.50", "B"),
                row("c", 1L, "100000005.00", "B")),
            points("z"));
    assertThat(points(wide, "a")).isEqualTo(new BigDecimal("-32.614970"));
    assertThat(points(wide, "b")).isEqualTo(new BigDecimal("-23.719978"));
    assertThat(points(wide, "c")).isEqualTo(new BigDecimal("56.334948"));
  }

  @Test
  void rankGivesEqualValuesEqualPointsAndLeavesNullsOut() {
    Dataset<Row> wide =
        wide(
            rows(
                DDL,
                row("a", 9L, "4.00", "B"),
                row("b", 9L, "3.00", "B"),
                row("c", 1L, "2.00", "B"),
                row("d", null, "1.00", "B")),
            points("rank"));
    assertThat(byCustomer(wide, "points__score"))
        .isEqualTo(
            Map.of(
                "a", new BigDecimal("100.000000"),
                "b", new BigDecimal("90.000000"),
                "c", new BigDecimal("40.000000"),
                "d", new BigDecimal("10.000000")));
  }
}
