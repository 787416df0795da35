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
import io.fenqun.table.SchemeValue;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import io.fenqun.transition.RateLimits;
import io.fenqun.transition.TransitionScope;
import io.fenqun.transition.Transitions;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** The parts again in plain loops over customers, with ties, groups, nulls and restated months. */
class SegmentChangeTwinTest extends SchemeTest {
  private static final long serialVersionUID = 1L;
  private static final long SEED = 20240811;
  private static final int CUSTOMERS = 60;
  private static final MonthRange ALL = new MonthRange(Month.of(2023, 12), Month.of(2024, 3));
  static final MonthRange MONTHS = new MonthRange(Month.of(2024, 1), Month.of(2024, 3));

  private static final SchemeDef LEVEL =
      scheme(
          "level",
          """
          method: bands
          by: amount
          segments:
            - {code: L, zh: 低, en: low}
            - {code: H, floor: 5, zh: 高, en: high}
          """);

  private static final SchemeDef TOP =
      scheme(
          "top",
          """
          method: share
          by: amount
          within: [branch]
          ties: key
          segments:
            - {code: "1", share: 20, zh: 一, en: one}
            - {code: "2", share: 30, zh: 二, en: two}
            - {code: "3", share: 50, zh: 三, en: three}
          """);

  private static final SchemeDef SLOW =
      scheme(
          "slow",
          """
          method: share
          by: points
          evaluate: quarterly
          ties: together
          segments:
            - {code: "1", share: 50, zh: 一, en: one}
            - {code: "2", share: 50, zh: 二, en: two}
          """);

  private static final SchemeDef BOTH =
      scheme(
          "both",
          """
          method: compose
          by: concat(level, top)
          segments:
            - {code: GOOD, in: [H1, H2, L1], zh: 好, en: good}
            - {code: POOR, in: [H3, L2, L3], zh: 差, en: poor}
          """);

  static final List<SchemeDef> SCHEMES = List.of(LEVEL, TOP, SLOW, BOTH);
  private static final List<SchemeValue> VALUES =
      List.of(
          new SchemeValue("level", "value"),
          new SchemeValue("top", "value"),
          new SchemeValue("slow", "points"),
          new SchemeValue("both", "value"));
  private static final List<String> COLUMNS =
      List.of(
          "customer_id",
          "month",
          "value",
          "points",
          "amount",
          "branch",
          "level",
          "top",
          "slow",
          "both");

  private final Random random = new Random(SEED);

  private List<Row> features() {
    List<Row> rows = new ArrayList<>();
    for (Month month : ALL.months()) {
      for (int i = 0; i < CUSTOMERS; i++) {
        if (random.nextInt(6) > 0) {
          BigDecimal amount =
              random.nextInt(12) == 0 ? null : new BigDecimal(random.nextInt(12) + ".00");
          BigDecimal points = new BigDecimal(random.nextInt(40) - 5 + ".50");
          String branch = random.nextInt(9) == 0 ? null : random.nextInt(3) > 0 ? "x" : "y";
          rows.add(RowFactory.create("c" + i, month.toString(), false, amount, points, branch));
        }
      }
    }
    return rows;
  }

  /** As the months had been reported: some customers elsewhere, with other money, or not there. */
  private List<Row> reported(List<Row> now) {
    List<Row> rows = new ArrayList<>();
    for (Row row : now) {
      Object[] cells = COLUMNS.stream().map(row::<Object>getAs).toArray();
      if (random.nextInt(4) == 0) {
        cells[2] = new BigDecimal(random.nextInt(12) + ".25");
        cells[6] = random.nextBoolean() ? "L" : "GONE";
        cells[7] = String.valueOf(1 + random.nextInt(3));
      }
      if (random.nextInt(10) > 0) {
        rows.add(RowFactory.create(cells));
      }
    }
    return rows;
  }

