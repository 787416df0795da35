package io.fenqun.scheme.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fenqun.error.FenqunException;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SchemeTest;
import io.fenqun.table.RowRefusal;
import java.math.BigDecimal;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** rules, bands and compose: what one row gives. */
class RowWiseMethodsTest extends SchemeTest {
  private static final long serialVersionUID = 1L;
  private static final String DDL =
      "customer_id string, month string, is_departed boolean, balance decimal(18,2), kind string";

  private static final SchemeDef LEVEL =
      scheme(
          "level",
          """
          method: bands
          by: balance
          segments:
            - {code: LOW, zh: 低, en: low}
            - {code: A1, floor: 500000, zh: 一, en: one}
            - {code: A2, floor: 1000000, zh: 二, en: two}
          """);

  private static final SchemeDef TIER =
      scheme(
          "tier",
          """
          method: rules
          population: "kind <> 'gone'"
          segments:
            - {code: B, when: "balance > 900000 and kind = 'shop'", zh: 乙, en: b}
            - {code: G, when: "kind = 'shop'", zh: 丙, en: g}
            - {code: P, zh: 丁, en: p}
          """);

  private static Row row(String id, String balance, String kind) {
    return RowFactory.create(
        id, "2024-06", false, balance == null ? null : new BigDecimal(balance), kind);
  }

  @Test
  void aBandHoldsItsFloorAndNotTheNext() {
    Dataset<Row> wide =
        wide(
            rows(
                DDL,
                row("a", "499999.99", "x"),
                row("b", "500000.00", "x"),
                row("c", "999999.99", "x"),
                row("d", "1000000.00", "x"),
                row("e", "-5.00", "x"),
                row("f", null, "x")),
            LEVEL);
    assertThat(byCustomer(wide, "level"))
        .isEqualTo(Map.of("a", "LOW", "b", "A1", "c", "A1", "d", "A2", "e", "LOW", "f", "OUTSIDE"));
    assertThat(byCustomer(wide, "level__reason"))
        .containsEntry("b", "{\"code\":\"BAND\",\"values\":{\"balance\":500000.00}}")
        .containsEntry("f", "{\"code\":\"NULL\",\"values\":{\"balance\":null}}");
    assertThat(byCustomer(wide, "level__rank").values()).containsOnlyNulls();
    assertThat(byCustomer(wide, "level__score").values()).containsOnlyNulls();
    assertThat(byCustomer(wide, "level__percentile").values()).containsOnlyNulls();
  }

  @Test
  void belowTheLowestFloorIsOutside() {
    SchemeDef scheme =
        scheme(
            "level",
            "method: bands\nby: balance\nsegments: [{code: A1, floor: 10, zh: 一, en: one}]\n");
    Dataset<Row> wide = wide(rows(DDL, row("a", "9.99", "x"), row("b", "10.00", "x")), scheme);
    assertThat(byCustomer(wide, "level")).isEqualTo(Map.of("a", "OUTSIDE", "b", "A1"));
    assertThat(byCustomer(wide, "level__reason"))
        .containsEntry("a", "{\"code\":\"NO_MATCH\",\"values\":{\"balance\":9.99}}");
  }

  @Test
  void theFirstRuleThatFitsGivesTheSegmentAndNullDoesNotFit() {
    Dataset<Row> wide =
        wide(
            rows(
                DDL,
                row("a", "900001", "shop"),
                row("b", "900000", "shop"),
                row("c", null, "shop"),
                row("d", "1", "other"),
                row("e", "1", "gone"),
                row("f", "1", null)),
            TIER);
    assertThat(byCustomer(wide, "tier"))
        .isEqualTo(Map.of("a", "B", "b", "G", "c", "G", "d", "P", "e", "OUTSIDE", "f", "OUTSIDE"));
    assertThat(byCustomer(wide, "tier__reason"))
        .containsEntry(
            "a", "{\"code\":\"RULE\",\"values\":{\"balance\":900001.00,\"kind\":\"shop\"}}")
        .containsEntry("b", "{\"code\":\"RULE\",\"values\":{\"kind\":\"shop\"}}")
        .containsEntry("d", "{\"code\":\"REST\",\"values\":{\"balance\":1.00,\"kind\":\"other\"}}")
        .containsEntry("e", "{\"code\":\"POPULATION\",\"values\":{\"kind\":\"gone\"}}");
    assertThat(byCustomer(wide, "tier__evaluated_month").values()).containsOnly("2024-06");
  }

