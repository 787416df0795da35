package io.fenqun.report;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.Lines;
import io.fenqun.scheme.CutSchemes;
import io.fenqun.scheme.LastCuts;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SchemeTest;
import io.fenqun.scheme.SegmentBuilder;
import io.fenqun.scheme.Staging;
import io.fenqun.table.ChangeTables;
import io.fenqun.table.SchemeValue;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import io.fenqun.transition.RateLimits;
import io.fenqun.transition.TransitionScope;
import io.fenqun.transition.Transitions;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** Why a segment is of another size: worked by hand from customers to parts. */
class SegmentChangeTest extends SchemeTest {
  private static final long serialVersionUID = 1L;
  private static final Month JANUARY = Month.of(2024, 1);
  private static final MonthRange FEBRUARY = MonthRange.of(Month.of(2024, 2));
  private static final List<SchemeValue> VALUES = List.of(new SchemeValue("top", "value"));
  private static final List<SchemeRow> SCHEMES =
      List.of(SchemeOverlapTest.scheme("top", "value", "A", "B"));

  private static SchemeDef top(int percentOfA) {
    return scheme(
        "top",
        """
        method: share
        by: amount
        segments:
          - {code: A, share: %d, zh: 甲, en: a}
          - {code: B, share: %d, zh: 乙, en: b}
        """
            .formatted(percentOfA, 100 - percentOfA));
  }

  private static Row customer(String id, String month, int amount) {
    return RowFactory.create(id, month, false, new BigDecimal(amount).setScale(2));
  }

  private Dataset<Row> wide(SchemeDef scheme, MonthRange months, List<Row> customers) {
    return computed(
        new SegmentBuilder(List.of(scheme), CONTEXT, Staging.NONE)
            .wide(
                rows(
                    "customer_id string, month string, is_departed boolean, amount decimal(18,2)",
                    customers),
                months,
                Optional.empty())
            .withColumn("value", col("amount")));
  }

  /** As January was reported: 50 % of 4 are the first 2. A has 2 with 180, B 2 with 100. */
  private static List<Row> reported() {
    return List.of(
        customer("a", "2024-01", 100),
        customer("b", "2024-01", 80),
        customer("c", "2024-01", 60),
        customer("d", "2024-01", 40));
  }

  /**
   * A late record makes it 5 customers: 50 % are the first 3. A has 3 with 240 (+1, +60), B 2 with
   * 90 (0, -10). Then A shall be 20 %: the first 1. A has 1 with 100 (-2, -140), B 4 with 230 (+2,
   * +140).
   */
  private static List<Row> restated() {
    List<Row> rows = new ArrayList<>(reported());
    rows.add(customer("e", "2024-01", 50));
    return rows;
  }

  /**
   * 15 customers, of whom the first 3 are in A: f, g and b. The leaver a takes 1 with 100 from A, f
   * and g bring 2 with 290 (+1, +190), nine others 90 to B. January's cut of A is 100: by it b, c
   * and d would be in A by their own rise (3 with 345 who were not: +3, +345; in B stays e alone, 1
   * with 40, of 4 with 230: -3, -190). But c and d, 215 together, are not among the first 3 (-2,
   * -215, and the reverse for B).
   */
  private static List<Row> february() {
    List<Row> rows = new ArrayList<>();
    rows.add(customer("b", "2024-02", 130));
    rows.add(customer("c", "2024-02", 110));
    rows.add(customer("d", "2024-02", 105));
    rows.add(customer("e", "2024-02", 40));
    rows.add(customer("f", "2024-02", 150));
    rows.add(customer("g", "2024-02", 140));
    for (int i = 0; i < 9; i++) {
      rows.add(customer("n" + i, "2024-02", 10));
    }
    return rows;
  }

  private Dataset<Row> revisions(Dataset<Row> before, Dataset<Row> between, Dataset<Row> now) {
    Dataset<Row> byData = revision(before, between, 2, new Revisions.Why("data", "data", "late"));
    Dataset<Row> byDefinition =
        revision(between, now, 3, new Revisions.Why("definition", "definition", "scheme top"));
    return computed(byData.unionByName(byDefinition));
  }

  private static Dataset<Row> revision(
      Dataset<Row> before, Dataset<Row> now, long publication, Revisions.Why why) {
    SchemeValue value = VALUES.get(0);
    return Revisions.between(
        before,
        now,
        List.of(new Revisions.Revised(value, value, true)),
        publication,
        Map.of(JANUARY, why));
  }

  private Dataset<Row> transitions(Dataset<Row> customerMonth) {
    Dataset<Row> span = customerMonth.groupBy("customer_id").agg(Map.of("month", "min"));
    return computed(
        Transitions.between(
            customerMonth,
            span.withColumnRenamed("min(month)", "first_month"),
            VALUES,
            TransitionScope.monthOverMonth(FEBRUARY),
            new RateLimits(30, 0.95, 30, Map.of("top", 2))));
  }

  private record Case(Dataset<Row> changes, Dataset<Row> profile, Dataset<Row> revisions) {
    List<String> violations() {
      return Lines.of(SegmentChangeLaws.violations(changes, profile, revisions, FEBRUARY));
    }
  }

