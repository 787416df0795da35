package io.fenqun.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.time.Month;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** Explanations worked by hand, one for each method. */
class WorkingsTest extends SchemeTest {
  private static final long serialVersionUID = 1L;
  private static final String DDL =
      "customer_id string, month string, is_departed boolean, amount decimal(18,2), size int,"
          + " branch string";

  private static Row row(String id, String amount, Integer size, String branch) {
    return RowFactory.create(
        id, "2024-06", false, amount == null ? null : new BigDecimal(amount), size, branch);
  }

  /** Of the last of the schemes. */
  private List<WorkedPart> parts(String customer, List<Row> features, SchemeDef... schemes) {
    return parts(customer, Month.parse("2024-06"), rows(DDL, features), Optional.empty(), schemes);
  }

  private List<WorkedPart> parts(
      String customer,
      Month month,
      Dataset<Row> features,
      Optional<Dataset<Row>> earlier,
      SchemeDef... schemes) {
    SegmentBuilder builder = builder(schemes);
    Dataset<Row> ofMonth = features.where("month = '" + month + "'");
    Dataset<Row> wide = builder.wide(ofMonth, range(month.toString(), month.toString()), earlier);
    Dataset<Row> own = wide.where("customer_id = '" + customer + "'");
    return new SchemeWorkings(builder, wide, own, month, customer)
        .of(schemes[schemes.length - 1], earlier);
  }

  /** The lines as "cell | cell". */
  private static List<String> lines(List<WorkedPart> parts, String name) {
    return part(parts, name).lines().stream()
        .map(line -> String.join(" | ", line.stream().map(WorkingsTest::text).toList()))
        .toList();
  }

  private static String text(Object cell) {
    return cell instanceof BigDecimal number
        ? number.stripTrailingZeros().toPlainString()
        : String.valueOf(cell);
  }

  /** The facts by heading. */
  private static Map<String, String> facts(List<WorkedPart> parts, String name) {
    WorkedPart part = part(parts, name);
    Map<String, String> facts = new LinkedHashMap<>();
    for (int i = 0; i < part.headings().size(); i++) {
      facts.put(part.headings().get(i), text(part.lines().get(0).get(i)));
    }
    return facts;
  }

  private static WorkedPart part(List<WorkedPart> parts, String name) {
    return parts.stream().filter(part -> part.name().equals(name)).findFirst().orElseThrow();
  }

  private static final String RULES =
      """
      method: rules
      population: "size > 0"
      segments:
        - {code: LARGE, when: "amount > 100", zh: 大, en: large}
        - {code: NORTH, when: "branch = 'N'", zh: 北, en: north}
        - {code: SMALL, when: "amount < 50", zh: 小, en: small}
        - {code: OTHER, zh: 他, en: other}
      """;

  @Test
  void everyRuleIsShownWithItsValuesAndTheFirstThatHoldsDecides() {
    List<WorkedPart> parts = parts("a", List.of(row("a", "20", 1, "N")), scheme("s", RULES));
    assertThat(parts.stream().map(WorkedPart::name)).containsExactly("population", "rules");
    assertThat(facts(parts, "population"))
        .containsEntry("condition", "size > 0")
        .containsEntry("values", "[1]")
        .containsEntry("met", "true");
    assertThat(lines(parts, "rules"))
        .containsExactly(
            "LARGE | amount > 100 | [20.00] | false | false",
            "NORTH | branch = 'N' | [N] | true | true",
            "SMALL | amount < 50 | [20.00] | true | false",
            "OTHER | REST | null | true | false");
  }

  @Test
  void aRuleOnANullIsNeitherMetNorUnmet() {
    List<WorkedPart> parts = parts("a", List.of(row("a", null, 1, "S")), scheme("s", RULES));
    assertThat(lines(parts, "rules"))
        .startsWith("LARGE | amount > 100 | [null] | null | false")
        .endsWith("OTHER | REST | null | true | true");
  }

