package io.fenqun.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.Lines;
import io.fenqun.SparkTest;
import io.fenqun.conf.Labels;
import io.fenqun.report.SchemeRow.SegmentRow;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemeOverlapTest extends SparkTest {
  private static final MonthRange JANUARY = MonthRange.of(Month.of(2024, 1));
  private static final SchemeRow TIER = scheme("tier", "value", "B", "P");
  private static final SchemeRow GRADE = scheme("grade", "sales", "G1", "G2");
  private static final SchemeRow POINTS = scheme("points", "value");
  private static final List<SchemeRow> SCHEMES = List.of(TIER, POINTS, GRADE);

  static SchemeRow scheme(String name, String valueColumn, String... segments) {
    return new SchemeRow(
        name,
        new Labels(name, name),
        "rules",
        Optional.empty(),
        List.of(),
        "monthly",
        valueColumn,
        valueColumn,
        "hash",
        "{}",
        Stream.of(segments).map(code -> SegmentRow.state(code, new Labels(code, code))).toList());
  }

  /** Four customers of January, one of February. */
  private Dataset<Row> customerMonth() {
    return rows(
        "month string, customer_id string, value decimal(18,2), sales decimal(18,2), tier string, grade string, points string",
        customer("2024-01", "c1", "10.01", "B", "G1"),
        customer("2024-01", "c2", "20.02", "B", "G1"),
        customer("2024-01", "c3", null, "B", null),
        customer("2024-01", "c4", "-5.03", "P", "G1"),
        customer("2024-02", "c1", "-1.00", "P", "G2"));
  }

  private static Row customer(
      String month, String customer, String value, String tier, String grade) {
    return RowFactory.create(
        month,
        customer,
        value == null ? null : new BigDecimal(value),
        new BigDecimal("1.00"),
        tier,
        grade,
        "SCORED");
  }

  private Dataset<Row> overlap(MonthRange months) {
    return SchemeOverlap.of(customerMonth(), SCHEMES, months);
  }

  /** The base is 4 customers and 25.00: 3 in G1, 1 outside the grades, 3 in B, 1 in P. */
  @Test
  void everyPairOfSegmentsThatAnyoneIsInHasSharesLiftAndMoney() {
    assertThat(Lines.of(overlap(JANUARY)))
        .containsExactly(
            "2024-01 grade G1 tier B 2 0.5 0.666666667 0.666666667 0.888888889 30.03 1.2012",
            "2024-01 grade G1 tier P 1 0.25 0.333333333 1.0 1.33333333 -5.03 -0.2012",
            "2024-01 grade OUTSIDE tier B 1 0.25 1.0 0.333333333 1.33333333 0.00 0.0");
  }

  @Test
  void monthsAreApartAndABaseWithoutValueHasNoShareOfIt() {
    MonthRange both = new MonthRange(Month.of(2024, 1), Month.of(2024, 2));
    assertThat(Lines.of(overlap(both).where("month = '2024-02'")))
        .containsExactly("2024-02 grade G2 tier P 1 1.0 1.0 1.0 1.0 -1.00 -");
    assertThat(overlap(both).where("month = '2024-01'").count()).isEqualTo(3);
  }

  @Test
  void withFewerThanTwoSchemesOfSegmentsThereAreNoRows() {
    Dataset<Row> none = SchemeOverlap.of(customerMonth(), List.of(TIER, POINTS), JANUARY);
    assertThat(none.collectAsList()).isEmpty();
    assertThat(none.schema().names()).containsExactly(Tables.SCHEME_OVERLAP.schema().names());
  }

  @Test
  void rowsHaveTheShapeOfTheTable() {
    assertThat(overlap(JANUARY).schema().names())
        .containsExactly(Tables.SCHEME_OVERLAP.schema().names());
  }

  private Dataset<Row> profile() {
    return SegmentProfile.of(
        customerMonth(),
        spark().createDataFrame(List.of(), Tables.TRANSITION_MONTH.schema()),
        SCHEMES,
        JANUARY);
  }

  @Test
  void theSegmentsOfAPairSumToTheirProfiles() {
    assertThat(Lines.of(SchemeOverlapLaws.violations(overlap(JANUARY), profile(), SCHEMES)))
        .isEmpty();
  }

  @Test
  void aCustomerOrACentTooManyIsFoundOnBothSides() {
    Dataset<Row> wrong =
        overlap(JANUARY)
            .selectExpr(
                "month",
                "scheme_a",
                "segment_a",
                "scheme_b",
                "segment_b",
                "if(segment_b = 'P', customers + 1, customers) as customers",
                "cast(if(segment_a = 'OUTSIDE', value + 0.01, value) as decimal(18,2)) as value");
    assertThat(Lines.of(SchemeOverlapLaws.violations(wrong, profile(), SCHEMES)))
        .containsExactly(
            "grade 2024-01 G1 tier 3 4 3.00 25.00",
            "tier 2024-01 B grade 3 3 30.03 30.04",
            "tier 2024-01 P grade 1 2 -5.03 -5.03");
  }

  @Test
  void aSegmentThatIsMissingIsFound() {
    Dataset<Row> wrong = overlap(JANUARY).where("segment_b <> 'P'");
    assertThat(
            Lines.of(SchemeOverlapLaws.violations(wrong, profile(), SCHEMES), "scheme", "segment"))
        .containsExactly("grade G1", "tier P");
  }

  /**
   * What the plan must look like at any size: one scan, and pairs are made after customers are
   * counted.
   */
  @Test
  void customersAreReadOnceAndCountedBeforePairsAreMade(@TempDir Path folder) {
    String location = folder.resolve("customer_month").toString();
    customerMonth().write().partitionBy("month").parquet(location);
    String plan =
        SchemeOverlap.of(spark().read().parquet(location), SCHEMES, JANUARY)
            .queryExecution()
            .executedPlan()
            .toString();
    assertThat(Pattern.compile("FileScan parquet").matcher(plan).results().count())
        .as(plan)
        .isEqualTo(1);
    assertThat(plan).contains("2024-01").doesNotContain("SinglePartition");
    int firstPair = plan.lastIndexOf("Generate");
    assertThat(plan.substring(firstPair)).as(plan).contains("Exchange", "HashAggregate");
  }
}
