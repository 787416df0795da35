package io.fenqun.preview;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.pack.EditedPack;
import io.fenqun.pack.PackLoader;
import io.fenqun.scheme.Approvals;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SegmentBuilder;
import io.fenqun.table.Memory;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class SchemePreviewTest extends PreviewTest {
  private static final long serialVersionUID = 1L;
  private static final String MONTH = "2024-01";

  private SchemeChange threeEdits() throws IOException {
    return edited(
        "asset_level",
        "event_count > 0",
        "event_count > 1",
        "floor: 1000",
        "floor: 2000",
        "floor: 5000",
        "floor: 4000");
  }

  private Dataset<Row> sevenCustomers() {
    return features(
        List.of(
            customer("a", MONTH, 3, "500", "0"),
            customer("b", MONTH, 3, "1500", "0"),
            customer("c", MONTH, 3, "4500.01", "0"),
            customer("d", MONTH, 1, "1500", "0"),
            customer("e", MONTH, 2, "9000", "0"),
            customer("f", MONTH, 0, "100", "0"),
            customer("n", MONTH, 4, null, "0"),
            departed("g", MONTH),
            customer("a", "2023-12", 3, "1500", "0")));
  }

  @Test
  void theMatrixHoldsTheWholeBaseInCustomersAndMoney() throws IOException {
    SchemePreview preview = preview(threeEdits(), MONTH, sevenCustomers());
    assertThat(texts(preview.matrix()))
        .containsExactly(
            "LOW LOW 1 500.00",
            "MIDDLE LOW 1 1500.00",
            "MIDDLE HIGH 1 4500.01",
            "MIDDLE OUTSIDE 1 1500.00",
            "HIGH HIGH 1 9000.00",
            "OUTSIDE OUTSIDE 2 100.00");
  }

  @Test
  void eachEditIsCreditedWithWhomItMovesFromTheStateBeforeIt() throws IOException {
    SchemePreview preview = preview(threeEdits(), MONTH, sevenCustomers());
    assertThat(preview.steps().stream().map(PreviewTest::texts))
        .containsExactly(
            List.of("MIDDLE OUTSIDE 1 1500.00"),
            List.of("MIDDLE LOW 1 1500.00"),
            List.of("MIDDLE HIGH 1 4500.01"));
  }

  @Test
  void theOldSideIsWhatIsPublishedAndWhatNoEditDidIsApart() throws IOException {
    Dataset<Row> published =
        rows(
            "customer_id string, segment string",
            RowFactory.create("a", "OLDEST"),
            RowFactory.create("b", "MIDDLE"),
            RowFactory.create("c", "HIGH"),
            RowFactory.create("gone", "HIGH"));
    SchemePreview preview = preview(threeEdits(), MONTH, sevenCustomers(), Optional.of(published));
    assertThat(texts(preview.matrix()))
        .containsExactly(
            "OLDEST LOW 1 500.00",
            "MIDDLE LOW 1 1500.00",
            "MIDDLE OUTSIDE 1 1500.00",
            "HIGH HIGH 2 13500.01",
            "OUTSIDE OUTSIDE 2 100.00");
    assertThat(texts(preview.drift()))
        .containsExactly("OLDEST LOW 1 500.00", "HIGH MIDDLE 1 4500.01");
    assertThat(texts(preview.steps().get(2))).containsExactly("MIDDLE HIGH 1 4500.01");
    assertThat(preview.movers().stream().map(Mover::customerId)).containsExactly("b", "d", "a");
  }

  @Test
  void whatAwaitsApprovalIsOnTheOldSideAsItWasProposed() throws IOException {
    Dataset<Row> published =
        rows(
                "customer_id string, segment string, proposed string",
                RowFactory.create("b", "OUTSIDE", "{\"segment\":\"MIDDLE\"}"),
                RowFactory.create("c", "LOW", "{\"segment\":\"MIDDLE\"}"))
            .withColumn(
                "memory",
                Memory.of(Map.of(Memory.PROPOSAL, from_json(col("proposed"), Memory.EVALUATION))));
    SchemePreview preview = preview(threeEdits(), MONTH, sevenCustomers(), Optional.of(published));
    assertThat(preview.drift()).isEmpty();
    assertThat(texts(preview.matrix())).contains("MIDDLE LOW 1 1500.00", "MIDDLE HIGH 1 4500.01");
  }

  @Test
  void theLargestWhoMoveAreNamedAndEqualMoneyGoesByTheId() throws IOException {
    List<String> movers =
        preview(threeEdits(), MONTH, sevenCustomers()).movers().stream()
            .map(
                m -> m.customerId() + " " + m.value().orElseThrow() + " " + m.from() + " " + m.to())
            .toList();
    assertThat(movers)
        .containsExactly(
            "c 4500.01 MIDDLE HIGH", "b 1500.00 MIDDLE LOW", "d 1500.00 MIDDLE OUTSIDE");
  }

  @Test
  void noMoreThanTwentyAreNamed() throws IOException {
    List<Row> customers = new ArrayList<>();
    for (int i = 10; i < 40; i++) {
      customers.add(customer("c" + i, MONTH, 3, "15" + i, "0"));
    }
    SchemePreview preview = preview(threeEdits(), MONTH, features(customers));
    assertThat(preview.movers().stream().map(Mover::customerId))
        .hasSize(20)
        .startsWith("c39")
        .endsWith("c20");
  }

  @Test
  void theBandsThatNobodyIsInAreNamedAndThoseOutsideCountedByReason() throws IOException {
    RuleChecks checks =
        preview(
                threeEdits(),
                MONTH,
                customer("a", MONTH, 3, "500", "0"),
                customer("d", MONTH, 1, "1500", "0"),
                customer("n", MONTH, 4, null, "0"))
            .checks();
    assertThat(checks.empty()).containsExactly("MIDDLE", "HIGH");
    assertThat(texts(checks.outside()))
        .containsExactly("NULL OUTSIDE 1 0.00", "POPULATION OUTSIDE 1 1500.00");
    assertThat(checks.shadowed()).isEmpty();
  }

  @Test
  void rulesThatNeverFireAreShadowedOrLeaveSomeoneAreCounted() throws IOException {
    SchemeChange change =
        change(
            "mood",
            """
            zh: 状态
            en: mood
            method: rules
            population: "event_count >= 0"
            segments:
              - {code: QUIET, when: "event_count = 0", zh: 静, en: quiet}
              - {code: NEVER, when: "event_count + 0 > 100", zh: 无, en: never}
              - {code: FEW, when: "event_count < 3", zh: 少, en: few}
              - {code: POOR, when: "level < 100", zh: 贫, en: poor}
            """);
    SchemePreview preview =
        preview(
            change,
            MONTH,
            customer("a", MONTH, 0, "50", "1.00"),
            customer("b", MONTH, 0, "500", "2.00"),
            customer("c", MONTH, 2, "50", "4.00"),
            customer("d", MONTH, 9, "50", "8.00"),
            customer("e", MONTH, 9, "500", "16.00"),
            customer("f", MONTH, 9, null, "32.00"),
            customer("g", MONTH, -1, "50", "64.00"));
    RuleChecks checks = preview.checks();
    assertThat(checks.empty()).containsExactly("NEVER");
    assertThat(texts(checks.shadowed()))
        .as("rule, who takes them")
        .containsExactly("FEW QUIET 2 3.00", "POOR QUIET 1 1.00", "POOR FEW 1 4.00");
    assertThat(texts(checks.outside()))
        .containsExactly("NO_MATCH OUTSIDE 2 48.00", "POPULATION OUTSIDE 1 64.00");
  }

  @Test
  void aNewSchemeHasCountsAndNobodyMoves() throws IOException {
    SchemeChange change =
        change(
            "size",
            """
            zh: 规模
            en: size
            method: bands
            by: level
            value: level
            segments:
              - {code: S, zh: 小, en: small}
              - {code: L, floor: 1500, zh: 大, en: large}
            """);
    SchemePreview preview = preview(change, MONTH, sevenCustomers());
    assertThat(texts(preview.matrix()))
        .containsExactly("S S 2 600.00", "L L 4 16500.01", "OUTSIDE OUTSIDE 1 0.00");
    assertThat(preview.steps()).isEmpty();
    assertThat(preview.movers()).isEmpty();
  }

  @Test
  void aSchemeOfAnotherCycleIsPreviewedByTheEvaluationThatServesTheMonth() throws IOException {
    SchemeChange change =
        edited(
            "grade",
            "A, share: 20",
            "A, share: 50",
            "B, share: 30",
            "B, share: 20",
            "C, share: 50",
            "C, share: 30");
    SchemePreview preview =
        preview(
            change,
            "2024-02",
            customer("a", "2023-12", 3, "1", "30"),
            customer("b", "2023-12", 2, "1", "20"),
            customer("a", "2024-02", 1, "1", "10"),
            customer("b", "2024-02", 9, "1", "90"),
            customer("n", "2024-02", 9, "1", "90"));
    assertThat(preview.checks().month().map(Object::toString)).contains("2023-12");
    assertThat(texts(preview.matrix()))
        .as("of two, 20 % is the first; B is merged into A in the north; n came later")
        .containsExactly("A A 1 10.00", "C A 1 90.00", "OUTSIDE OUTSIDE 1 90.00");
    assertThat(preview.frame().months()).hasToString("2023-12..2024-02");
  }

  @Test
  void aSchemeThatRemembersStartsFromWhatIsPublishedOfTheMonthBefore() throws IOException {
    String waits = "event_count >= 10\", after: 2";
    EditedPack.in(folder).replace("schemes/mood.yaml", "event_count >= 10\"", waits);
    SchemeChange change = edited("mood", "event_count >= 10\"", waits.replace("10", "5"));
    Dataset<Row> features =
        features(
            List.of(
                customer("a", "2023-12", 12, "1", "1"),
                customer("b", "2023-12", 6, "1", "2"),
                customer("c", "2023-12", 12, "1", "4"),
                customer("a", MONTH, 12, "1", "1"),
                customer("b", MONTH, 6, "1", "2"),
                customer("c", MONTH, 6, "1", "4")));
    SchemeDef published =
        PackLoader.load(folder.resolve("conf/examples/sample")).schemesFor(List.of("mood")).get(0);
    SegmentBuilder builder = new SegmentBuilder(List.of(published), change.pack().schemeContext());
    Month december = Month.parse("2023-12");
    Dataset<Row> earlier =
        builder.segmentRows(
            builder.wide(
                features.where("month = '2023-12'"), MonthRange.of(december), Optional.empty()));
    VariantFrame frame = new VariantFrame(change, Month.parse(MONTH), december);
    assertThat(frame.earlierMonths()).containsExactly(december);
    SchemePreview preview =
        SchemePreview.of(
            frame,
            new PublishedRows(
                features.where(col("month").equalTo(MONTH)),
                Optional.of(earlier),
                Optional.empty(),
                List.of(),
                Approvals.NONE));
    assertThat(texts(preview.matrix()))
        .as("c fell below 10, and has been above 5 for the second month")
        .containsExactly("BUSY BUSY 1 1.00", "CALM BUSY 1 4.00", "CALM CALM 1 2.00");
  }

  @Test
  void aStateBetweenThatStopsOnTheDataMakesTheEditsOneStep() throws IOException {
    SchemeChange change =
        change(
            "place",
            """
            zh: 位置
            en: place
            method: compose
            by: mood
            segments:
              - {code: QUIET, zh: 静, en: quiet}
              - {code: BUSY, zh: 忙, en: busy}
              - {code: CALM, zh: 平, en: calm}
            """);
    assertThat(change.steps()).hasSizeGreaterThan(1);
    SchemePreview preview = preview(change, MONTH, customer("a", MONTH, 3, "500", "7"));
    assertThat(preview.atOnce().orElseThrow()).startsWith("Cannot compose scheme place@");
    assertThat(preview.steps()).hasSize(1);
    assertThat(preview.frame().change().steps().get(0).edits())
        .hasSameSizeAs(change.steps().stream().flatMap(s -> s.edits().stream()).toList());
    assertThat(texts(preview.matrix())).containsExactly("OUTSIDE CALM 1 7.00");
  }

  @Test
  void theLayoutOfTheFeaturesChangesNothing() throws IOException {
    SchemeChange change = threeEdits();
    SchemePreview one = preview(change, MONTH, sevenCustomers().coalesce(1));
    SchemePreview scattered = preview(change, MONTH, sevenCustomers().repartition(5));
    assertThat(scattered).isEqualTo(one);
    assertThat(one.matrix().stream().map(Move::amount).collect(Collectors.toList()))
        .contains(new BigDecimal("4500.01"));
  }
}
