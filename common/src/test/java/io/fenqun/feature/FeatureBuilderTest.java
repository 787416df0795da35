package io.fenqun.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fenqun.error.FenqunException;
import io.fenqun.feature.CustomerBase.Kind;
import io.fenqun.table.RowRefusal;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.sql.Date;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** Attributes, snapshots, derived features and departures, worked by hand. */
class FeatureBuilderTest extends FeatureGolden {
  private static final String COUNT = "name: n, from: txn, agg: count(*), window: ever";

  @Test
  void derivedFeaturesReadOthersAndLagsByMonth() {
    types.put("rest", "double");
    types.put("share", "double");
    types.put("before", "bigint");
    types.put("before_that", "bigint");
    List<Row> rows =
        featureRows(
            TXN,
            "name: rest, expr: 1 - share",
            "name: share, expr: n / 7",
            "name: before_that, expr: \"lag(before, 1) + 0 * n\"",
            "name: before, expr: \"lag(n, 1)\"",
            COUNT);
    assertThat(values(rows, "share"))
        .containsExactly(
            "0.428571429",
            "0.428571429",
            "0.571428571",
            "0.571428571",
            "0.142857143",
            "0.142857143",
            "0.142857143");
    assertThat(values(rows, "rest"))
        .containsExactly(
            "0.571428571",
            "0.571428571",
            "0.428571429",
            "0.428571429",
            "0.857142857",
            "0.857142857",
            "0.857142857");
    assertThat(values(rows, "before")).containsExactly("null", "3", "3", "4", "null", "1", "1");
    assertThat(values(rows, "before_that"))
        .containsExactly("null", "null", "3", "3", "null", "null", "1");
    assertThat(rows.get(0).schema().fieldNames())
        .containsExactly(
            "customer_id", "month", "is_departed", "rest", "share", "before_that", "before", "n");
  }

  /** With a window of 2 and a lag of 1, March is the first month whose look back is covered. */
  @Test
  void aCompleteDerivedFeatureIsNullWhereItsLagReachesTooFar() {
    types.put("before", "bigint");
    types.put("before_or_not", "bigint");
    List<Row> rows =
        featureRows(
            TXN,
            "name: m, from: txn, agg: count(*), window: 2",
            "name: before, expr: \"coalesce(lag(m, 1), -1)\"",
            "name: before_or_not, expr: \"coalesce(lag(m, 1), -1)\", complete: false");
    assertThat(values(rows, "before")).containsExactly("null", "null", "3", "1", "null", "1", "1");
    assertThat(values(rows, "before_or_not")).containsExactly("-1", "3", "3", "1", "-1", "1", "1");
  }

  @Test
  void ratiosAndTrendsLookAtEarlierMonths() {
    types.putAll(Map.of("growth", "double", "slope", "double", "slope_of_money", "double"));
    List<Row> rows =
        featureRows(
            TXN,
            COUNT,
            "name: held, from: txn, agg: balance(amount)",
            "name: growth, expr: \"ratio(n, 1)\"",
            "name: slope, expr: \"trend(n, 3)\"",
            "name: slope_of_money, expr: \"trend(held, 2)\"");
    assertThat(values(rows, "growth"))
        .containsExactly("null", "1.0", "1.33333333", "1.0", "null", "1.0", "1.0");
    assertThat(values(rows, "slope"))
        .containsExactly("null", "null", "0.5", "0.5", "null", "null", "0.0");
    assertThat(values(rows, "slope_of_money"))
        .containsExactly("null", "0.0", "-20.01", "0.0", "null", "0.0", "0.0");
  }

  @Test
  void aStreakOfAFeatureCountsMonthsInWhichItIsTrue() {
    types.putAll(Map.of("many", "boolean", "months", "int"));
    List<Row> rows =
        featureRows(
            TXN,
            COUNT,
            "name: many, expr: \"n >= 3 and month_end > '2024-01-31'\"",
            "name: months, expr: \"streak(many, 2)\"");
    assertThat(values(rows, "months")).containsExactly("0", "1", "2", "2", "0", "0", "0");
  }

  @Test
  void aShareIsOfTheSumOfItsGroupInTheMonth() {
    types.putAll(Map.of("of_all", "double", "of_kind", "double", "of_both", "double"));
    List<Row> rows =
        featureRows(
            TXN,
            COUNT,
            "name: held, from: txn, agg: balance(amount)",
            "name: kind, from: txn, agg: last(kind), window: ever",
            "name: of_all, expr: share(n)",
            "name: of_kind, expr: \"share(held, kind)\"",
            "name: of_both, expr: \"1 - share(n, kind, held)\"");
    assertThat(values(rows, "of_all"))
        .containsExactly("1.0", "0.75", "0.8", "0.8", "0.25", "0.2", "0.2");
    assertThat(values(rows, "of_kind"))
        .containsExactly("1.0", "1.0", "1.0", "1.0", "null", "null", "null");
    assertThat(values(rows, "of_both"))
        .containsExactly("0.0", "0.0", "0.0", "0.0", "0.0", "0.0", "0.0");
  }

