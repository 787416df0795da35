package io.fenqun.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fenqun.SparkTest;
import io.fenqun.error.FenqunException;
import io.fenqun.feature.CustomerBase.Kind;
import io.fenqun.table.RowRefusal;
import io.fenqun.time.Month;
import java.math.BigDecimal;
import java.sql.Date;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/**
 * Golden cases worked by hand. The first covered month is 2024-01; customer a is seen in January
 * and March, b in February.
 */
class FeatureBuilderTest extends SparkTest {
  private final Map<String, Dataset<Row>> clean = new HashMap<>();
  private CustomerBase base = new CustomerBase(Kind.KNOWN, 36);
  private Optional<String> departed = Optional.empty();
  private final Map<String, String> types = new HashMap<>();

  private static Row txn(
      String customer, String day, String id, String kind, String amount, Integer quantity) {
    return RowFactory.create(
        customer,
        day.substring(0, 7),
        id,
        Date.valueOf(day),
        kind,
        amount == null ? null : new BigDecimal(amount),
        quantity,
        "s" + id);
  }

  private static List<Row> someRows() {
    return List.of(
        txn("a", "2024-01-10", "1", "IN", "100.00", 1),
        txn("a", "2024-01-10", "10", "OUT", "-30.50", 2),
        txn("a", "2024-01-31", "2", "IN", "10.00", null),
        txn("a", "2024-03-01", "3", "OUT", "-20.01", 5),
        txn("b", "2024-02-29", "4", null, null, 3));
  }

  /** The values of one feature by "customer month", over 2024-01 to 2024-04. */
  private Map<String, Object> feature(String... entries) {
    return feature(someRows(), entries);
  }

  private Map<String, Object> feature(List<Row> txn, String... entries) {
    List<FeatureDef> features = TestSources.features(entries);
    FeatureRun run = run(txn, features).run("2024-01", "2024-04");
    Map<String, Object> values = new HashMap<>();
    for (Row row : run.table("feature_month").collectAsList()) {
      values.put(
          row.getString(0) + " " + row.getString(1),
          row.getAs(features.get(features.size() - 1).name()));
    }
    return values;
  }

  private FeatureRun run(List<Row> txn, List<FeatureDef> features) {
    clean.put("txn", rows(TestSources.TXN_DDL, new ArrayList<>(txn)));
    return new FeatureRun(
        features, types, base, departed.map(TestSources::sql), Month.parse("2024-01"), clean);
  }

  /** Expected values of a in January to April, then of b in February to April. */
  private static Map<String, Object> expected(Object... values) {
    String[] keys = {
      "a 2024-01", "a 2024-02", "a 2024-03", "a 2024-04", "b 2024-02", "b 2024-03", "b 2024-04"
    };
    Map<String, Object> expected = new HashMap<>();
    for (int i = 0; i < keys.length; i++) {
      expected.put(keys[i], values[i]);
    }
    return expected;
  }

  private static BigDecimal money(String text) {
    return new BigDecimal(text);
  }

  @Test
  void countsAreZeroInMonthsWithoutRows() {
    assertThat(feature("name: n, from: txn, agg: count(*), window: 1"))
        .isEqualTo(expected(3L, 0L, 1L, 0L, 1L, 0L, 0L));
    assertThat(feature("name: n, from: txn, agg: count(quantity), window: 2"))
        .isEqualTo(expected(2L, 2L, 1L, 1L, 1L, 1L, 0L));
    assertThat(feature("name: n, from: txn, where: \"kind = 'IN'\", agg: count(*), window: ever"))
        .isEqualTo(expected(2L, 2L, 2L, 2L, 0L, 0L, 0L));
  }

  @Test
  void sumsAreExactMoneyAndZeroWithoutRows() {
    assertThat(feature("name: s, from: txn, agg: sum(amount), window: 3"))
        .isEqualTo(
            expected(
                money("79.50"),
                money("79.50"),
                money("59.49"),
                money("-20.01"),
                money("0.00"),
                money("0.00"),
                money("0.00")));
    assertThat(feature("name: s, from: txn, agg: sum(quantity), window: ever"))
        .isEqualTo(expected(3L, 3L, 8L, 8L, 3L, 3L, 3L));
  }

  @Test
  void averagesAreHalfUpToCentsForMoneyAndNullWithoutValues() {
    assertThat(feature("name: m, from: txn, agg: avg(amount), window: ever"))
        .isEqualTo(
            expected(
                money("26.50"), money("26.50"), money("14.87"), money("14.87"), null, null, null));
    assertThat(feature("name: m, from: txn, agg: avg(quantity), window: ever"))
        .isEqualTo(expected(1.5, 1.5, 2.66666667, 2.66666667, 3.0, 3.0, 3.0));
  }