  private Case worked() {
    MonthRange both = new MonthRange(JANUARY, FEBRUARY.to());
    List<Row> customers = new ArrayList<>(restated());
    customers.addAll(february());
    SchemeDef scheme = top(20);
    Dataset<Row> wide = wide(scheme, both, customers);
    Dataset<Row> segments = builder(scheme).segmentRows(wide);
    CutSchemes cut = new CutSchemes(List.of(scheme), FEBRUARY);
    Dataset<Row> others =
        new LastCuts(cut, CONTEXT, Staging.NONE).moves(columns(wide), segments, VALUES);
    Dataset<Row> january = wide.where("month = '2024-01'");
    MonthRange before = MonthRange.of(JANUARY);
    Dataset<Row> revisions =
        revisions(wide(top(50), before, reported()), wide(top(50), before, restated()), january);
    Dataset<Row> transitions = transitions(columns(wide));
    Dataset<Row> profile = computed(SegmentProfile.of(wide, transitions, SCHEMES, both));
    Dataset<Row> changes =
        SegmentChange.of(transitions, revisions, others, profile, List.of("top"), FEBRUARY);
    return new Case(computed(changes), profile, revisions);
  }

  private static Dataset<Row> columns(Dataset<Row> wide) {
    return wide.select("customer_id", "month", "value", "top");
  }

  @Test
  void theFivePartsOfACaseByHand() {
    Case worked = worked();
    assertThat(
            Lines.of(worked.changes(), "month", "scheme", "segment", "part", "customers", "value"))
        .containsExactly(
            "2024-02 top A DEFINITION -2 -140.00",
            "2024-02 top A ENTRY_EXIT 1 190.00",
            "2024-02 top A OTHERS -2 -215.00",
            "2024-02 top A OWN 3 345.00",
            "2024-02 top A RESTATED 1 60.00",
            "2024-02 top B DEFINITION 2 140.00",
            "2024-02 top B ENTRY_EXIT 9 90.00",
            "2024-02 top B OTHERS 2 215.00",
            "2024-02 top B OWN -3 -190.00",
            "2024-02 top B RESTATED 0 -10.00",
            "2024-02 top OUTSIDE DEFINITION 0 0.00",
            "2024-02 top OUTSIDE ENTRY_EXIT 0 0.00",
            "2024-02 top OUTSIDE OTHERS 0 0.00",
            "2024-02 top OUTSIDE OWN 0 0.00",
            "2024-02 top OUTSIDE RESTATED 0 0.00");
    assertThat(worked.changes().schema().names())
        .containsExactly(ChangeTables.SEGMENT_CHANGE.schema().names());
  }

  /** A: 3 with 420 less the 2 with 180 that were reported; B: 12 with 345 less 2 with 100. */
  @Test
  void thePartsAreTheWholeChangeSinceTheReport() {
    Case worked = worked();
    assertThat(
            Lines.of(
                worked.changes().groupBy("segment").agg(Map.of("customers", "sum", "value", "sum")),
                "segment",
                "sum(customers)",
                "sum(value)"))
        .containsExactly("A 1 240.00", "B 10 245.00", "OUTSIDE 0 0.00");
    assertThat(worked.violations()).isEmpty();
  }

  @Test
  void aCustomerOrACentTooManyIsFound() {
    Case worked = worked();
    Dataset<Row> wrong =
        worked
            .changes()
            .selectExpr(
                "month",
                "scheme",
                "segment",
                "part",
                "if(segment = 'B' and part = 'OTHERS', customers + 1, customers) as customers",
                "cast(if(segment = 'A' and part = 'OWN', value + 0.01, value) as decimal(18,2)) as value");
    assertThat(new Case(wrong, worked.profile(), worked.revisions()).violations())
        .containsExactly("top 2024-02 A 1 1 240.00 240.01", "top 2024-02 B 10 11 245.00 245.00");
    Dataset<Row> short1 = worked.changes().where("part <> 'DEFINITION'");
    assertThat(new Case(short1, worked.profile(), worked.revisions()).violations()).hasSize(2);
  }

  @Test
  void aMonthWithoutTransitionsHasNoRowsAndASchemeThatIsGoneNeither() {
    Case worked = worked();
    Dataset<Row> none = spark().createDataFrame(List.of(), Tables.TRANSITION_MONTH.schema());
    Dataset<Row> others =
        rows(
            "scheme string, month string, from_segment string, to_segment string, customers bigint, value decimal(18,2)");
    assertThat(
            SegmentChange.of(
                    none, worked.revisions(), others, worked.profile(), List.of("top"), FEBRUARY)
                .collectAsList())
        .isEmpty();
    assertThat(
            SegmentChange.of(
                    transitions(columns(wide(top(20), FEBRUARY, february()))),
                    worked.revisions(),
                    others,
                    worked.profile(),
                    List.of("another"),
                    FEBRUARY)
                .collectAsList())
        .isEmpty();
  }

  /** A band's code that was reported and is no more leaves by the definition, with its money. */
  @Test
  void aSegmentThatIsNoMoreHasItsLossInDefinition() {
    Case worked = worked();
    Dataset<Row> gone =
        rows(
            "month string, scheme string, from_segment string, to_segment string, customers bigint, value_from decimal(18,2), value_to decimal(18,2), cause string",
            RowFactory.create(
                "2024-01",
                "top",
                "C",
                "B",
                2L,
                new BigDecimal("7.00"),
                new BigDecimal("9.00"),
                "data, definition"));
    Dataset<Row> changes =
        SegmentChange.of(
            transitions(columns(wide(top(20), FEBRUARY, february()))),
            gone,
            rows(
                "scheme string, month string, from_segment string, to_segment string, customers bigint, value decimal(18,2)"),
            worked.profile(),
            List.of("top"),
            FEBRUARY);
    assertThat(
            Lines.of(
                changes.where("part = 'DEFINITION' and customers <> 0"),
                "segment",
                "customers",
                "value"))
        .containsExactly("B 2 9.00", "C -2 -7.00");
  }
}
