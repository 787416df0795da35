package io.fenqun.scheme;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.conf.Labels;
import io.fenqun.table.ColumnDef;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

class SegmentBuilderTest extends SchemeTest {
  private static final long serialVersionUID = 1L;
  private static final String DDL =
      "customer_id string, month string, is_departed boolean, amount decimal(18,2), branch string";

  private static final SchemeDef LEVEL =
      scheme(
          "level",
          """
          method: bands
          by: amount
          segments:
            - {code: LOW, zh: 低, en: low}
            - {code: HIGH, floor: 50, zh: 高, en: high}
          """);

  private static final SchemeDef HALF_YEAR_LEVEL =
      scheme(
          "half_level",
          """
          method: bands
          evaluate: half_yearly
          by: amount
          value: amount_6m
          segments:
            - {code: LOW, zh: 低, en: low}
            - {code: HIGH, floor: 50, zh: 高, en: high}
          """);

  private static final SchemeDef POINTS =
      scheme(
          "points",
          """
          method: score
          population: "amount > 0"
          evaluate: half_yearly
          within: [level]
          indicators: [{by: amount, weight: 100}]
          """);

  private static final SchemeDef STEP =
      scheme(
          "step",
          """
          method: share
          evaluate: half_yearly
          within: [branch, level]
          by: points.score
          ties: together
          segments:
            - {code: "1", share: 50, zh: 一, en: one}
            - {code: "2", share: 50, zh: 二, en: two}
          """);

  private static final SchemeDef CLASS =
      scheme(
          "class",
          """
          method: compose
          by: "concat(level, step)"
          segments:
            - {code: LOW1, zh: 低一, en: low 1}
            - {code: LOW2, zh: 低二, en: low 2}
            - {code: HIGH1, zh: 高一, en: high 1}
            - {code: HIGH2, zh: 高二, en: high 2}
          """);

  private static final SegmentBuilder ALL = builder(LEVEL, HALF_YEAR_LEVEL, POINTS, STEP, CLASS);

  private static final MonthRange RANGE = range("2023-11", "2024-01");

  private static Row row(String month, String id, int amount) {
    return RowFactory.create(id, month, false, BigDecimal.valueOf(amount), "x");
  }

  private static Row departed(String month, String id) {
    return RowFactory.create(id, month, true, BigDecimal.ZERO, "x");
  }

  @Test
  void aHalfYearsSegmentIsCarriedOverNewYearUntilTheNextEvaluation() {
    List<Row> features = new ArrayList<>();
    for (Month month : range("2023-11", "2024-07").months()) {
      features.add(row(month.toString(), "a", month.number() * 10));
    }
    Dataset<Row> wide = carried(features, "2023-11", "2024-07");
    assertThat(byMonthAndCustomer(wide, "half_level"))
        .containsEntry("2023-11 a", "OUTSIDE")
        .containsEntry("2023-12 a", "HIGH")
        .containsEntry("2024-01 a", "HIGH")
        .containsEntry("2024-05 a", "HIGH")
        .containsEntry("2024-06 a", "HIGH")
        .containsEntry("2024-07 a", "HIGH");
    assertThat(byMonthAndCustomer(wide, "half_level__evaluated_month"))
        .containsEntry("2023-11 a", null)
        .containsEntry("2024-05 a", "2023-12")
        .containsEntry("2024-06 a", "2024-06");
    assertThat(byMonthAndCustomer(wide, "half_level__reason"))
        .containsEntry("2023-11 a", "{\"code\":\"NOT_EVALUATED\"}")
        .containsEntry("2024-05 a", "{\"code\":\"BAND\",\"values\":{\"amount\":120.00}}");
    assertThat(byMonthAndCustomer(wide, "half_level__distance_down"))
        .containsEntry("2023-11 a", null)
        .containsEntry("2024-05 a", 70.0)
        .containsEntry("2024-06 a", 10.0);
  }

  @Test
  void aCustomerNewAfterTheEvaluationIsNotEvaluatedUntilTheNext() {
    List<Row> features =
        List.of(
            row("2024-06", "a", 80),
            row("2024-07", "a", 80),
            row("2024-07", "n", 80),
            row("2024-12", "n", 80));
    assertThat(byMonthAndCustomer(carried(features, "2024-06", "2024-12"), "half_level"))
        .isEqualTo(
            Map.of(
                "2024-06 a",
                "HIGH",
                "2024-07 a",
                "HIGH",
                "2024-07 n",
                "OUTSIDE",
                "2024-12 n",
                "HIGH"));
  }

  @Test
  void whoLeavesAndReturnsBeforeTheNextEvaluationKeepsTheSegment() {
    List<Row> features =
        List.of(
            row("2024-06", "a", 80),
            departed("2024-07", "a"),
            row("2024-09", "a", 1),
            row("2024-07", "b", 1),
            departed("2024-06", "b"));
    assertThat(byMonthAndCustomer(carried(features, "2024-06", "2024-09"), "half_level"))
        .isEqualTo(Map.of("2024-06 a", "HIGH", "2024-09 a", "HIGH", "2024-07 b", "OUTSIDE"));
  }

