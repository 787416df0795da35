package io.fenqun.transition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.fenqun.Lines;
import io.fenqun.SparkTest;
import io.fenqun.conf.Position;
import io.fenqun.sql.SqlExpression;
import io.fenqun.table.SchemeValue;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Transitions and roll rates of the Berka accounts equal the published reference, over balances
 * summed here from the raw file.
 */
class BerkaMovementTest extends SparkTest {
  private static final MonthRange MONTHS = new MonthRange(Month.of(1993, 1), Month.of(1994, 2));
  private static final TreeMap<Long, String> LEVELS =
      new TreeMap<>(
          Map.of(
              Long.MIN_VALUE,
              "MASS",
              10_000_00L,
              "A1",
              20_000_00L,
              "A2",
              30_000_00L,
              "A3",
              50_000_00L,
              "A4",
              80_000_00L,
              "A5",
              100_000_00L,
              "A6",
              150_000_00L,
              "A7"));

  private Path data = Path.of(".");

  @BeforeEach
  void findTheData() {
    Optional<String> folder = Optional.ofNullable(System.getenv("FENQUN_REAL_DATA"));
    assumeThat(folder).as("FENQUN_REAL_DATA names the folder of the real data sets").isPresent();
    data = Path.of(folder.orElseThrow());
  }

  /**
   * Account → month → month-end balance in hundredths, from the month of the first transaction on.
   */
  private Map<String, TreeMap<Month, Long>> balances() throws IOException {
    Map<String, TreeMap<Month, Long>> changes = new TreeMap<>();
    Path file = data.resolve("berka/trans_199301_199403.csv.gz");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] fields = line.replace("\"", "").split(";");
        Month month =
            Month.of(
                1900 + Integer.parseInt(fields[2].substring(0, 2)),
                Integer.parseInt(fields[2].substring(2, 4)));
        long cents = new BigDecimal(fields[5]).movePointRight(2).longValueExact();
        changes
            .computeIfAbsent(fields[1], account -> new TreeMap<>())
            .merge(month, fields[3].equals("PRIJEM") ? cents : -cents, Long::sum);
      }
    }
    changes.values().forEach(BerkaMovementTest::runningSums);
    return changes;
  }

  private static void runningSums(TreeMap<Month, Long> changes) {
    long balance = 0;
    for (Month month = changes.firstKey();
        month.compareTo(MONTHS.to()) <= 0;
        month = month.plus(1)) {
      balance += changes.getOrDefault(month, 0L);
      changes.put(month, balance);
    }
  }

  private Dataset<Row> accounts(Map<String, TreeMap<Month, Long>> balances) {
    List<Row> input = new ArrayList<>();
    balances.forEach(
        (account, history) ->
            history
                .headMap(MONTHS.to(), true)
                .forEach(
                    (month, balance) ->
                        input.add(
                            RowFactory.create(
                                month.toString(),
                                account,
                                BigDecimal.valueOf(balance, 2),
                                LEVELS.floorEntry(balance).getValue()))));
    return rows(
        "month string, customer_id string, balance decimal(18,2), asset_level string", input);
  }

  private Dataset<Row> span(Map<String, TreeMap<Month, Long>> balances) {
    List<Row> input = new ArrayList<>();
    balances.forEach(
        (account, history) -> input.add(RowFactory.create(account, history.firstKey().toString())));
    return rows("customer_id string, first_month string", input);
  }

  /** Lines of an expected file without its header; the last field is a rate. */
  private List<String> expected(String name) throws IOException {
    return Files.readAllLines(data.resolve("expected/berka").resolve(name)).stream()
        .skip(1)
        .map(line -> line.replace(',', ' '))
        .sorted()
        .toList();
  }

  /**
   * Equal but for the rate, which may differ by half a unit of its sixth decimal, both ends
   * included.
   */
  private static void assertSame(List<String> actual, List<String> expected) {
    assertThat(actual.stream().map(BerkaMovementTest::withoutRate).toList())
        .isEqualTo(expected.stream().map(BerkaMovementTest::withoutRate).toList());
    for (int i = 0; i < actual.size(); i++) {
      assertThat(rate(actual.get(i)).subtract(rate(expected.get(i))).abs())
          .as(expected.get(i))
          .isLessThanOrEqualTo(new BigDecimal("0.0000005"));
    }
  }

  private static String withoutRate(String line) {
    return line.substring(0, line.lastIndexOf(' '));
  }

  private static BigDecimal rate(String line) {
    return new BigDecimal(line.substring(line.lastIndexOf(' ') + 1));
  }

  @Test
  void transitionsOfTheAssetLevelsAreThePublishedOnes() throws IOException {
    Map<String, TreeMap<Month, Long>> balances = balances();
    List<SchemeValue> schemes = List.of(new SchemeValue("asset_level", "balance"));
    MonthRange toMonths = new MonthRange(MONTHS.from().plus(1), MONTHS.to());
    Dataset<Row> transitions =
        Transitions.between(
            accounts(balances),
            span(balances),
            schemes,
            TransitionScope.monthOverMonth(toMonths),
            new RateLimits(30, 0.95, 30, Map.of("asset_level", 8)));
    Dataset<Row> asPublished =
        transitions.selectExpr(
            "month",
            "replace(from_segment, 'ENTERED', 'ENTRANT') as from_state",
            "to_segment",
            "customers",
            "cast(amount_from as decimal(18,6)) as amount_from",
            "cast(amount_to as decimal(18,6)) as amount_to",
            "rate");
    assertSame(Lines.of(asPublished), expected("b2_level_transitions.csv"));
  }

  @Test
  void rollRatesSinceAugust1993AreThePublishedOnes() throws IOException {
    Position nowhere = new Position("berka", 1, "");
    RollRateDef def =
        new RollRateDef(
            "asset_level",
            List.of(Month.of(1993, 8)),
            0,
            new SqlExpression("asset_level <> 'MASS'", nowhere),
            new SqlExpression("balance < base_floor", nowhere),
            3,
            3,
            floors(),
            "balance");
    Dataset<Row> nothingBefore =
        spark().createDataFrame(List.of(), Tables.ROLL_RATE_STATE.schema());
    Dataset<Row> state = RollRateState.follow(def, nothingBefore, accounts(balances()), MONTHS);
    Dataset<Row> curve = RollRates.curve(RollRates.of(state), 0.95);
    assertSame(
        Lines.of(curve, "level", "n", "at_risk", "rolled", "rate"), expected("b3_roll_rates.csv"));
  }

  private static Map<String, BigDecimal> floors() {
    Map<String, BigDecimal> floors = new TreeMap<>();
    LEVELS.tailMap(0L).forEach((cents, level) -> floors.put(level, BigDecimal.valueOf(cents, 2)));
    return floors;
  }
}
