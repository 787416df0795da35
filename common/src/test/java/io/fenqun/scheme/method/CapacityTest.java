package io.fenqun.scheme.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.scheme.PlaceChanges;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SchemeTest;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** Segments with a number of places: one in, one out (domain page, section 2.1). */
class CapacityTest extends SchemeTest {
  private static final long serialVersionUID = 1L;
  private static final String DDL =
      "customer_id string, month string, is_departed boolean, is_lawful boolean, branch string,"
          + " kind int, amount decimal(18,2)";

  private static final String YAML =
      """
      method: rules
      population: "is_lawful"
      within: [branch]
      capacity:
        by: amount
        margin: 10
        max:
          - {segment: B, when: "branch = '01'", max: 2}
          - {segment: B, max: 1}
          - {segment: G, max: 1}
      segments:
        - {code: B, when: "kind = 1", zh: 标准店, en: standard}
        - {code: G, when: "kind <= 2", zh: 二批, en: second}
        - {code: P, zh: 普通店, en: ordinary}
      """;

  private static final SchemeDef TIER = scheme("tier", YAML);

  private static Row row(String month, String id, String branch, int kind, String amount) {
    BigDecimal value = amount == null ? null : new BigDecimal(amount);
    return RowFactory.create(id, month, false, true, branch, kind, value);
  }

  private static Row june(String id, int kind, String amount) {
    return row("2024-06", id, "01", kind, amount);
  }

  private static Row july(String id, int kind, String amount) {
    return row("2024-07", id, "01", kind, amount);
  }

  /** What June and July give, computed at once. */
  private final class Outcome {
    private final Dataset<Row> wide;
    private final SchemeDef scheme;

    Outcome(SchemeDef scheme, Row... features) {
      this.scheme = scheme;
      this.wide =
          computed(
              builder(scheme)
                  .wide(
                      rows(DDL, List.of(features)), range("2024-06", "2024-07"), Optional.empty()));
    }

    Map<String, Object> segments() {
      return byMonthAndCustomer(wide, "tier");
    }

    Map<String, Object> reasons() {
      return byMonthAndCustomer(wide, "tier__reason");
    }

    /** Of July: customer, segment, kind, from, to, pair and who blocks. */
    List<String> changes() {
      return changesOf(scheme, wide, range("2024-06", "2024-07")).stream()
          .filter(change -> change.startsWith("2024-07"))
          .map(change -> change.substring(8))
          .toList();
    }
  }

  private static List<String> changesOf(SchemeDef scheme, Dataset<Row> wide, MonthRange range) {
    return sorted(
            new PlaceChanges(List.of(scheme))
                .rows(wide, Optional.empty(), range)
                .selectExpr(
                    "concat_ws(' ', month, customer_id, segment, kind, coalesce(from_segment, '-'),"
                        + " coalesce(to_segment, '-'), coalesce(pair_id, '-'),"
                        + " coalesce(blocked_by, '-'))"))
        .stream()
        .map(text -> text.substring(1, text.length() - 1))
        .toList();
  }

  @Test
  void inTheFirstMonthThePlacesGoToTheBestEqualOnesByCustomerAndNullLast() {
    Outcome first =
        new Outcome(
            TIER,
            june("a", 1, "50"),
            june("b", 1, "90"),
            june("c", 1, "50"),
            june("d", 1, null),
            june("e", 2, "10"),
            june("f", 3, "999"),
            row("2024-06", "x", "02", 1, null),
            row("2024-06", "y", null, 1, "5"));

    assertThat(first.segments())
        .isEqualTo(
            Map.of(
                "2024-06 a", "B",
                "2024-06 b", "B",
                "2024-06 c", "G",
                "2024-06 d", "P",
                "2024-06 e", "P",
                "2024-06 f", "P",
                "2024-06 x", "B",
                "2024-06 y", "B"));
  }

