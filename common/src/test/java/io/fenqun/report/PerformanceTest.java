package io.fenqun.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.SparkTest;
import io.fenqun.conf.Labels;
import io.fenqun.table.PerformanceTables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/**
 * Three months by hand. January: c1, c2, c4 in A. February: c4 has left, c2 moved to B, c3 is new
 * in B. March: c1 alone.
 */
class PerformanceTest extends SparkTest {
  private static final long serialVersionUID = 1L;
  private static final Month JANUARY = Month.of(2024, 1);
  private static final Month FEBRUARY = Month.of(2024, 2);
  private static final Month MARCH = Month.of(2024, 3);
  private static final List<SchemeRow> SCHEMES =
      List.of(SchemeOverlapTest.scheme("tier", "value", "A", "B", "NONE"));

  private static final Map<String, List<Row>> COMPUTED = new HashMap<>();

  private static IndicatorDef indicator(String name, String unit, String expression) {
    return new IndicatorDef(name, new Labels(name, name), unit, expression);
  }

  private static PerformanceDef def(List<String> groupBy) {
    return new PerformanceDef(
        List.of("tier"),
        groupBy,
        Optional.of("manager"),
        List.of(
            indicator("value", "money", "value"),
            indicator("head", "", "value / nullif(customers, 0)"),
            indicator("income", "money", "avg(income)"),
            indicator("most", "money", "max(income)"),
            indicator("retention", "rate", "retained / nullif(customers_before, 0)"),
            indicator("staying", "rate", "stayed / nullif(customers_before, 0)"),
            indicator("load", "count", "owned_customers / nullif(owners, 0)")));
  }

  private Dataset<Row> customers() {
    return rows(
        "month string, customer_id string, value decimal(18,2), tier string, branch string, manager"
            + " string, income decimal(18,2)",
        customer("2024-01", "c1", "100.00", "A", "N", "m1", "10.00"),
        customer("2024-01", "c2", "300.00", "A", "S", "m2", "30.00"),
        customer("2024-01", "c4", "200.00", "A", "S", "m2", null),
        customer("2024-02", "c1", "150.00", "A", "N", "m1", "12.00"),
        customer("2024-02", "c2", "300.00", "B", "S", "m2", "60.00"),
        customer("2024-02", "c3", "50.00", "B", null, "m1", "8.00"),
        customer("2024-03", "c1", "150.00", "A", "N", null, "12.00"));
  }

  private static Row customer(
      String month,
      String customer,
      String value,
      String tier,
      String branch,
      String manager,
      String income) {
    return RowFactory.create(
        month,
        customer,
        new BigDecimal(value),
        tier,
        branch,
        manager,
        income == null ? null : new BigDecimal(income));
  }

  private Dataset<Row> performance(Month month, String... groupBy) {
    return performance(MonthRange.of(month), groupBy);
  }

  /** Computed once, because planning takes longer than the few rows. */
  private Dataset<Row> performance(MonthRange months, String... groupBy) {
    List<Row> rows =
        COMPUTED.computeIfAbsent(
            months + " " + List.of(groupBy), any -> compute(months, groupBy).collectAsList());
    Dataset<Row> found =
        spark().createDataFrame(rows, PerformanceTables.PERFORMANCE_MONTH.schema());
    Performance performance = new Performance(def(List.of(groupBy)), SCHEMES, months, JANUARY);
    assertThat(PerformanceLaws.violations(found, performance.sums()).collectAsList()).isEmpty();
    return found;
  }

  private Dataset<Row> compute(MonthRange months, String... groupBy) {
    List<Row> declared =
        months.months().stream()
            .flatMap(
                month ->
                    List.of("A", "B", "NONE", "OUTSIDE").stream()
                        .map(segment -> RowFactory.create("tier", month.toString(), segment)))
            .toList();
    Performance performance = new Performance(def(List.of(groupBy)), SCHEMES, months, JANUARY);
    return performance.of(
        customers(), customers(), rows("scheme string, month string, segment string", declared));
  }

