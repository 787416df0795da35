package io.fenqun.scheme.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SchemeTest;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** How far a customer is from the next segment, by hand. */
class DistanceTest extends SchemeTest {
  private static final long serialVersionUID = 1L;
  private static final String DDL =
      "customer_id string, month string, is_departed boolean, balance decimal(18,2), rate double, days int, kind string";

  private static Row row(String id, String balance, Double rate, Integer days, String kind) {
    return RowFactory.create(
        id, "2024-06", false, balance == null ? null : new BigDecimal(balance), rate, days, kind);
  }

  private static Row balance(String id, String balance, String kind) {
    return row(id, balance, null, null, kind);
  }

  private static Row days(String id, Integer days, String kind) {
    return row(id, null, null, days, kind);
  }

  private static Map<String, Object> map(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  private void assertDistances(
      Dataset<Row> wide, Map<String, Object> up, Map<String, Object> down) {
    assertThat(byCustomer(wide, "level__distance_up")).as("up").isEqualTo(up);
    assertThat(byCustomer(wide, "level__distance_down")).as("down").isEqualTo(down);
  }

  private static SchemeDef bands(String by, String floors) {
    StringBuilder yaml = new StringBuilder("method: bands\nby: " + by + "\nsegments:\n");
    for (String floor : floors.split(" ")) {
      yaml.append("  - {code: S").append(yaml.length());
      yaml.append(floor.equals("-") ? "" : ", floor: " + floor).append(", zh: 段, en: part}\n");
    }
    return scheme("level", yaml.toString());
  }

  @Test
  void aBandReachesFromItsFloorToTheNextExactlyToTheCent() {
    Dataset<Row> wide =
        wide(
            rows(
                DDL,
                balance("a", "499999.99", "x"),
                balance("b", "500000.00", "x"),
                balance("c", "999999.99", "x"),
                balance("d", "12345678901.23", "x"),
                balance("e", "-5.00", "x"),
                balance("f", null, "x")),
            bands("balance", "- 500000 1000000"));
    assertDistances(
        wide,
        map("a", 0.01, "b", 500000.0, "c", 0.01, "d", null, "e", 500005.0, "f", null),
        map("a", null, "b", 0.0, "c", 499999.99, "d", 12344678901.23, "e", null, "f", null));
  }

  @Test
  void aLowestBandWithAFloorCanBeLeftBelowAndWhoIsBelowHasNoDistances() {
    Dataset<Row> wide =
        wide(
            rows(DDL, balance("a", "9.99", "x"), balance("b", "12.00", "x")),
            bands("balance", "10 20"));
    assertDistances(wide, map("a", null, "b", 8.0), map("a", null, "b", 2.0));
  }

  @Test
  void distancesOfDoublesAreRoundedAsAllPublishedDoubles() {
    Dataset<Row> wide =
        wide(
            rows(DDL, row("a", null, 0.45, null, "x"), row("b", null, 0.7, null, "x")),
            bands("rate", "- 0.6"));
    assertDistances(wide, map("a", 0.15, "b", null), map("a", null, "b", 0.1));
  }

  @Test
  void whoIsOutsideThePopulationHasNoDistances() {
    SchemeDef scheme =
        scheme(
            "level",
            """
            method: bands
            population: "kind = 'x'"
            by: balance
            segments: [{code: LOW, zh: 低, en: low}, {code: HIGH, floor: 5, zh: 高, en: high}]
            """);
    Dataset<Row> wide = wide(rows(DDL, balance("a", "7", "x"), balance("b", "7", "y")), scheme);
    assertDistances(wide, map("a", null, "b", null), map("a", 2.0, "b", null));
  }

  private static SchemeDef rules(String... conditions) {
    StringBuilder yaml = new StringBuilder("method: rules\nsegments:\n");
    for (String condition : conditions) {
      yaml.append("  - {code: S").append(yaml.length());
      yaml.append(condition.isEmpty() ? "" : ", when: \"" + condition + "\"");
      yaml.append(", zh: 段, en: part}\n");
    }
    return scheme("level", yaml.toString());
  }

  @Test
  void rulesOnOneColumnAreBandsWhereTheFirstThatHoldsDecides() {
    SchemeDef dormancy = rules("days >= 28", "days >= 14", "");
    Dataset<Row> wide =
        wide(
            rows(
                DDL,
                days("a", 30, "x"),
                days("b", 28, "x"),
                days("c", 20, "x"),
                days("d", 14, "x"),
                days("e", 3, "x"),
                days("f", null, "x")),
            dormancy);
    assertDistances(
        wide,
        map("a", null, "b", null, "c", 8.0, "d", 14.0, "e", 11.0, "f", null),
        map("a", 2.0, "b", 0.0, "c", 6.0, "d", 0.0, "e", null, "f", null));
  }

  @Test
  void aRuleThatHoldsBelowItsNumberEndsAtIt() {
    Dataset<Row> wide =
        wide(
            rows(DDL, days("a", 2, "x"), days("b", 7, "x"), days("c", 12, "x")),
            rules("days < 5", "10 > days", ""));
    assertDistances(wide, map("a", 3.0, "b", 3.0, "c", null), map("a", null, "b", 2.0, "c", 2.0));
  }

  @Test
  void rulesOfOtherColumnsBeforeStayAsTheyAre() {
    SchemeDef risk = rules("kind = 'fraud'", "days > 90", "days > 0", "");
    Dataset<Row> wide =
        wide(
            rows(
                DDL,
                days("a", 100, "fraud"),
                days("b", 100, "x"),
                days("c", 40, "x"),
                days("d", 0, "x")),
            risk);
    assertDistances(
        wide,
        map("a", null, "b", null, "c", 50.0, "d", null),
        map("a", null, "b", 10.0, "c", 40.0, "d", null));
  }

  @Test
  void aRuleBeforeThatNamesTheColumnInAnotherWayLeavesNothingKnown() {
    Dataset<Row> wide =
        wide(rows(DDL, days("a", 40, "x")), rules("days > 90 or kind = 'y'", "days > 30", ""));
    assertDistances(wide, map("a", null), map("a", null));
  }

  @Test
  void aRuleOfTwoComparisonsHasNoDistancesNorHasTheRestBehindIt() {
    Dataset<Row> wide =
        wide(
            rows(DDL, days("a", 40, "x"), days("b", 90, "x"), days("c", 70, "x")),
            rules("days > 30 and days < 60", "days >= 80", ""));
    assertDistances(
        wide, map("a", null, "b", null, "c", null), map("a", null, "b", null, "c", null));
  }

  private static final String HALVES =
      """
      segments:
        - {code: TOP, share: 40, zh: 上, en: top}
        - {code: REST, share: 60, zh: 下, en: rest}
      """;

  private static SchemeDef share(String ties, String more) {
    return scheme("level", "method: share\nby: balance\nties: " + ties + "\n" + more);
  }

  @Test
  void aRankIsMeasuredAgainstTheLeastQuantityThatStoodInTheSegment() {
    Dataset<Row> features =
        rows(
            DDL,
            balance("a", "9", "x"),
            balance("b", "7.25", "x"),
            balance("c", "5", "x"),
            balance("d", "5", "x"),
            balance("e", "1", "x"),
            balance("f", null, "x"));
    assertDistances(
        wide(features, share("key", HALVES)),
        map("a", null, "b", null, "c", 2.25, "d", 2.25, "e", 6.25, "f", null),
        map("a", 1.75, "b", 0.0, "c", null, "d", null, "e", null, "f", null));
  }

  @Test
  void aTieAtTheCutIsZeroAwayByKeyAndInTheBetterSegmentTogether() {
    Dataset<Row> features =
        rows(
            DDL,
            balance("a", "9", "x"),
            balance("b", "7", "x"),
            balance("c", "7", "x"),
            balance("d", "7", "x"),
            balance("e", "1", "x"));
    assertDistances(
        wide(features, share("key", HALVES)),
        map("a", null, "b", null, "c", 0.0, "d", 0.0, "e", 6.0),
        map("a", 2.0, "b", 0.0, "c", null, "d", null, "e", null));
    assertDistances(
        wide(features, share("together", HALVES)),
        map("a", null, "b", null, "c", null, "d", null, "e", 6.0),
        map("a", 2.0, "b", 0.0, "c", 0.0, "d", 0.0, "e", null));
  }

  @Test
  void mergedSegmentsAndThoseWhereNobodyStandsAreStepsOfOne() {
    String grades =
        """
        within: [kind]
        merge:
          - {when: "kind = 'merged'", map: {"2": "1", "4": "5"}}
        segments:
          - {code: "1", share: 20, zh: 一, en: one}
          - {code: "2", share: 20, zh: 二, en: two}
          - {code: "3", share: 20, zh: 三, en: three}
          - {code: "4", share: 20, zh: 四, en: four}
          - {code: "5", share: 20, zh: 五, en: five}
        """;
    Dataset<Row> features =
        rows(
            DDL,
            balance("a1", "50", "merged"),
            balance("a2", "40", "merged"),
            balance("a3", "30", "merged"),
            balance("a4", "20", "merged"),
            balance("a5", "10", "merged"),
            balance("b1", "8", null),
            balance("b3", "3", null),
            balance("c1", "100", "alone"));
    Dataset<Row> wide = wide(features, share("together", grades));
    assertThat(byCustomer(wide, "level").values())
        .containsExactlyElementsOf(Arrays.asList("1", "1", "3", "5", "5", "1", "3", "1"));
    assertDistances(
        wide,
        map(
            "a1", null, "a2", null, "a3", 10.0, "a4", 10.0, "a5", 20.0, "b1", null, "b3", 5.0, "c1",
            null),
        map(
            "a1", 10.0, "a2", 0.0, "a3", 0.0, "a4", null, "a5", null, "b1", 0.0, "b3", null, "c1",
            null));
  }

  @Test
  void otherMethodsHaveNoDistances() {
    SchemeDef other = scheme("level", "method: score\nindicators: [{by: balance, weight: 100}]\n");
    Dataset<Row> wide = wide(rows(DDL, balance("a", "7", "x")), other);
    assertThat(List.of(byCustomer(wide, "level"))).containsExactly(Map.of("a", "SCORED"));
    assertDistances(wide, map("a", null), map("a", null));
  }
}
