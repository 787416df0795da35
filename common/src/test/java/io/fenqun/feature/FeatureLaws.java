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
import java.util.HashMap;
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
abstract class FeatureLaws extends SparkTest {
  private static final long SEED = 20231202L;
  private static final Month FIRST = Month.parse("2023-12");
  private static final Month LAST = Month.parse("2024-05");
  private static final Month EMPTY = Month.parse("2024-02");
  private static final int FORGET_AFTER = 2;
  private static final List<String> TABLES =
      List.of("feature_tile_txn", "feature_state_txn", "feature_month", "customer_span");

  private static final Map<Class<?>, FeatureRun> WHOLE = new HashMap<>();

  /** As a pack's list has them; {@code held} is one, for a departure hangs on it. */
  abstract String[] features();

  /** DDL types of derived features. */
  abstract Map<String, String> types();

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
        TestSources.features(features()),
        types(),
        new CustomerBase(Kind.KNOWN, FORGET_AFTER),
        Optional.of(TestSources.sql("held < -120")),
        FIRST,
        Map.of("txn", clean));
  }

  /** The run that others are compared with; made once. */
  private FeatureRun whole() {
    return WHOLE.computeIfAbsent(
        getClass(), made -> over(clean(generated())).run("2023-12", "2024-05"));
  }

  /** Conditions over feature_month, each of which some row must meet: what the case is good for. */
  abstract List<String> shown();

  @Test
  void theCaseShowsWhatIsHard() {
    for (String condition : shown()) {
      assertThat(whole().table("feature_month").where(condition).count())
          .as(condition)
          .isPositive();
    }
  }

  private static void assertSameTables(FeatureRun found, FeatureRun expected) {
    for (String table : TABLES) {
      assertThat(found.rows(table)).as("%s, seed %d", table, SEED).isEqualTo(expected.rows(table));
    }
  }

  @Test
  void theWholeRangeEqualsTheNaiveTwin() {
    List<String> names = TestSources.features(features()).stream().map(FeatureDef::name).toList();
    List<String> naive = new NaiveFeatures(generated(), FIRST, FORGET_AFTER).rows(LAST, names);
    List<String> found = whole().rows("feature_month");
    assertThat(naive).as("the case has departures").anyMatch(row -> row.contains("| true |"));
    assertThat(naive).as("and a month without rows").anyMatch(row -> row.contains(EMPTY + ""));
    assertThat(found).as("seed %d", SEED).isEqualTo(naive);
  }

  @Test
  void monthByMonthEqualsTheWholeRangeAndSoDoesRunningAnOldMonthAgain() {
    FeatureRun steps = over(clean(generated()));
    for (Month month = FIRST; month.compareTo(LAST) <= 0; month = month.plus(1)) {
      steps.run(month.toString(), month.toString());
    }
    assertSameTables(steps, whole());
    assertSameTables(steps.run("2024-04", "2024-05"), whole());
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