  @Test
  void aCarriedSegmentKeepsTheDefinitionItWasMadeBy() {
    SegmentBuilder builder = builder(HALF_YEAR_LEVEL);
    Dataset<Row> june =
        builder
            .segmentRows(
                builder.wide(
                    rows(DDL, row("2024-06", "a", 80)),
                    range("2024-06", "2024-06"),
                    Optional.empty()))
            .withColumn("definition", lit("the one of June"));
    Dataset<Row> july =
        builder.segmentRows(
            builder.wide(
                rows(DDL, row("2024-07", "a", 1), row("2024-07", "n", 1)),
                range("2024-07", "2024-07"),
                Optional.of(june)));
    assertThat(
            july.select("customer_id", "segment", "definition").collectAsList().stream()
                .map(row -> row.mkString(" ")))
        .containsExactlyInAnyOrder(
            "a HIGH the one of June", "n OUTSIDE " + HALF_YEAR_LEVEL.definition());
  }

  @Test
  void anEvaluationBeforeTheRangeComesFromEarlierRows() {
    SegmentBuilder builder = builder(LEVEL, HALF_YEAR_LEVEL);
    assertThat(builder.monthsBefore(range("2024-08", "2024-12")))
        .isEqualTo(Map.of("half_level", Set.of(Month.parse("2024-06"))));
    assertThat(builder.monthsBefore(range("2024-06", "2024-12"))).isEmpty();
  }

  @Test
  void monthByMonthEqualsTheRangeAtOnceWhateverThePartitions() {
    List<Row> features = generated(5L);
    Dataset<Row> scattered = rows(DDL, features).repartition(3);
    Dataset<Row> atOnce = ALL.segmentRows(ALL.wide(scattered, RANGE, Optional.empty()));

    Dataset<Row> monthly = rows(Tables.SEGMENT_MONTH.schema().toDDL());
    for (Month month : RANGE.months()) {
      List<Row> ofMonth =
          features.stream().filter(row -> row.getString(1).equals(month.toString())).toList();
      Dataset<Row> wide = ALL.wide(rows(DDL, ofMonth), MonthRange.of(month), Optional.of(monthly));
      monthly = computed(monthly.unionByName(ALL.segmentRows(wide)));
    }
    assertThat(sorted(monthly)).isEqualTo(sorted(atOnce));
  }

  @Test
  void everyCustomerHasExactlyOneRowPerSchemeAndMonth() {
    List<Row> features = generated(6L);
    features.add(departed("2024-01", "gone"));
    Dataset<Row> wide = ALL.wide(rows(DDL, features), RANGE, Optional.empty());
    Dataset<Row> segments = computed(ALL.segmentRows(wide));
    assertThat(segments.schema().fieldNames())
        .isEqualTo(Tables.SEGMENT_MONTH.schema().fieldNames());
    Dataset<Row> perCustomer =
        segments
            .filter(col("segment").isNotNull())
            .groupBy("customer_id", "month", "scheme")
            .count();
    assertThat(perCustomer.filter("count <> 1").count()).isZero();
    assertThat(perCustomer.count()).isEqualTo((features.size() - 1L) * ALL.schemes().size());
    assertThat(segments.filter("customer_id = 'gone'").count()).isZero();
  }

  @Test
  void customerMonthHoldsTheValueTheFeaturesAndOneColumnPerScheme() {
    List<String> names =
        CustomerMonth.featureNames("amount", List.of("branch"), List.of(LEVEL, HALF_YEAR_LEVEL));
    assertThat(names).containsExactly("branch", "amount_6m");
    CustomerMonth customerMonth =
        new CustomerMonth(
            "amount",
            List.of(
                new ColumnDef(
                    "branch", DataTypes.StringType, "", false, new Labels("分", "branch"))),
            List.of(LEVEL));
    Dataset<Row> rows =
        customerMonth.rows(
            wide(rows(DDL, row("2024-06", "a", 80), departed("2024-06", "b")), LEVEL));
    assertThat(rows.schema().fieldNames())
        .containsExactly("month", "customer_id", "value", "branch", "level");
    assertThat(rows.collectAsList())
        .containsExactly(RowFactory.create("2024-06", "a", new BigDecimal("80.00"), "x", "HIGH"));
    assertThat(customerMonth.table().columns().get(4).labels()).isEqualTo(LEVEL.labels());
  }

  private Dataset<Row> carried(List<Row> features, String from, String to) {
    return computed(
        builder(HALF_YEAR_LEVEL).wide(rows(DDL, features), range(from, to), Optional.empty()));
  }

  /** Customers who come, go and return, with ties and null groups. */
  private static List<Row> generated(long seed) {
    Random random = new Random(seed);
    List<Row> features = new ArrayList<>();
    for (Month month : RANGE.months()) {
      for (int customer = 0; customer < 20; customer++) {
        String branch = customer % 3 == 0 ? null : "b" + customer % 3;
        BigDecimal amount = BigDecimal.valueOf(random.nextInt(12) * 10L - 10);
        if (random.nextInt(5) > 0) {
          features.add(RowFactory.create("c" + customer, month.toString(), false, amount, branch));
        }
      }
    }
    return features;
  }
}
