package io.fenqun.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.SparkTest;
import io.fenqun.feature.CustomerBase.Kind;
import io.fenqun.feature.NaiveFeatures.Txn;
import io.fenqun.time.Month;
import java.math.BigDecimal;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/**
 * Laws over generated rows with nulls, negative amounts, ties, one hot customer with more distinct
 * values than are kept, gaps, a month without rows, departures and returns.
 */
class FeatureLawsTest extends SparkTest {
  private static final long SEED = 20231202L;
  private static final Month FIRST = Month.parse("2023-12");
  private static final Month LAST = Month.parse("2024-05");
  private static final Month EMPTY = Month.parse("2024-02");
  private static final int FORGET_AFTER = 2;
  private static final List<String> TABLES =
      List.of("feature_tile_txn", "feature_state_txn", "feature_month", "customer_span");

  private static final String[] FEATURES = {
    "name: n, from: txn, agg: count(*), windows: [1, 3, ever]",
    "name: spent_2m, from: txn, agg: sum(amount), window: 2",
    "name: spent_out, from: txn, where: \"kind = 'OUT'\", agg: sum(amount), window: ever",
    "name: quantity, from: txn, agg: sum(quantity), window: 3",
    "name: mean, from: txn, agg: avg(amount), window: 3",
    "name: mean_quantity, from: txn, agg: avg(quantity), window: ever",
    "name: low, from: txn, agg: min(amount), window: 2",
    "name: high, from: txn, agg: max(amount), window: ever",
    "name: low_kind, from: txn, agg: min(kind), window: ever",
    "name: opening, from: txn, agg: first(amount), window: 3",
    "name: last_kind, from: txn, agg: last(kind), window: ever",
    "name: shops, from: txn, agg: count(distinct shop), window: 2",
    "name: days, from: txn, agg: count(distinct day), window: ever",
    "name: idle_days, from: txn, agg: recency(day), window: ever",
    "name: idle_weeks, from: txn, agg: idle_cycles(order), window: ever",
    "name: idle_months, from: txn, agg: idle_cycles(visit), window: 2",
    "name: held, from: txn, agg: balance(amount)",
    "name: held_daily, from: txn, agg: balance(amount), balance: daily_average",
    "name: full, from: txn, agg: count(*), window: 3, complete: true",
    "name: spread, from: txn, agg: variance(amount), window: 3",
    "name: deviation, from: txn, agg: stddev(quantity), windows: [1, ever]",
    "name: ids, from: txn, agg: count(distinct txn_id), windows: [2, ever]",
    "name: streak, from: txn, agg: streak(*), windows: [2, ever]",
    "name: paid_streak, from: txn, where: \"kind = 'OUT'\", agg: streak(amount > 0), window: ever",
    "name: rate, expr: \"cast(spent_2m as double) / nullif(n_1m, 0)\"",
    "name: trend, expr: \"held - lag(held, 2)\"",
    "name: trend_before, expr: \"lag(trend, 1)\"",
    "name: growth, expr: \"ratio(spent_2m, 2)\"",
    "name: slope, expr: \"trend(held, 4)\"",
    "name: slope_of_rate, expr: \"trend(mean_quantity, 3)\"",
    "name: slope_of_count, expr: \"trend(n_1m, 2)\", complete: false",
    "name: is_up, expr: \"held > 0\"",
    "name: up_streak, expr: \"streak(is_up, 3)\"",
    "name: share_of_all, expr: share(n_ever)",
    "name: share_of_kind, expr: \"share(held, last_kind)\"",
    "name: share_of_both, expr: \"share(up_streak, last_kind, is_up)\"",
    "name: share_before, expr: \"lag(share_of_kind, 1)\"",
  };
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("rate", "double"),
          Map.entry("trend", "decimal(18,2)"),
          Map.entry("trend_before", "decimal(18,2)"),
          Map.entry("growth", "double"),
          Map.entry("slope", "double"),
          Map.entry("slope_of_rate", "double"),
          Map.entry("slope_of_count", "double"),
          Map.entry("is_up", "boolean"),
          Map.entry("up_streak", "int"),
          Map.entry("share_of_all", "double"),
          Map.entry("share_of_kind", "double"),
          Map.entry("share_of_both", "double"),
          Map.entry("share_before", "double"));

  private static FeatureRun whole;

  private static List<Txn> generated() {
    Random random = new Random(SEED);
    List<Txn> txn = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String customer = random.nextInt(4) == 0 ? "hot" : "c" + random.nextInt(18);
      LocalDate day = FIRST.firstDay().plusDays(random.nextInt(182));
      if (customer.compareTo("c5") > 0 && random.nextInt(3) > 0) {
        day = day.withDayOfMonth(1 + random.nextInt(2));
      }
      if (Month.of(day.getYear(), day.getMonthValue()).equals(EMPTY)) {
        continue;
      }
      BigDecimal amount =
          random.nextInt(10) == 0 ? null : BigDecimal.valueOf(random.nextInt(20000) - 11000, 2);
      String kind = random.nextInt(6) == 0 ? null : random.nextBoolean() ? "IN" : "OUT";
      Integer quantity = random.nextInt(5) == 0 ? null : random.nextInt(7);
      String shop = random.nextInt(5) == 0 ? null : "s" + random.nextInt(9);
      txn.add(new Txn(customer, day, "t" + i, kind, amount, quantity, shop));
    }
    return txn;
  }

  private Dataset<Row> clean(List<Txn> txn) {
    List<Row> rows = new ArrayList<>();
    for (Txn t : txn) {
      rows.add(
          RowFactory.create(
              t.customer(),
              t.month().toString(),
              t.id(),
              Date.valueOf(t.day()),
              t.kind(),
              t.amount(),
              t.quantity(),
              t.shop()));
    }
    return rows(TestSources.TXN_DDL, rows);
  }

  private FeatureRun over(Dataset<Row> clean) {
    return new FeatureRun(
        TestSources.features(FEATURES),
        TYPES,
        new CustomerBase(Kind.KNOWN, FORGET_AFTER),
        Optional.of(TestSources.sql("held < -120")),
        FIRST,
        Map.of("txn", clean));
  }

  /** The run that others are compared with; made once. */
  private FeatureRun whole() {
    if (whole == null) {
      whole = over(clean(generated())).run("2023-12", "2024-05");
    }
    return whole;
  }

  private static void assertSameTables(FeatureRun found, FeatureRun expected) {
    for (String table : TABLES) {
      assertThat(found.rows(table)).as("%s, seed %d", table, SEED).isEqualTo(expected.rows(table));
    }
  }

  @Test
  void theWholeRangeEqualsTheNaiveTwin() {
    List<String> naive = new NaiveFeatures(generated(), FIRST, FORGET_AFTER).rows(LAST);
    List<String> found = whole().rows("feature_month");
    assertThat(naive).as("the case has departures").anyMatch(row -> row.contains("| true |"));
    assertThat(found).as("seed %d", SEED).isEqualTo(naive);
  }

  @Test
  void monthByMonthEqualsTheWholeRangeAndSoDoesRunningAnOldMonthAgain() {
    FeatureRun steps = over(clean(generated()));
    for (Month month = FIRST; month.compareTo(LAST) <= 0; month = month.plus(1)) {
      steps.run(month.toString(), month.toString());
    }
    assertSameTables(steps, whole());
    assertSameTables(steps.run("2024-02", "2024-05"), whole());
  }

  @Test
  void theLayoutOfTheRowsDoesNotMatter() {
    List<Txn> shuffled = new ArrayList<>(generated());
    Collections.shuffle(shuffled, new Random(SEED + 1));
    String partitions = spark().conf().get("spark.sql.shuffle.partitions");
    try {
      spark().conf().set("spark.sql.shuffle.partitions", "5");
      assertSameTables(over(clean(shuffled).repartition(7)).run("2023-12", "2024-05"), whole());
    } finally {
      spark().conf().set("spark.sql.shuffle.partitions", partitions);
    }
  }
}