  @Test
  void smallestAndLargestAreNullWithoutRows() {
    assertThat(feature("name: m, from: txn, agg: min(amount), window: 2"))
        .isEqualTo(
            expected(
                money("-30.50"),
                money("-30.50"),
                money("-20.01"),
                money("-20.01"),
                null,
                null,
                null));
    assertThat(feature("name: m, from: txn, agg: max(kind), window: ever"))
        .isEqualTo(expected("OUT", "OUT", "OUT", "OUT", null, null, null));
  }

  @Test
  void firstAndLastGoByEventTimeThenByTheKeyAsText() {
    assertThat(feature("name: f, from: txn, agg: first(amount), window: ever"))
        .isEqualTo(
            expected(
                money("100.00"),
                money("100.00"),
                money("100.00"),
                money("100.00"),
                null,
                null,
                null));
    assertThat(
            feature(
                "name: l, from: txn, where: day <= '2024-01-10', agg: last(kind), window: ever"))
        .isEqualTo(expected("OUT", "OUT", "OUT", "OUT", null, null, null));
    assertThat(feature("name: l, from: txn, agg: last(quantity), window: 2"))
        .isEqualTo(expected(null, null, 5, 5, 3, 3, null));
  }

  @Test
  void distinctValuesAreCountedOnceOverTheWindow() {
    assertThat(feature("name: d, from: txn, agg: count(distinct kind), window: ever"))
        .isEqualTo(expected(2L, 2L, 2L, 2L, 0L, 0L, 0L));
    assertThat(feature("name: d, from: txn, agg: count(distinct day), window: 3"))
        .isEqualTo(expected(2L, 2L, 3L, 1L, 1L, 1L, 1L));
  }

  @Test
  void recencyIsInDaysBeforeTheMonthsEnd() {
    assertThat(feature("name: r, from: txn, agg: recency(day), window: ever"))
        .isEqualTo(expected(0, 29, 30, 60, 0, 31, 61));
    assertThat(feature("name: r, from: txn, agg: recency(day), window: 1"))
        .isEqualTo(expected(0, null, 30, null, 0, null, null));
  }

  @Test
  void monthlyIdleCyclesCountMonthsSinceTheLastRow() {
    assertThat(feature("name: i, from: txn, agg: idle_cycles(visit), window: ever"))
        .isEqualTo(expected(0, 1, 0, 1, 0, 1, 2));
  }

  /**
   * Weeks run Monday to Sunday. January 2024 ends on a Wednesday: its last complete week is that of
   * the 22nd to 28th; February's of the 19th to 25th; March 31 is a Sunday, so the week of the 25th
   * is complete; April's last is that of the 22nd.
   */
  @Test
  void weeklyIdleCyclesCountCompleteWeeksOnly() {
    assertThat(feature("name: i, from: txn, agg: idle_cycles(order), window: ever"))
        .isEqualTo(expected(0, 3, 4, 8, 0, 4, 8));
  }

  @Test
  void aBalanceIsTheRunningSum() {
    assertThat(feature("name: b, from: txn, agg: balance(amount)"))
        .isEqualTo(
            expected(
                money("79.50"),
                money("79.50"),
                money("59.49"),
                money("59.49"),
                money("0.00"),
                money("0.00"),
                money("0.00")));
  }

  /**
   * January: 69.50 on 22 days (10th to 31st) and 10.00 on 1: (69.50 × 22 + 10.00) / 31 =
   * 49.645161…; February: 79.50; March: 79.50 less 20.01 on all 31 days.
   */
  @Test
  void aDailyAverageWeighsDayEndBalancesByCalendarDays() {
    assertThat(feature("name: b, from: txn, agg: balance(amount), balance: daily_average"))
        .isEqualTo(
            expected(
                money("49.65"),
                money("79.50"),
                money("59.49"),
                money("59.49"),
                money("0.00"),
                money("0.00"),
                money("0.00")));
  }