  /** Segment, group and the named columns, numbers to 6 places; without segments of nobody. */
  private static List<String> lines(Dataset<Row> rows, String indicator, String... columns) {
    return rows
        .where(col("indicator").equalTo(indicator))
        .where("segment not in ('NONE', 'OUTSIDE')")
        .collectAsList()
        .stream()
        .map(
            row ->
                row.getAs("segment")
                    + " "
                    + (row.getAs("group_by").equals("ALL")
                        ? ""
                        : row.getAs("group_by") + "=" + row.getAs("group_value") + " ")
                    + List.of(columns).stream()
                        .map(column -> text(row.getAs(column)))
                        .collect(Collectors.joining(" ")))
        .sorted()
        .toList();
  }

  private static String text(Object value) {
    return value == null
        ? "-"
        : new BigDecimal(value.toString())
            .setScale(6, RoundingMode.HALF_UP)
            .stripTrailingZeros()
            .toPlainString();
  }

  @Test
  void aSumChangesByCustomersAndByTheValueOfEach() {
    assertThat(
            lines(
                performance(FEBRUARY),
                "value",
                "value",
                "value_before",
                "growth",
                "level_part",
                "mix_part"))
        .containsExactly(
            "A 150 600 -0.75 -100 -350", "ALL 500 600 -0.166667 -100 0", "B 350 0 - 0 350");
  }

  /** B was empty in January: it stands for its mean of February, and all of it is mix. */
  @Test
  void aRatioChangesByLevelAndMix() {
    assertThat(
            lines(performance(FEBRUARY), "head", "value", "value_before", "level_part", "mix_part"))
        .containsExactly(
            "A 150 200 -33.333333 5.555556",
            "ALL 166.666667 200 -33.333333 0",
            "B 175 - 0 -5.555556");
  }

  @Test
  void anAverageIsOverThoseWhoHaveAValue() {
    assertThat(
            lines(
                performance(FEBRUARY),
                "income",
                "value",
                "value_before",
                "numerator",
                "denominator",
                "numerator_before",
                "denominator_before"))
        .containsExactly("A 12 20 12 1 40 2", "ALL 26.67 20 80 3 40 2", "B 34 - 68 2 0 0");
  }

  @Test
  void whatIsNoSumOfSegmentsHasNoParts() {
    assertThat(
            lines(
                performance(FEBRUARY), "most", "value", "value_before", "level_part", "numerator"))
        .containsExactly("A 12 30 - -", "ALL 60 30 - -", "B 60 - - -");
    assertThat(lines(performance(FEBRUARY), "load", "value", "value_before", "level_part"))
        .containsExactly("A 1 1.5 -", "ALL 1.5 1.5 -", "B 1 - -");
  }

  @Test
  void retentionIsOfThoseOfLastMonthWhereverTheyAreNow() {
    assertThat(lines(performance(FEBRUARY), "retention", "value", "value_before", "level_part"))
        .containsExactly("A 0.666667 - -", "ALL 0.666667 - -", "B - - -");
    assertThat(lines(performance(FEBRUARY), "staying", "value"))
        .containsExactly("A 0.333333", "ALL 0.333333", "B -");
    assertThat(
            lines(
                performance(MARCH), "retention", "value", "value_before", "level_part", "mix_part"))
        .containsExactly(
            "A 1 0.666667 0.222222 -0.222222",
            "ALL 0.333333 0.666667 0.222222 -0.555556",
            "B 0 - 0 -0.333333");
  }

  @Test
  void inTheFirstCoveredMonthNothingIsKnownOfThePast() {
    assertThat(lines(performance(JANUARY), "value", "value", "value_before", "level_part"))
        .containsExactly("A 600 - -", "ALL 600 - -", "B 0 - -");
    assertThat(lines(performance(JANUARY), "retention", "value", "denominator"))
        .containsExactly("A - -", "ALL - -", "B - -");
  }

  @Test
  void ofNobodyInTheFirstMonthThePastIsUnknownToo() {
    assertThat(
            performance(FEBRUARY)
                .where("indicator = 'retention' and numerator_before is not null")
                .count())
        .isZero();
  }