  @Test
  void aFullSegmentLetsTheBestApplicantInWhoBeatsTheWorstHolderByMoreThanTheMargin() {
    Row[] june = {june("a", 1, "200"), june("b", 1, "100"), june("c", 3, "1"), june("d", 3, "1")};
    Outcome exactly =
        new Outcome(
            TIER, june[0], june[1], july("a", 1, "200"), july("b", 1, "100"), july("c", 1, "110"));
    Outcome above =
        new Outcome(
            TIER,
            june[0],
            june[1],
            july("a", 1, "200"),
            july("b", 1, "100"),
            july("c", 1, "110.01"),
            july("d", 1, "220"));

    assertThat(exactly.segments()).containsEntry("2024-07 b", "B").containsEntry("2024-07 c", "G");
    assertThat(exactly.changes()).containsExactly("c B BLOCKED - G - b", "c G ENTERED - G - -");
    // d takes b's place; c, the second best, meets a, the second worst, and is not better
    assertThat(above.segments())
        .containsEntry("2024-07 a", "B")
        .containsEntry("2024-07 d", "B")
        .containsEntry("2024-07 c", "G")
        .containsEntry("2024-07 b", "P");
    assertThat(above.changes())
        .containsExactly(
            "b B REPLACED B P tier/2024-07/[\"01\"]/B/1 d",
            "b G BLOCKED B P - c",
            "c B BLOCKED - G - a",
            "c G ENTERED - G - -",
            "d B ENTERED - B tier/2024-07/[\"01\"]/B/1 -");
  }

  @Test
  void withoutAMarginWhoeverIsBetterComesInAndEqualOnesDoNot() {
    SchemeDef noMargin = scheme("tier", YAML.replace("  margin: 10\n", ""));
    Row[] june = {june("b", 1, "200"), june("c", 1, "100")};
    Outcome equal =
        new Outcome(
            noMargin,
            june[0],
            june[1],
            july("b", 1, "200"),
            july("c", 1, "100"),
            july("a", 1, "100"));
    Outcome better =
        new Outcome(
            noMargin,
            june[0],
            june[1],
            july("b", 1, "200"),
            july("c", 1, "100"),
            july("a", 1, "100.01"));

    assertThat(equal.segments()).containsEntry("2024-07 c", "B").containsEntry("2024-07 a", "G");
    assertThat(better.segments()).containsEntry("2024-07 c", "G").containsEntry("2024-07 a", "B");
  }

  @Test
  void aNegativeQuantityAsksForARiseTooAndAKnownOneBeatsAnUnknownOne() {
    Row[] june = {june("a", 1, "5"), june("b", 1, "1")};
    Outcome negative =
        new Outcome(
            TIER, june[0], june[1], july("a", 1, "5"), july("b", 1, "-100"), july("c", 1, "-90"));
    Outcome enough =
        new Outcome(
            TIER,
            june[0],
            june[1],
            july("a", 1, "5"),
            july("b", 1, "-100"),
            july("c", 1, "-89.99"));
    Outcome unknown =
        new Outcome(
            TIER,
            june[0],
            june[1],
            july("a", 1, null),
            july("b", 1, null),
            july("c", 1, null),
            july("d", 1, "-7"));

    assertThat(negative.segments()).containsEntry("2024-07 b", "B");
    assertThat(enough.segments()).containsEntry("2024-07 b", "G").containsEntry("2024-07 c", "B");
    assertThat(unknown.segments())
        .containsEntry("2024-07 a", "B")
        .containsEntry("2024-07 b", "G")
        .containsEntry("2024-07 c", "P")
        .containsEntry("2024-07 d", "B");
  }

  @Test
  void aPlaceIsVacantWhenItsHolderLeavesTheBaseTheGroupThePopulationOrFitsNoMore() {
    Outcome left =
        new Outcome(
            TIER, june("a", 1, "9"), june("b", 1, "8"), july("b", 1, "8"), july("c", 1, "1"));
    Outcome moved =
        new Outcome(
            TIER,
            june("a", 1, "9"),
            june("b", 1, "8"),
            row("2024-06", "z", "02", 1, "7"),
            row("2024-07", "a", "02", 1, "7.5"),
            row("2024-07", "z", "02", 1, "7"),
            july("b", 1, "8"),
            july("c", 1, "1"));
    Outcome unlawful =
        new Outcome(
            TIER,
            june("a", 1, "9"),
            june("b", 1, "8"),
            RowFactory.create("a", "2024-07", false, false, "01", 1, BigDecimal.TEN),
            july("b", 3, "8"),
            july("c", 1, "1"));

    assertThat(left.segments()).containsEntry("2024-07 c", "B");
    assertThat(left.changes()).containsExactly("a B VACATED B - - -", "c B ENTERED - B - -");
    assertThat(moved.segments()).containsEntry("2024-07 a", "G").containsEntry("2024-07 c", "B");
    assertThat(moved.changes())
        .containsExactly(
            "a B BLOCKED B G - z",
            "a B VACATED B G - -",
            "a G ENTERED B G - -",
            "c B ENTERED - B - -");
    assertThat(unlawful.segments())
        .containsEntry("2024-07 a", "OUTSIDE")
        .containsEntry("2024-07 b", "P")
        .containsEntry("2024-07 c", "B");
    assertThat(unlawful.changes())
        .containsExactly("a B VACATED B OUTSIDE - -", "b B VACATED B P - -", "c B ENTERED - B - -");
  }

