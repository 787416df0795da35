package io.fenqun.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenqun.Lines;
import io.fenqun.SparkTest;
import io.fenqun.conf.Labels;
import io.fenqun.error.FenqunException;
import io.fenqun.table.RowRefusal;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentIndicatorsTest extends SparkTest {
  private static final MonthRange MONTHS = new MonthRange(Month.of(2024, 1), Month.of(2024, 2));
  private static final List<SchemeRow> SCHEMES =
      List.of(
          SchemeOverlapTest.scheme("tier", "value", "B", "P", "NONE"),
          SchemeOverlapTest.scheme("points", "value"));

  private static IndicatorDef indicator(String unit, String expression) {
    return new IndicatorDef("i", new Labels("指标", "indicator"), unit, expression);
  }

  private Dataset<Row> customers() {
    return rows(
        "month string, customer_id string, value decimal(18,2), tier string, points string, profit decimal(18,2), orders int, weight decimal(18,3), trend double",
        customer("2024-01", "c1", "100.00", "B", "10.01", 1, "1.125", 0.25),
        customer("2024-01", "c2", "50.00", "B", null, 2, "1.000", -0.5),
        customer("2024-01", "c3", "7.00", "P", "-3.00", 4, "0.001", null),
        customer("2024-02", "c1", "110.00", "B", "10.01", 3, "1.125", 0.25),
        customer("2024-02", "c2", "60.00", "B", "0.02", 0, "1.000", 1e-7),
        customer("2024-02", "c3", "9.00", "B", "0.00", 4, "0.001", null),
        customer("2024-02", "c4", "1.00", null, "1.00", 1, "2.000", 0.1));
  }

  private static Row customer(
      String month,
      String customer,
      String value,
      String tier,
      String profit,
      int orders,
      String weight,
      Double trend) {
    return RowFactory.create(
        month,
        customer,
        new BigDecimal(value),
        tier,
        "SCORED",
        profit == null ? null : new BigDecimal(profit),
        orders,
        new BigDecimal(weight),
        trend);
  }

  /** c1 and c2 stayed in B, c3 came from P, c4 is new. */
  private Dataset<Row> transitions() {
    return rows(
        "scheme string, month string, horizon_months int, group_by string, from_segment string, to_segment string, customers bigint, amount_from decimal(18,2)",
        move("B", "B", 2, "150.00", 1, "ALL"),
        move("P", "B", 1, "7.00", 1, "ALL"),
        move("ENTERED", "OUTSIDE", 1, "0.00", 1, "ALL"),
        move("B", "B", 77, "77.00", 3, "ALL"),
        move("B", "B", 77, "77.00", 1, "branch"));
  }

  private static Row move(
      String from, String to, long customers, String amount, int horizon, String group) {
    return RowFactory.create(
        "tier", "2024-02", horizon, group, from, to, customers, new BigDecimal(amount));
  }

  private Dataset<Row> indicators(IndicatorDef... indicators) {
    Dataset<Row> profile = SegmentProfile.of(customers(), transitions(), SCHEMES, MONTHS);
    return SegmentIndicators.of(
        profile, transitions(), customers(), SCHEMES, List.of(indicators), MONTHS);
  }

  /** Of scheme tier: month, segment and value without zeros at the end. */
  private List<String> tier(String unit, String expression) {
    return indicators(indicator(unit, expression)).where("scheme = 'tier'").collectAsList().stream()
        .map(
            row ->
                String.join(
                    " ",
                    row.<String>getAs("month"),
                    row.<String>getAs("segment"),
                    row.getAs("value") == null
                        ? "-"
                        : row.<BigDecimal>getAs("value").stripTrailingZeros().toPlainString()))
        .sorted()
        .toList();
  }

  @Test
  void everySegmentOfEverySchemeHasEveryIndicator() {
    Dataset<Row> rows =
        indicators(
            new IndicatorDef("heads", new Labels("人数", "heads"), "count", "customers"),
            new IndicatorDef("profit", new Labels("利润", "profit"), "money", "sum(profit)"));
    assertThat(Lines.of(rows.where("month = '2024-02'")))
        .containsExactly(
            "points 2024-02 OUTSIDE heads 0E-12 count",
            "points 2024-02 OUTSIDE profit 0E-12 money",
            "points 2024-02 SCORED heads 4.000000000000 count",
            "points 2024-02 SCORED profit 11.030000000000 money",
            "tier 2024-02 B heads 3.000000000000 count",
            "tier 2024-02 B profit 10.030000000000 money",
            "tier 2024-02 NONE heads 0E-12 count",
            "tier 2024-02 NONE profit 0E-12 money",
            "tier 2024-02 OUTSIDE heads 1.000000000000 count",
            "tier 2024-02 OUTSIDE profit 1.000000000000 money",
            "tier 2024-02 P heads 0E-12 count",
            "tier 2024-02 P profit 0E-12 money");
    assertThat(rows.schema().names())
        .containsExactly(Tables.SEGMENT_INDICATOR_MONTH.schema().names());
  }

  @Test
  void averagesAreOfThoseWhoHaveAValueAndMoneyIsRoundedHalfUp() {
    assertThat(tier("money", "avg(profit)"))
        .containsExactly(
            "2024-01 B 10.01",
            "2024-01 NONE -",
            "2024-01 OUTSIDE -",
            "2024-01 P -3",
            "2024-02 B 3.34",
            "2024-02 NONE -",
            "2024-02 OUTSIDE 1",
            "2024-02 P -");
  }

  @Test
  void ratiosHaveNineDigitsAndNoneWhereNobodyIs() {
    assertThat(tier("rate", "sum(profit) / nullif(sum(orders), 0)").subList(0, 5))
        .containsExactly(
            "2024-01 B 3.33666667",
            "2024-01 NONE -",
            "2024-01 OUTSIDE -",
            "2024-01 P -0.75",
            "2024-02 B 1.43285714");
  }

  @Test
  void conditionsCountThoseForWhomTheyAreTrue() {
    assertThat(tier("share", "count_if(profit > 1) / customers").subList(0, 5))
        .containsExactly(
            "2024-01 B 0.5",
            "2024-01 NONE -",
            "2024-01 OUTSIDE -",
            "2024-01 P 0",
            "2024-02 B 0.333333333");
    assertThat(tier("count", "count(*) - count(profit)"))
        .startsWith("2024-01 B 1", "2024-01 NONE 0");
  }

  @Test
  void extremesAndDecimalsStayAsTheyAre() {
    assertThat(tier("rate", "max(trend)")).contains("2024-01 B 0.25", "2024-01 P -");
    assertThat(tier("rate", "min(trend)")).contains("2024-01 B -0.5", "2024-02 B 0.0000001");
    assertThat(tier("kg", "sum(weight)")).contains("2024-01 B 2.125", "2024-02 P 0");
    assertThat(tier("kg", "avg(weight)")).contains("2024-01 B 1.0625", "2024-02 B 0.708666667");
  }

  @Test
  void anAggregateMayReadSchemes() {
    assertThat(tier("count", "count_if(tier = 'B' and points = 'SCORED')"))
        .contains("2024-02 B 3", "2024-02 OUTSIDE 0");
  }

  @Test
  void conditionsThatDifferInCaseAloneAreApart() {
    assertThat(tier("count", "10 * count_if(tier = 'B') + count_if(tier = 'b')"))
        .contains("2024-02 B 30", "2024-02 OUTSIDE 0");
  }

  @Test
  void whoStayedIsOfThoseWhoWereThereLastMonth() {
    assertThat(tier("rate", "stayed / nullif(customers_before, 0)"))
        .containsExactly(
            "2024-01 B -",
            "2024-01 NONE -",
            "2024-01 OUTSIDE -",
            "2024-01 P -",
            "2024-02 B 1",
            "2024-02 NONE -",
            "2024-02 OUTSIDE -",
            "2024-02 P 0");
  }

  @Test
  void valueIsHeldAgainstThatOfLastMonthsMembers() {
    assertThat(tier("money", "value_before"))
        .containsExactly(
            "2024-01 B -",
            "2024-01 NONE -",
            "2024-01 OUTSIDE -",
            "2024-01 P -",
            "2024-02 B 150",
            "2024-02 NONE 0",
            "2024-02 OUTSIDE 0",
            "2024-02 P 7");
    assertThat(tier("rate", "case when value_before > 0 then value / value_before - 1 end"))
        .contains("2024-02 B 0.193333333", "2024-02 P -1", "2024-02 NONE -");
  }

  @Test
  void ofNoIndicatorThereIsNoRow() {
    assertThat(indicators().collectAsList()).isEmpty();
    assertThat(indicators().schema().names())
        .containsExactly(Tables.SEGMENT_INDICATOR_MONTH.schema().names());
  }

  @Test
  void aValueThatDoesNotFitIsRefused() {
    for (String expression : List.of("sum(orders) * 1e17D", "sum(orders) * 100000000000000000")) {
      assertThatThrownBy(() -> indicators(indicator("count", expression)).collectAsList())
          .satisfies(
              failure ->
                  assertThat(RowRefusal.find(failure).map(FenqunException::getMessage))
                      .contains(
                          "Cannot write the indicator i: a value is beyond 16 digits before the point; look for wrong numbers in the source"));
    }
  }

  @Test
  void whatAggregatesNeedIsSaid() {
    assertThat(
            Stream.of(SegmentAggregate.values())
                .flatMap(a -> a.refusal(DataTypes.DoubleType).stream()))
        .containsExactly(
            "sum needs an integer or a decimal (sums of doubles depend on the order of rows), not double",
            "count_if needs a condition, not double",
            "avg needs an integer or a decimal (sums of doubles depend on the order of rows), not double");
    assertThat(SegmentAggregate.MIN.refusal(DataTypes.StringType))
        .contains("min needs a number, not string");
  }

  /** What the plan must look like at any size: customers are read once for all schemes. */
  @Test
  void customersAreReadOnceAndNeverInOneTask(@TempDir Path folder) {
    String location = folder.resolve("customers").toString();
    customers().write().partitionBy("month").parquet(location);
    MonthRange months = MonthRange.of(Month.of(2024, 2));
    Dataset<Row> profile = SegmentProfile.of(customers(), transitions(), SCHEMES, months);
    String plan =
        SegmentIndicators.of(
                profile,
                transitions(),
                spark().read().parquet(location),
                SCHEMES,
                List.of(indicator("money", "sum(profit)"), indicator("rate", "avg(orders)")),
                months)
            .queryExecution()
            .executedPlan()
            .toString();
    assertThat(Pattern.compile("FileScan parquet").matcher(plan).results().count())
        .as(plan)
        .isEqualTo(1);
    assertThat(plan).contains("2024-02").doesNotContain("SinglePartition", "weight", "trend");
  }
}
