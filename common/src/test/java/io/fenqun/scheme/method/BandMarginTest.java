package io.fenqun.scheme.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenqun.conf.Problems;
import io.fenqun.scheme.Approvals;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SchemeTest;
import io.fenqun.scheme.SegmentBuilder;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** Bands that keep their customers within a margin. */
class BandMarginTest extends SchemeTest {
  private static final long serialVersionUID = 1L;
  private static final String DDL =
      "customer_id string, month string, is_departed boolean, balance decimal(18,2), size int";

  /** Edges kept: -110 to -90, 0, 90 to 110, 180 to 220. */
  private static final String YAML =
      """
      method: bands
      population: "size > 0"
      by: balance
      margin: 10
      segments:
        - {code: N, floor: -200, zh: 负, en: far below}
        - {code: D, floor: -100, zh: 欠, en: below}
        - {code: L, floor: 0, zh: 低, en: low}
        - {code: M, floor: 100, zh: 中, en: middle}
        - {code: H, floor: 200, zh: 高, en: high}
      """;

  private static final SchemeDef LEVEL = scheme("level", YAML);
  private static final SchemeDef QUARTERLY = scheme("level", YAML + "evaluate: quarterly\n");

  private static Row row(String month, String id, String balance, int size) {
    return RowFactory.create(
        id, month, false, balance == null ? null : new BigDecimal(balance), size);
  }

  /** Two months of customers: what the second one gives. */
  private Map<String, Object> second(String column, String... beforeAndNow) {
    List<Row> features = new ArrayList<>();
    for (String pair : beforeAndNow) {
      String[] balances = pair.split(" > ", 2);
      features.add(row("2024-01", pair, balances[0], 1));
      features.add(row("2024-02", pair, balances[1], 1));
    }
    Dataset<Row> wide =
        builder(LEVEL).wide(rows(DDL, features), range("2024-01", "2024-02"), Optional.empty());
    return byCustomer(computed(wide.where("month = '2024-02'")), column);
  }

  @Test
  void anEdgeKeepsExactlyAtItsMarginAndNoFurtherOnBothSidesAlike() {
    assertThat(
            second(
                "level",
                "150 > 90",
                "150 > 89.99",
                "150 > 220",
                "150 > 220.01",
                "50 > 110",
                "50 > 110.01",
                "250 > 180",
                "250 > 179.99"))
        .isEqualTo(
            Map.of(
                "150 > 90", "M",
                "150 > 89.99", "L",
                "150 > 220", "M",
                "150 > 220.01", "H",
                "50 > 110", "L",
                "50 > 110.01", "M",
                "250 > 180", "H",
                "250 > 179.99", "M"));
  }

  @Test
  void ofANegativeEdgeTheAmountCountsAndAnEdgeAtZeroDividesPlainly() {
    assertThat(
            second(
                "level",
                "-50 > -110",
                "-50 > -110.01",
                "-150 > -90",
                "-150 > -89.99",
                "-150 > -220",
                "-150 > -220.01",
                "-50 > -0.01",
                "-50 > 0",
                "50 > 0",
                "50 > -0.01"))
        .isEqualTo(
            Map.of(
                "-50 > -110", "D",
                "-50 > -110.01", "N",
                "-150 > -90", "N",
                "-150 > -89.99", "D",
                "-150 > -220", "N",
                "-150 > -220.01", "OUTSIDE",
                "-50 > -0.01", "D",
                "-50 > 0", "L",
                "50 > 0", "L",
                "50 > -0.01", "D"));
  }

  @Test
  void whoPassesSeveralEdgesIsPutByTheFloors() {
    assertThat(second("level", "50 > 205", "250 > 95", "250 > -105", "-150 > 195"))
        .isEqualTo(Map.of("50 > 205", "H", "250 > 95", "L", "250 > -105", "N", "-150 > 195", "M"));
  }

  @Test
  void theReasonNamesTheBandWhereOnlyTheMarginKeeps() {
    assertThat(second("level__reason", "150 > 95", "150 > 105", "150 > 80"))
        .isEqualTo(
            Map.of(
                "150 > 95",
                    "{\"code\":\"MARGIN\",\"segment\":\"M\",\"values\":{\"balance\":95.00}}",
                "150 > 105", "{\"code\":\"BAND\",\"values\":{\"balance\":105.00}}",
                "150 > 80", "{\"code\":\"BAND\",\"values\":{\"balance\":80.00}}"));
  }