  @Test
  void whoIsNotInThePopulationSeesItsConditionAlone() {
    List<WorkedPart> parts = parts("a", List.of(row("a", "20", null, "N")), scheme("s", RULES));
    assertThat(parts.stream().map(WorkedPart::name)).containsExactly("population");
    assertThat(facts(parts, "population")).containsEntry("met", "false");
  }

  @Test
  void whoHasNoRowInTheMonthHasNothingToSee() {
    assertThat(parts("b", List.of(row("a", "20", 1, "N")), scheme("s", RULES))).isEmpty();
  }

  @Test
  void aBandIncludesItsFloorAndExcludesTheNext() {
    SchemeDef bands =
        scheme(
            "s",
            """
            method: bands
            by: amount * size
            segments:
              - {code: LOW, zh: 低, en: low}
              - {code: L1, floor: 500000, zh: 一, en: one}
              - {code: L2, floor: 1000000, zh: 二, en: two}
            """);
    List<WorkedPart> parts = parts("a", List.of(row("a", "250000", 2, "N")), bands);
    assertThat(facts(parts, "quantity"))
        .containsEntry("expression", "amount * size")
        .containsEntry("values", "[250000.00,2]")
        .containsEntry("value", "500000");
    assertThat(lines(parts, "bands"))
        .containsExactly(
            "LOW | null | 500000 | false",
            "L1 | 500000 | 1000000 | true",
            "L2 | 1000000 | null | false");
  }

  private static SchemeDef score(String normalise) {
    return scheme(
        "s",
        """
        method: score
        within: [branch]
        normalise: %s
        indicators:
          - {by: amount, weight: 70}
          - {by: size, weight: 30}
        """
            .formatted(normalise));
  }

  private static final List<Row> SCORED =
      List.of(
          row("a", "50", 3, "N"),
          row("b", "200", 4, "N"),
          row("c", "110", 2, "N"),
          row("d", "999", 9, "S"));

  @Test
  void pointsAreTheShareOfTheGroupsHighestTimesTheWeight() {
    List<WorkedPart> parts = parts("a", SCORED, score("maximum"));
    assertThat(part(parts, "indicators").headings())
        .containsExactly("indicator", "value", "highest", "normalised", "weight", "points");
    assertThat(lines(parts, "indicators"))
        .containsExactly("amount | 50 | 200 | 0.25 | 70 | 17.5", "size | 3 | 4 | 0.75 | 30 | 22.5");
    assertThat(facts(parts, "score"))
        .containsEntry("group", "[2024-06,N]")
        .containsEntry("sum", "40");
  }

  @Test
  void otherNormalisationsShowWhatTheyRestOn() {
    // ranks 3, 1, 2 of three: (3 − 3 + 1) ÷ 3
    assertThat(lines(parts("a", SCORED, score("rank")), "indicators").get(0))
        .startsWith("amount | 50 | 3 | 3 | 0.3333333333333333 | 70 | 23.3333");
    assertThat(lines(parts("c", SCORED, score("min_max")), "indicators"))
        .containsExactly(
            "amount | 110 | 50 | 200 | 0.4 | 70 | 28.0", "size | 2 | 2 | 4 | 0.0 | 30 | 0.0");
    // mean 120, deviation √((70² + 80² + 10²) ÷ 3) = 61.644…
    String z = lines(parts("a", SCORED, score("z")), "indicators").get(0);
    assertThat(z).startsWith("amount | 50 | 3 | 120.0 | 61.644140");
    assertThat(Double.parseDouble(z.split(" \\| ")[5])).isBetween(-1.13556, -1.13554);
  }

  @Test
  void anUnknownIndicatorGivesNoPoints() {
    assertThat(
            lines(
                parts(
                    "a", List.of(row("a", null, 2, "N"), row("b", "9", 2, "N")), score("maximum")),
                "indicators"))
        .startsWith("amount | null | 9 | null | 70 | 0.0");
  }