  @Test
  void groupsAreThoseOfThisMonthAndOfThePast() {
    assertThat(
            lines(performance(FEBRUARY, "branch"), "value", "value", "value_before", "level_part"))
        .containsExactly(
            "A 150 600 -100",
            "A branch=N 150 100 50",
            "A branch=S 0 500 0",
            "ALL 500 600 -100",
            "ALL branch=N 150 100 50",
            "ALL branch=S 300 500 0",
            "ALL branch=null 50 0 0",
            "B 350 0 0",
            "B branch=S 300 0 0",
            "B branch=null 50 0 0");
    assertThat(lines(performance(FEBRUARY, "branch"), "retention", "value"))
        .contains("A branch=S 0.5", "ALL branch=N 1", "B branch=S -", "ALL branch=null -");
  }

  @Test
  void everySetOfGroupingsIsAGroupingAndNoSchemeSplitsItself() {
    assertThat(
            performance(FEBRUARY, "branch", "tier", "manager")
                .select("group_by")
                .distinct()
                .collectAsList()
                .stream()
                .map(row -> row.getString(0)))
        .containsExactlyInAnyOrder("ALL", "branch", "manager", "branch,manager");
    assertThat(lines(performance(FEBRUARY, "branch", "manager"), "value", "value"))
        .contains("B branch,manager=[\"S\",\"m2\"] 300", "B branch,manager=[null,\"m1\"] 50");
  }

  @Test
  void declaredSegmentsOfNobodyHaveARow() {
    assertThat(
            performance(MARCH)
                .where("segment = 'NONE' and indicator in ('value', 'head')")
                .selectExpr("indicator", "cast(value as double) as value")
                .collectAsList()
                .stream()
                .map(Row::toString))
        .containsExactlyInAnyOrder("[value,0.0]", "[head,null]");
  }

  /** Whatever months are made together. */
  @Test
  void aMonthIsTheSameAloneAndInARange() {
    Dataset<Row> range = performance(new MonthRange(JANUARY, MARCH), "branch");
    for (Month month : List.of(JANUARY, FEBRUARY, MARCH)) {
      Dataset<Row> alone = performance(month, "branch");
      Dataset<Row> within = range.where(col("month").equalTo(month.toString()));
      assertThat(alone.exceptAll(within).count()).isZero();
      assertThat(within.exceptAll(alone).count()).isZero();
    }
  }

  @Test
  void lastYearIsTwelveMonthsAgo() {
    Dataset<Row> all =
        customers()
            .unionByName(
                customers()
                    .where("month = '2024-02'")
                    .withColumn("month", lit("2025-02"))
                    .withColumn("value", col("value").multiply(2).cast("decimal(18,2)")));
    MonthRange months = MonthRange.of(Month.of(2025, 2));
    Performance performance = new Performance(def(List.of()), SCHEMES, months, JANUARY);
    assertThat(performance.reads().stream().map(MonthRange::size)).containsExactly(2, 3);
    Dataset<Row> none = rows("scheme string, month string, segment string");
    assertThat(
            lines(
                performance.of(all, all, none),
                "value",
                "value",
                "value_year_before",
                "growth_year",
                "value_before"))
        .containsExactly("A 300 150 1 0", "ALL 1000 500 1 0", "B 700 350 1 0");
  }

  @Test
  void theLawsFindWhatDoesNotAddUp() {
    Dataset<Row> rows = performance(FEBRUARY);
    Performance performance =
        new Performance(def(List.of()), SCHEMES, MonthRange.of(FEBRUARY), JANUARY);
    for (String column : List.of("level_part", "mix_part", "numerator", "denominator")) {
      Dataset<Row> damaged =
          rows.withColumn(
              column,
              when(
                      col("segment").equalTo("A").and(col("indicator").equalTo("head")),
                      col(column).plus(0.001).cast("decimal(28,12)"))
                  .otherwise(col(column)));
      assertThat(
              PerformanceLaws.violations(damaged, performance.sums())
                  .select("indicator")
                  .collectAsList())
          .as(column)
          .containsExactly(RowFactory.create("head"));
    }
  }

  @Test
  void rowsHaveTheShapeOfTheTable() {
    assertThat(performance(FEBRUARY).schema().names())
        .containsExactly(PerformanceTables.PERFORMANCE_MONTH.schema().names());
  }
}