  @Test
  void whoHasNoBandToKeepIsPutByTheFloors() {
    Dataset<Row> wide =
        builder(LEVEL)
            .wide(
                rows(
                    DDL,
                    row("2024-01", "back", "150", 1),
                    row("2024-03", "back", "95", 1),
                    row("2024-01", "out", "150", 1),
                    row("2024-02", "out", "150", 0),
                    row("2024-03", "out", "95", 1),
                    row("2024-02", "unknown", null, 1),
                    row("2024-03", "unknown", "95", 1),
                    row("2024-03", "new", "95", 1),
                    row("2024-02", "stays", "150", 1),
                    row("2024-03", "stays", "95", 1)),
                range("2024-01", "2024-03"),
                Optional.empty());
    assertThat(byCustomer(computed(wide.where("month = '2024-03'")), "level"))
        .isEqualTo(Map.of("back", "L", "out", "L", "unknown", "L", "new", "L", "stays", "M"));
  }

  @Test
  void aCodeThatIsNoBandAnyMoreKeepsNobody() {
    Dataset<Row> written =
        builder(LEVEL)
            .segmentRows(
                builder(LEVEL)
                    .wide(
                        rows(DDL, row("2024-01", "a", "150", 1)),
                        range("2024-01", "2024-01"),
                        Optional.empty()));
    SchemeDef renamed = scheme("level", YAML.replace("code: M", "code: MID"));
    Dataset<Row> wide =
        builder(renamed)
            .wide(
                rows(DDL, row("2024-02", "a", "95", 1)),
                range("2024-02", "2024-02"),
                Optional.of(written));
    assertThat(byCustomer(computed(wide), "level")).isEqualTo(Map.of("a", "L"));
  }

  @Test
  void distancesReachToTheEdgesThatHoldForWhoComesFromThere() {
    String[] cases = {"150 > 95", "150 > 150", "150 > 80", "50 > 120", "250 > 95", "50 > 250"};
    assertThat(second("level__distance_up", cases))
        .isEqualTo(
            nullable(
                "150 > 95", 125.0,
                "150 > 150", 70.0,
                "150 > 80", 10.0,
                "50 > 120", 80.0,
                "250 > 95", 5.0,
                "50 > 250", null));
    assertThat(second("level__distance_down", cases))
        .isEqualTo(
            nullable(
                "150 > 95", 5.0,
                "150 > 150", 60.0,
                "150 > 80", 80.0,
                "50 > 120", 10.0,
                "250 > 95", 95.0,
                "50 > 250", 50.0));
  }