  /**
   * February 2023 has 28 days: 100.01 from the 15th on is 14 of 28 days = 50.005, half up; -100.01
   * goes to -50.01.
   */
  @Test
  void aDailyAverageIsRoundedHalfUpAwayFromZero() {
    List<Row> txn =
        List.of(
            txn("a", "2023-02-15", "1", null, "100.01", 1),
            txn("b", "2023-02-15", "2", null, "-100.01", 1));
    clean.put("txn", rows(TestSources.TXN_DDL, txn));
    List<FeatureDef> features =
        TestSources.features("name: b, from: txn, agg: balance(amount), balance: daily_average");
    FeatureRun run =
        new FeatureRun(features, types, base, Optional.empty(), Month.parse("2023-02"), clean);
    assertThat(run.run("2023-02", "2023-02").rows("feature_month"))
        .containsExactly("a | 2023-02 | false | 50.01", "b | 2023-02 | false | -50.01");
  }

  @Test
  void aCompleteWindowIsNullUntilItIsCovered() {
    assertThat(feature("name: n, from: txn, agg: count(*), window: 3, complete: true"))
        .isEqualTo(expected(null, null, 4L, 1L, null, 1L, 1L));
  }

  @Test
  void derivedFeaturesReadOthersAndLagsByMonth() {
    types.put("share", "double");
    types.put("before", "bigint");
    types.put("before_that", "bigint");
    String count = "name: n, from: txn, agg: count(*), window: ever";
    assertThat(feature(count, "name: share, expr: n / 7"))
        .isEqualTo(
            expected(
                0.428571429,
                0.428571429,
                0.571428571,
                0.571428571,
                0.142857143,
                0.142857143,
                0.142857143));
    assertThat(feature(count, "name: before, expr: \"lag(n, 2)\""))
        .isEqualTo(expected(null, null, 3L, 3L, null, null, 1L));
    assertThat(
            feature(
                count,
                "name: before, expr: \"lag(n, 1)\"",
                "name: before_that, expr: \"lag(before, 1) + 0 * n\""))
        .isEqualTo(expected(null, null, 3L, 3L, null, null, 1L));
  }

  @Test
  void aCompleteDerivedFeatureIsNullWhereItsLagReachesTooFar() {
    types.put("before", "bigint");
    String count = "name: n, from: txn, agg: count(*), window: 2";
    assertThat(feature(count, "name: before, expr: \"coalesce(lag(n, 1), -1)\""))
        .isEqualTo(expected(null, null, 3L, 1L, null, 1L, 1L));
    assertThat(feature(count, "name: before, expr: \"coalesce(lag(n, 1), -1)\", complete: false"))
        .isEqualTo(expected(-1L, 3L, 3L, 1L, -1L, 1L, 1L));
  }

  @Test
  void attributesSeeACustomerWithoutRowToo() {
    clean.put(
        "place",
        rows(TestSources.PLACE_DDL, RowFactory.create("a", null, "X", Date.valueOf("2024-01-31"))));
    types.put("city", "string");
    types.put("age", "int");
    assertThat(feature("name: city, from: place, expr: \"coalesce(city, 'NONE')\""))
        .isEqualTo(expected("X", "X", "X", "X", "NONE", "NONE", "NONE"));
    assertThat(
            feature(
                "name: city, from: place, expr: city",
                "name: age, from: place, expr: \"floor(months_between(month_end, opened_on))\""))
        .isEqualTo(expected(0, 1, 2, 3, null, null, null));
  }

  private void accounts() {
    clean.put(
        "account",
        rows(
            TestSources.ACCOUNT_DDL,
            RowFactory.create("a", "2024-01", "1", null, 3),
            RowFactory.create("a", "2024-01", "2", Date.valueOf("2024-01-05"), 9),
            RowFactory.create("a", "2024-03", "1", Date.valueOf("2024-04-02"), 4),
            RowFactory.create("z", "2024-03", "3", null, 4)));
  }

  @Test
  void aSnapshotIsAggregatedAsOfTheMonth() {
    accounts();
    assertThat(
            feature(
                "name: open, from: account, where: closed_on is null or closed_on > month_end, agg: count(*)"))
        .isEqualTo(expected(1L, 0L, 1L, 0L, 0L, 0L, 0L));
    assertThat(feature("name: worst, from: account, agg: max(days_overdue)"))
        .isEqualTo(expected(9, null, 4, null, null, null, null));
  }

  @Test
  void anAttributeOfADatedSnapshotIsThatOfTheMonth() {
    clean.put(
        "account",
        rows(
            TestSources.ACCOUNT_DDL,
            RowFactory.create("a", "2024-01", "1", null, 3),
            RowFactory.create("a", "2024-02", "1", null, 8)));
    types.put("overdue", "int");
    assertThat(feature("name: overdue, from: account, expr: days_overdue"))
        .isEqualTo(expected(3, 8, null, null, null, null, null));
  }