  private static SchemeDef share(String ties) {
    return scheme(
        "s",
        """
        method: share
        within: [branch]
        by: amount
        ties: %s
        merge:
          - {when: "branch = 'S'", map: {"2": "1"}}
          - {when: "branch = 'N'", map: {"4": "5"}}
        segments:
          - {code: "1", share: 20, zh: 一, en: one}
          - {code: "2", share: 20, zh: 二, en: two}
          - {code: "3", share: 20, zh: 三, en: three}
          - {code: "4", share: 20, zh: 四, en: four}
          - {code: "5", share: 20, zh: 五, en: five}
        """
            .formatted(ties));
  }

  private static final List<Row> RANKED =
      List.of(
          row("a", "9", 1, "N"),
          row("b", "7", 1, "N"),
          row("c", "7", 1, "N"),
          row("d", "5", 1, "N"),
          row("e", "1", 1, "N"),
          row("f", null, 1, "N"),
          row("x", "7", 1, "S"));

  @Test
  void equalCustomersShareTheBetterRankWhereTiesStayTogether() {
    List<WorkedPart> parts = parts("c", RANKED, share("together"));
    assertThat(facts(parts, "quantity")).containsEntry("value", "7");
    assertThat(facts(parts, "place"))
        .containsEntry("group", "[2024-06,N]")
        .containsEntry("n", "5")
        .containsEntry("rank", "2")
        .containsEntry("ties", "TOGETHER")
        .containsEntry("equal_customers", "2")
        .containsEntry("percentile", "0.8");
    assertThat(lines(parts, "cuts"))
        .containsExactly(
            "1 | 20 | 1 | 1 | 9 | false",
            "2 | 40 | 2 | 2 | 7 | true",
            "3 | 60 | 3 | 0 | null | false",
            "4 | 80 | 4 | 1 | 5 | false",
            "5 | 100 | 5 | 1 | 1 | false");
  }

  @Test
  void theKeyDecidesAmongEqualCustomersWhereItMust() {
    List<WorkedPart> parts = parts("c", RANKED, share("key"));
    assertThat(facts(parts, "place"))
        .containsEntry("rank", "3")
        .containsEntry("equal_customers", "2");
    assertThat(lines(parts, "cuts"))
        .contains("2 | 40 | 2 | 1 | 7 | false", "3 | 60 | 3 | 1 | 7 | true");
  }

  @Test
  void theMergeThatFitsTheGroupIsNamedAndWhatItGives() {
    List<WorkedPart> parts = parts("d", RANKED, share("key"));
    assertThat(lines(parts, "merge"))
        .containsExactly("branch = 'S' | 2 → 1 | false", "branch = 'N' | 4 → 5 | true");
    assertThat(facts(parts, "outcome")).isEqualTo(Map.of("cut", "4", "segment", "5"));
  }

  private static SchemeDef axis(String name, String column) {
    return scheme(
        name,
        """
        method: rules
        segments:
          - {code: H, when: "%s > 5", zh: 高, en: high}
          - {code: L, zh: 低, en: low}
        """
            .formatted(column));
  }

  @Test
  void aMatrixShowsItsAxesAndTheCellThatDecides() {
    SchemeDef matrix =
        scheme(
            "s",
            """
            method: matrix
            of: [worth, extent]
            segments:
              - {code: GOLD, cell: {worth: H, extent: H}, zh: 金, en: gold}
              - {code: RICH, cell: {worth: [H]}, zh: 富, en: rich}
              - {code: REST, zh: 余, en: rest}
            """);
    List<WorkedPart> parts =
        parts(
            "a",
            List.of(row("a", "9", 1, "N")),
            axis("worth", "amount"),
            axis("extent", "size"),
            matrix);
    assertThat(lines(parts, "axes")).containsExactly("worth | H", "extent | L");
    assertThat(lines(parts, "cells"))
        .containsExactly(
            "GOLD | extent in H and worth in H | false",
            "RICH | worth in H | true",
            "REST | REST | false");
  }