  private static Map<String, Object> nullable(Object... keysAndValues) {
    Map<String, Object> map = new TreeMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  @Test
  void betweenEvaluationsTheLastOneCountsWhateverTheMonthsBetween() {
    assertThat(builder(QUARTERLY).monthsBefore(range("2024-06", "2024-06")))
        .isEqualTo(Map.of("level", Set.of(Month.parse("2024-03"))));
    assertThat(builder(QUARTERLY).monthsBefore(range("2024-05", "2024-06")))
        .isEqualTo(Map.of("level", Set.of(Month.parse("2024-03"))));
    Dataset<Row> wide =
        builder(QUARTERLY)
            .wide(
                rows(
                    DDL,
                    row("2024-03", "a", "150", 1),
                    row("2024-04", "a", "10", 1),
                    row("2024-06", "a", "95", 1),
                    row("2024-02", "b", "150", 1),
                    row("2024-06", "b", "95", 1),
                    row("2024-07", "b", "250", 1)),
                range("2024-01", "2024-07"),
                Optional.empty());
    assertThat(byMonthAndCustomer(computed(wide), "level"))
        .isEqualTo(
            Map.of(
                "2024-02 b", "OUTSIDE",
                "2024-03 a", "M",
                "2024-04 a", "M",
                "2024-06 a", "M",
                "2024-06 b", "L",
                "2024-07 b", "L"));
  }

  @Test
  void dwellTimeOnTopIsASchemeOverTheBands() {
    SchemeDef slow =
        scheme(
            "slow",
            """
            method: rules
            segments:
              - {code: LARGE, when: "level = 'H'", after: 2, zh: 大, en: large}
              - {code: OTHER, zh: 他, en: other}
            """);
    Dataset<Row> wide =
        builder(LEVEL, slow)
            .wide(
                rows(
                    DDL,
                    row("2024-01", "a", "199", 1),
                    row("2024-02", "a", "219", 1),
                    row("2024-03", "a", "221", 1),
                    row("2024-04", "a", "181", 1)),
                range("2024-01", "2024-04"),
                Optional.empty());
    assertThat(byMonthAndCustomer(computed(wide), "slow"))
        .isEqualTo(
            Map.of(
                "2024-01 a", "OTHER",
                "2024-02 a", "OTHER",
                "2024-03 a", "OTHER",
                "2024-04 a", "LARGE"));
  }

  @Test
  void aMarginChangesTheDefinition() {
    String plain = scheme("level", YAML.replace("margin: 10\n", "")).definition();
    assertThat(Set.of(plain, LEVEL.definition(), QUARTERLY.definition())).hasSize(3);
    assertThat(scheme("level", YAML.replace("margin: 10", "margin: 10.0")).definition())
        .isEqualTo(LEVEL.definition());
    assertThat(scheme("level", YAML.replace("margin: 10", "margin: 11")).definition())
        .isNotEqualTo(LEVEL.definition());
  }

  @Test
  void aMarginThatCannotKeepInOrderIsRefused() {
    refused("margin: -1", "'-1' is not above 0");
    refused(
        "margin: 50",
        "50 percent is 100 at an edge of N, which is 100 wide; a margin must be narrower than the"
            + " bands beside its edge");
    refused("margin: 10\napproval: required", "approve its input");
    Problems problems = new Problems();
    parse(
        "one",
        "method: bands\nby: balance\nmargin: 5\nsegments:\n  - {code: A, zh: 一, en: one}\n",
        problems);
    assertThatThrownBy(() -> problems.throwIfAny("x"))
        .hasMessageContaining("margin: has no edge to act on; give a segment a floor");
  }

  private static void refused(String margin, String message) {
    Problems problems = new Problems();
    parse("level", YAML.replace("margin: 10", margin), problems);
    assertThatThrownBy(() -> problems.throwIfAny("x")).hasMessageContaining(message);
  }

  @Test
  void equalsPlainLoopsMonthByMonthAndAtOnceWhateverThePartitions() {
    MonthRange range = range("2024-01", "2024-08");
    for (SchemeDef scheme : List.of(LEVEL, QUARTERLY)) {
      for (long seed = 1; seed <= 2; seed++) {
        List<Row> features = generated(new Random(seed), range);
        SegmentBuilder builder = builder(scheme);
        Dataset<Row> rows = rows(DDL, features);
        Dataset<Row> stepwise = monthByMonth(builder, rows, range, Approvals.NONE);
        Dataset<Row> atOnce =
            builder.segmentRows(builder.wide(rows.repartition(5), range, Optional.empty()));
        assertThat(sorted(stepwise)).as("seed %d", seed).isEqualTo(sorted(atOnce));
        Map<String, String> given = new TreeMap<>();
        for (Row row : stepwise.collectAsList()) {
          given.put(
              row.getAs("month") + " " + row.getAs("customer_id"),
              row.getAs("segment")
                  + " "
                  + row.getAs("distance_up")
                  + " "
                  + row.getAs("distance_down"));
        }
        assertThat(given)
            .as("seed %d", seed)
            .isEqualTo(
                new BandMarginTwin(10, Map.of("N", -200, "D", -100, "L", 0, "M", 100, "H", 200))
                    .given(features, range, scheme.evaluate()));
      }
    }
  }

  private static List<Row> generated(Random random, MonthRange range) {
    List<Row> features = new ArrayList<>();
    for (int customer = 0; customer < 40; customer++) {
      int balance = random.nextInt(600) - 300;
      for (Month month : range.months()) {
        balance += (random.nextInt(9) - 4) * 10;
        if (random.nextInt(12) > 0) {
          String amount = random.nextInt(15) == 0 ? null : String.valueOf(balance);
          features.add(row(month.toString(), "c" + customer, amount, random.nextInt(15)));
        }
      }
    }
    return features;
  }
}