  @Test
  void twoRowsOfACustomerAreNoAttribute() {
    accounts();
    types.put("overdue", "int");
    assertThat(
            RowRefusal.find(
                catchThrowable(() -> feature("name: overdue, from: account, expr: days_overdue"))))
        .get()
        .extracting(FenqunException::getMessage, FenqunException::kind)
        .containsExactly(
            "Cannot compute overdue: account has 2 rows of one customer; an attribute needs one: aggregate them, or filter the join that names the customer",
            FenqunException.Kind.DATA);
  }

  @Test
  void moreDistinctValuesThanTheLimitAreRefused() {
    List<Row> txn = new ArrayList<>();
    for (int i = 0; i <= FeatureRun.DISTINCT_LIMIT; i++) {
      txn.add(txn("a", i < 30 ? "2024-01-01" : "2024-02-01", "x" + i, null, "1.00", 1));
    }
    assertThat(
            feature(txn, "name: shops, from: txn, agg: count(distinct shop), window: 1")
                .get("a 2024-01"))
        .isEqualTo(30L);
    assertThat(
            RowRefusal.find(
                catchThrowable(
                    () ->
                        feature(
                            txn, "name: shops, from: txn, agg: count(distinct shop), window: 2"))))
        .get()
        .extracting(FenqunException::getMessage)
        .asString()
        .startsWith("Cannot compute shops: a customer has more than 50 distinct values");
  }

  /**
   * a departs in February (nothing left), is dropped in March, returns in April; b departs in the
   * month in which it is seen.
   */
  @Test
  void whoDepartsHasALastRowAndReturnsWhenSeenAgain() {
    departed = Optional.of("b <= 0");
    types.put("before", "decimal(18,2)");
    List<Row> txn =
        List.of(
            txn("a", "2024-01-10", "1", null, "5.00", 1),
            txn("a", "2024-02-10", "2", null, "-5.00", 1),
            txn("a", "2024-04-10", "3", null, "7.00", 1),
            txn("b", "2024-02-10", "4", null, "0.00", 1));
    List<FeatureDef> features =
        TestSources.features(
            "name: b, from: txn, agg: balance(amount)", "name: before, expr: \"lag(b, 1)\"");
    List<String> expected =
        List.of(
            "a | 2024-01 | false | 5.00 | null",
            "a | 2024-02 | true | 0.00 | 5.00",
            "a | 2024-04 | false | 7.00 | null",
            "b | 2024-02 | true | 0.00 | null");
    FeatureRun atOnce = run(txn, features).run("2024-01", "2024-04");
    assertThat(atOnce.rows("feature_month")).isEqualTo(expected);
    assertThat(atOnce.rows("customer_span"))
        .containsExactly("a | 2024-01 | 2024-04 | null", "b | 2024-02 | 2024-02 | 2024-02");
    FeatureRun inSteps = run(txn, features).run("2024-01", "2024-02");
    assertThat(inSteps.rows("customer_span"))
        .containsExactly("a | 2024-01 | 2024-02 | 2024-02", "b | 2024-02 | 2024-02 | 2024-02");
    inSteps.run("2024-03", "2024-03").run("2024-04", "2024-04");
    assertThat(inSteps.rows("feature_month")).isEqualTo(expected);
    assertThat(inSteps.rows("customer_span")).isEqualTo(atOnce.rows("customer_span"));
  }

  @Test
  void aCustomerIsForgottenAfterTheDeclaredMonths() {
    base = new CustomerBase(Kind.KNOWN, 1);
    assertThat(feature("name: n, from: txn, agg: count(*), window: ever").keySet())
        .containsExactlyInAnyOrder(
            "a 2024-01", "a 2024-02", "a 2024-03", "a 2024-04", "b 2024-02", "b 2024-03");
    base = new CustomerBase(Kind.ACTIVE, 36);
    assertThat(feature("name: n, from: txn, agg: count(*), window: ever").keySet())
        .containsExactlyInAnyOrder("a 2024-01", "a 2024-03", "b 2024-02");
  }

  @Test
  void aDepartureMustNotDependOnALag() {
    departed = Optional.of("trend < 0");
    types.put("trend", "bigint");
    assertThatThrownBy(
            () ->
                feature(
                    "name: n, from: txn, agg: count(*), window: 1",
                    "name: trend, expr: \"n - lag(n, 1)\""))
        .isInstanceOf(FenqunException.class)
        .hasMessageContaining(
            "departed must not depend on a lag, which sees no rows after a departure: trend");
  }
}