  /** Cents that add up to more than 18 digits. */
  @Test
  void aShareOfASumThatDoesNotFitIsRefused() {
    types.put("part", "double");
    List<Row> txn = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      txn.add(txn("c" + i, "2024-04-01", "t" + i, null, "9000000000000000.00", 1));
    }
    Throwable failure =
        catchThrowable(
            () ->
                featureRows(
                    txn,
                    "name: held, from: txn, agg: balance(amount)",
                    "name: part, expr: share(held)"));
    assertThat(RowRefusal.find(failure))
        .get()
        .extracting(FenqunException::getMessage)
        .isEqualTo(
            "Cannot compute a share of held: the sum of a group has more than 18 digits; look for wrong amounts in the source");
  }

  @Test
  void attributesSeeACustomerWithoutRowToo() {
    clean.put(
        "place",
        rows(TestSources.PLACE_DDL, RowFactory.create("a", null, "X", Date.valueOf("2024-01-31"))));
    types.put("city", "string");
    types.put("age", "int");
    List<Row> rows =
        featureRows(
            TXN,
            COUNT,
            "name: city, from: place, expr: \"coalesce(city, 'NONE')\"",
            "name: age, from: place, expr: \"floor(months_between(month_end, opened_on))\"");
    assertThat(values(rows, "city")).containsExactly("X", "X", "X", "X", "NONE", "NONE", "NONE");
    assertThat(values(rows, "age")).containsExactly("0", "1", "2", "3", "null", "null", "null");
    assertThat(values(rows, "n")).containsExactly("3", "3", "4", "4", "1", "1", "1");
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
    assertThat(
            values(featureRows(TXN, "name: overdue, from: account, expr: days_overdue"), "overdue"))
        .containsExactly("3", "8", "null", "null", "null", "null", "null");
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
    clean.put(
        "place",
        rows(TestSources.PLACE_DDL, RowFactory.create("a", null, "X", Date.valueOf("2024-02-10"))));
    List<Row> rows =
        featureRows(
            TXN,
            "name: still_open, from: account, where: closed_on is null or closed_on > month_end, agg: count(*)",
            "name: worst, from: account, agg: max(days_overdue)",
            "name: places, from: place, where: opened_on <= month_end, agg: count(*)");
    assertThat(values(rows, "still_open")).containsExactly("1", "0", "1", "0", "0", "0", "0");
    assertThat(values(rows, "worst"))
        .containsExactly("9", "null", "4", "null", "null", "null", "null");
    assertThat(values(rows, "places")).containsExactly("0", "1", "1", "1", "0", "0", "0");
  }

  @Test
  void twoRowsOfACustomerAreNoAttribute() {
    accounts();
    types.put("overdue", "int");
    Throwable failure =
        catchThrowable(() -> featureRows(TXN, "name: overdue, from: account, expr: days_overdue"));
    assertThat(RowRefusal.find(failure))
        .get()
        .extracting(FenqunException::getMessage, FenqunException::kind)
        .containsExactly(
            "Cannot compute overdue: account has 2 rows of one customer; an attribute needs one: aggregate them, or filter the join that names the customer",
            FenqunException.Kind.DATA);
  }

  /**
   * a departs in February (nothing left), is dropped in March, returns in April; b departs in the
   * month in which it is seen.
   */
  @Test
  void whoDepartsHasALastRowAndReturnsWhenSeenAgain() {
    departed = Optional.of("held <= 0");
    types.put("before", "decimal(18,2)");
    List<Row> txn =
        List.of(
            txn("a", "2024-01-10", "1", null, "5.00", 1),
            txn("a", "2024-02-10", "2", null, "-5.00", 1),
            txn("a", "2024-04-10", "3", null, "7.00", 1),
            txn("b", "2024-02-10", "4", null, "0.00", 1));
    List<FeatureDef> features =
        TestSources.features(
            "name: held, from: txn, agg: balance(amount)", "name: before, expr: \"lag(held, 1)\"");
    FeatureRun atOnce = run(txn, features).run("2024-01", "2024-04");
    assertThat(atOnce.rows("feature_month"))
        .containsExactly(
            "a | 2024-01 | false | 5.00 | null",
            "a | 2024-02 | true | 0.00 | 5.00",
            "a | 2024-04 | false | 7.00 | null",
            "b | 2024-02 | true | 0.00 | null");
    assertThat(atOnce.rows("customer_span"))
        .containsExactly("a | 2024-01 | 2024-04 | null", "b | 2024-02 | 2024-02 | 2024-02");

    FeatureRun inSteps = run(txn, features).run("2024-01", "2024-02");
    assertThat(inSteps.rows("customer_span"))
        .containsExactly("a | 2024-01 | 2024-02 | 2024-02", "b | 2024-02 | 2024-02 | 2024-02");
    inSteps.run("2024-03", "2024-03").run("2024-04", "2024-04");
    assertThat(inSteps.rows("feature_month")).isEqualTo(atOnce.rows("feature_month"));
    assertThat(inSteps.rows("customer_span")).isEqualTo(atOnce.rows("customer_span"));
  }

  @Test
  void aCustomerIsForgottenAfterTheDeclaredMonths() {
    base = new CustomerBase(Kind.KNOWN, 1);
    assertThat(featureRows(TXN, COUNT))
        .extracting(row -> row.getString(0) + " " + row.getString(1))
        .containsExactly(
            "a 2024-01", "a 2024-02", "a 2024-03", "a 2024-04", "b 2024-02", "b 2024-03");
  }

  @Test
  void aDepartureMustNotLookBeyondTheRow() {
    departed = Optional.of("trend < 0");
    types.put("trend", "bigint");
    assertThatThrownBy(() -> featureRows(TXN, COUNT, "name: trend, expr: \"n - lag(n, 1)\""))
        .isInstanceOf(FenqunException.class)
        .hasMessageContaining(
            "departed must not depend on earlier months or other customers, whose rows it decides: trend");
  }

  @Test
  void tilesWithoutThePartialsOfAFeatureAreNotReady() {
    FeatureRun run = run(TXN, TestSources.features(COUNT));
    run.tables().put("feature_tile_txn", rows("customer_id string, month string"));
    assertThatThrownBy(() -> run.build(MonthRange.of(Month.parse("2024-01"))))
        .hasMessage(
            "Cannot compute n: feature_tile_txn lacks partials of it; run its months again with --force");
  }
}