  @Test
  void aHolderWhoRisesLeavesHisPlaceToTheNext() {
    Outcome rises =
        new Outcome(
            TIER,
            june("a", 1, "9"),
            june("g", 2, "8"),
            june("h", 2, "7"),
            july("a", 1, "9"),
            july("g", 1, "8"),
            july("h", 2, "7"));

    assertThat(rises.segments())
        .containsEntry("2024-06 g", "G")
        .containsEntry("2024-06 h", "P")
        .containsEntry("2024-07 g", "B")
        .containsEntry("2024-07 h", "G");
    assertThat(rises.changes())
        .containsExactly("g B ENTERED G B - -", "g G VACATED G B - -", "h G ENTERED P G - -");
  }

  @Test
  void theReasonNamesTheSegmentThatWasFullAndWhoStandsThere() {
    Outcome full =
        new Outcome(
            TIER, june("a", 1, "9"), june("b", 1, "8"), june("c", 1, "7"), june("d", 1, "6"));

    assertThat(full.reasons())
        .containsEntry("2024-06 a", "{\"code\":\"RULE\",\"values\":{\"kind\":1,\"amount\":9.00}}")
        .containsEntry(
            "2024-06 c",
            "{\"code\":\"RULE\",\"blocked\":{\"segment\":\"B\",\"by\":\"b\"},"
                + "\"values\":{\"kind\":1,\"amount\":7.00}}")
        .containsEntry(
            "2024-06 d",
            "{\"code\":\"REST\",\"blocked\":{\"segment\":\"B\",\"by\":\"b\"},"
                + "\"values\":{\"kind\":1}}");
  }

  @Test
  void whereThereAreFewerPlacesThanBeforeTheWorstHoldersGo() {
    Dataset<Row> june =
        rows(DDL, june("a", 1, "9"), june("b", 1, "8"), row("2024-06", "c", "01", 3, "1"));
    Dataset<Row> written =
        computed(
            builder(TIER)
                .segmentRows(
                    builder(TIER).wide(june, range("2024-06", "2024-06"), Optional.empty())));
    SchemeDef smaller = scheme("tier", YAML.replace("max: 2", "max: 1"));
    MonthRange july = range("2024-07", "2024-07");
    Dataset<Row> wide =
        computed(
            builder(smaller)
                .wide(
                    rows(DDL, july("a", 1, "9"), july("b", 1, "99")), july, Optional.of(written)));

    assertThat(byCustomer(wide, "tier")).isEqualTo(Map.of("a", "G", "b", "B"));
    assertThat(
            sorted(
                new PlaceChanges(List.of(smaller))
                    .rows(wide, Optional.of(written), july)
                    .select("customer_id", "segment", "kind", "order_value", "group_value")))
        .containsExactly("[a,B,REDUCED,9.000000,[\"01\"]]", "[a,G,ENTERED,9.000000,[\"01\"]]");
  }

  @Test
  void withoutGroupsTheWholeBaseSharesThePlaces() {
    SchemeDef whole =
        scheme(
            "tier",
            """
            method: rules
            capacity: {by: amount, max: [{segment: B, max: 2}]}
            segments:
              - {code: B, when: "kind = 1", zh: 标准店, en: standard}
            """);
    Outcome shared =
        new Outcome(
            whole,
            june("a", 1, "1"),
            row("2024-06", "b", "02", 1, "3"),
            row("2024-06", "c", "03", 1, "2"));

    assertThat(shared.segments())
        .isEqualTo(Map.of("2024-06 a", "OUTSIDE", "2024-06 b", "B", "2024-06 c", "B"));
    assertThat(shared.reasons())
        .containsEntry(
            "2024-06 a", "{\"code\":\"NO_MATCH\",\"values\":{\"kind\":1,\"amount\":1.00}}");
  }

  @Test
  void aSegmentWithoutPlacesTakesNobody() {
    SchemeDef none =
        scheme("tier", YAML.replace("max: 2", "max: 0").replace("G, max: 1", "G, max: 0"));
    Outcome closed = new Outcome(none, june("a", 1, "9"), row("2024-06", "x", "02", 1, "1"));

    assertThat(closed.segments()).isEqualTo(Map.of("2024-06 a", "P", "2024-06 x", "B"));
  }
}