  @Test
  void aComposedCodeIsShownWithWhereItIsLookedUp() {
    SchemeDef rank =
        scheme(
            "s",
            """
            method: compose
            by: "concat(worth, extent)"
            segments:
              - {code: S1, in: [HH, HL], zh: 一, en: one}
              - {code: S2, in: [LH], zh: 二, en: two}
              - {code: S3, zh: 三, en: three}
            """);
    List<WorkedPart> parts =
        parts(
            "a",
            List.of(row("a", "1", 9, "N")),
            axis("worth", "amount"),
            axis("extent", "size"),
            rank);
    assertThat(facts(parts, "quantity"))
        .containsEntry("values", "[L,H]")
        .containsEntry("value", "LH");
    assertThat(lines(parts, "codes"))
        .containsExactly("S1 | HH, HL | false", "S2 | LH | true", "S3 | REST | false");
  }

  @Test
  void thePathOfTheDomainPageIsExplainedMonthByMonth() {
    SchemeDef initial =
        scheme(
            "initial_grade",
            """
            method: rules
            evaluate: half_yearly
            segments:
              - {code: "1", when: "amount > 5", zh: 一, en: one}
              - {code: "2", when: "amount > 3", zh: 二, en: two}
              - {code: "3", zh: 三, en: three}
            """);
    SchemeDef grade =
        scheme(
            "grade",
            """
            method: adjust
            of: initial_grade
            by: size
            full: 100
            step: 20
            segments:
              - {code: "1", zh: 一, en: one}
              - {code: "2", zh: 二, en: two}
              - {code: "3", zh: 三, en: three}
            """);
    List<Integer> scores = List.of(75, 75, 60, 70, 85, 100);
    List<Row> features = new ArrayList<>();
    for (int i = 0; i < scores.size(); i++) {
      String month = Month.parse("2024-06").plus(i).toString();
      features.add(
          RowFactory.create("a", month, false, BigDecimal.TEN.setScale(2), scores.get(i), "N"));
    }
    Dataset<Row> all = rows(DDL, features);
    Dataset<Row> written =
        monthByMonth(builder(initial, grade), all, range("2024-06", "2024-11"), Approvals.NONE);
    List<String> path = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Map<String, String> facts =
          facts(
              parts("a", Month.parse("2024-06").plus(i), all, Optional.of(written), initial, grade),
              "adjustment");
      path.add(
          String.join(
              " ",
              facts.get("case"),
              facts.get("score_before"),
              facts.get("score_now"),
              facts.get("steps_before"),
              facts.get("steps_lost"),
              String.valueOf(facts.get("steps_gained")),
              facts.get("steps_now"),
              facts.get("segment")));
    }
    assertThat(path)
        .containsExactly(
            "NEW null 75 null 1 null 1 2",
            "RISEN 75 75 1 1 0 1 2",
            "FALLEN 75 60 1 2 null 2 3",
            "RISEN 60 70 2 1 0 2 3",
            "RISEN 70 85 2 0 0 2 3",
            "RISEN 85 100 2 0 0 2 3");
  }

  @Test
  void bandsWithAMarginShowWhereTheCustomerComesFromAndHowFarABandKeeps() {
    SchemeDef level =
        scheme(
            "s",
            """
            method: bands
            by: amount
            margin: 10
            segments:
              - {code: LOW, zh: 低, en: low}
              - {code: HIGH, floor: 100, zh: 高, en: high}
            """);
    SegmentBuilder builder = builder(level);
    Dataset<Row> june = rows(DDL, List.of(row("a", "150", 1, "N")));
    Dataset<Row> written =
        builder.segmentRows(builder.wide(june, range("2024-06", "2024-06"), Optional.empty()));
    Dataset<Row> july =
        june.selectExpr(
            "customer_id",
            "'2024-07' as month",
            "is_departed",
            "cast(90 as decimal(18,2)) as amount",
            "size",
            "branch");
    List<WorkedPart> parts = parts("a", Month.parse("2024-07"), july, Optional.of(written), level);
    assertThat(parts.stream().map(WorkedPart::name))
        .containsExactly("quantity", "hysteresis", "bands");
    assertThat(facts(parts, "hysteresis"))
        .isEqualTo(Map.of("segment_before", "HIGH", "band_margin", "10", "kept", "true"));
    assertThat(lines(parts, "bands"))
        .containsExactly(
            "LOW | null | 100 | false | null | 110", "HIGH | 100 | null | true | 90 | null");
  }
}