  @Test
  void agreesWithPlainLoopsInAnyOrderOfRowsAndKeepsTheLaws() {
    SegmentBuilder builder = new SegmentBuilder(SCHEMES, CONTEXT, Staging.NONE);
    Dataset<Row> wide =
        computed(
            builder
                .wide(
                    rows(
                        "customer_id string, month string, is_departed boolean, amount decimal(18,2), points decimal(18,2), branch string",
                        features()),
                    ALL,
                    Optional.empty())
                .withColumn("value", col("amount")));
    Dataset<Row> now = wide.selectExpr(COLUMNS.toArray(String[]::new));
    List<Row> before = reported(wide.collectAsList());
    Map<Month, String> causes = new HashMap<>();
    Map<Month, Revisions.Why> why = new TreeMap<>();
    for (Month month : ALL.months().subList(0, 3)) {
      boolean isData = month.number() % 2 == 0;
      causes.put(month, isData ? "RESTATED" : "DEFINITION");
      String cause = isData ? "data" : "data, definition";
      why.put(month, new Revisions.Why(cause, cause, "test"));
    }
    Dataset<Row> reported = spark().createDataFrame(before, now.schema());
    String earlier = "month < '2024-03'";
    Dataset<Row> revisions =
        computed(
            Revisions.between(
                reported.where(earlier),
                now.where(earlier),
                VALUES.stream().map(v -> new Revisions.Revised(v, v, true)).toList(),
                7,
                why));
    Dataset<Row> segments = computed(builder.segmentRows(wide));
    Dataset<Row> transitions = transitions(now);
    List<SchemeRow> schemes =
        VALUES.stream()
            .map(v -> SchemeOverlapTest.scheme(v.scheme(), v.valueColumn(), "1", "2"))
            .toList();
    Dataset<Row> profile = computed(SegmentProfile.of(now, transitions, schemes, ALL));

    Dataset<Row> changes = computed(changes(now, segments, transitions, revisions, profile));
    assertThat(lines(changes))
        .as("seed %d", SEED)
        .isEqualTo(NaiveChanges.lines(wide.collectAsList(), reported.collectAsList(), causes));
    for (SegmentChange.Part part : SegmentChange.Part.values()) {
      assertThat(lines(changes)).anyMatch(line -> line.contains(" " + part + " "));
    }
    assertThat(Lines.of(SegmentChangeLaws.violations(changes, profile, revisions, MONTHS)))
        .as("seed %d", SEED)
        .isEmpty();
    Dataset<Row> scattered =
        changes(
            now.orderBy("value", "customer_id").repartition(5),
            segments.repartition(3),
            transitions,
            revisions,
            profile);
    assertThat(lines(scattered)).isEqualTo(lines(changes));
  }

  private static Dataset<Row> changes(
      Dataset<Row> now,
      Dataset<Row> segments,
      Dataset<Row> transitions,
      Dataset<Row> revisions,
      Dataset<Row> profile) {
    Dataset<Row> others =
        new LastCuts(new CutSchemes(SCHEMES, MONTHS), CONTEXT, Staging.NONE)
            .moves(now, segments, VALUES);
    return SegmentChange.of(
        transitions,
        revisions,
        others,
        profile,
        VALUES.stream().map(SchemeValue::scheme).toList(),
        MONTHS);
  }

  private static List<String> lines(Dataset<Row> changes) {
    return Lines.of(
        changes.where("customers <> 0 or value <> 0"),
        "month",
        "scheme",
        "segment",
        "part",
        "customers",
        "value");
  }

  private Dataset<Row> transitions(Dataset<Row> now) {
    Dataset<Row> span =
        now.groupBy("customer_id")
            .agg(Map.of("month", "min"))
            .withColumnRenamed("min(month)", "first_month");
    return computed(
        Transitions.between(
            now,
            span,
            VALUES,
            TransitionScope.monthOverMonth(MONTHS),
            new RateLimits(30, 0.95, 30, Map.of())));
  }
}