  @Test
  void aReasonLosesItsLastValuesUntilItFits() {
    Dataset<Row> wide = wide(rows(DDL, row("a", "1", "长".repeat(80))), TIER);
    assertThat(byCustomer(wide, "tier__reason"))
        .containsEntry("a", "{\"code\":\"REST\",\"values\":{\"balance\":1.00},\"omitted\":1}");
  }

  @Test
  void theMonthsLastDayIsVisible() {
    SchemeDef scheme =
        scheme(
            "end",
            """
            method: rules
            segments:
              - {code: YES, when: "month_end = date'2024-06-30'", zh: 是, en: yes}
              - {code: NO, zh: 否, en: no}
            """);
    Dataset<Row> wide = wide(rows(DDL, row("a", "1", "x")), scheme);
    assertThat(byCustomer(wide, "end")).containsEntry("a", "YES");
  }

  @Test
  void composedOfTwoSchemesAndOutsideWhereOneIs() {
    Dataset<Row> wide =
        wide(
            rows(
                DDL,
                row("a", "1000000", "shop"),
                row("b", "1", "shop"),
                row("c", null, "shop"),
                row("d", "1", "gone")),
            TIER,
            LEVEL,
            classOf("B_A2", "G_LOW"),
            supply("[G_LOW]"));
    assertThat(byCustomer(wide, "class"))
        .isEqualTo(Map.of("a", "B_A2", "b", "G_LOW", "c", "OUTSIDE", "d", "OUTSIDE"));
    assertThat(byCustomer(wide, "class__reason"))
        .containsEntry("a", "{\"code\":\"COMPOSE\",\"values\":{\"tier\":\"B\",\"level\":\"A2\"}}")
        .containsEntry(
            "c", "{\"code\":\"AXIS\",\"values\":{\"tier\":\"G\",\"level\":\"OUTSIDE\"}}");
    assertThat(byCustomer(wide, "supply"))
        .isEqualTo(Map.of("a", "S01", "b", "S02", "c", "OUTSIDE", "d", "OUTSIDE"));
  }

  @Test
  void aCodeThatNoSegmentKnowsStopsTheRun() {
    Dataset<Row> rows = rows(DDL, row("a", "1000000", "shop"));
    Throwable failure = catchThrowable(() -> wide(rows, TIER, LEVEL, classOf("B_A1", "G_LOW")));
    FenqunException fault = RowRefusal.find(failure).orElseThrow();
    assertThat(fault.kind()).isEqualTo(FenqunException.Kind.DATA);
    assertThat(fault)
        .hasMessage(
            "Cannot compose scheme class of 2024-06: no segment for 'B_A2'; "
                + "add it to the scheme's segments or correct its by");
  }

  @Test
  void aValueThatNoLookUpHoldsStopsTheRun() {
    Dataset<Row> rows = rows(DDL, row("a", "1", "shop"));
    Throwable failure =
        catchThrowable(() -> wide(rows, TIER, LEVEL, classOf("B_A2", "G_LOW"), supply("[X]")));
    assertThat(RowRefusal.find(failure).orElseThrow())
        .hasMessageStartingWith("Cannot compose scheme supply of 2024-06: no segment for 'G_LOW'");
  }

  private static SchemeDef classOf(String first, String second) {
    return scheme(
        "class",
        """
        method: compose
        by: "concat(tier, '_', level)"
        segments:
          - {code: %s, zh: 甲, en: first}
          - {code: %s, zh: 乙, en: second}
        """
            .formatted(first, second));
  }

  private static SchemeDef supply(String second) {
    return scheme(
        "supply",
        """
        method: compose
        by: class
        segments:
          - {code: S01, in: [B_A2, B_A1], zh: 一, en: one}
          - {code: S02, in: %s, zh: 二, en: two}
        """
            .formatted(second));
  }
}
