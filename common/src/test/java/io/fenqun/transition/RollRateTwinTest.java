package io.fenqun.transition;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.Lines;
import io.fenqun.SparkTest;
import io.fenqun.conf.Position;
import io.fenqun.sql.SqlExpression;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** Roll rates again in plain loops that recount everything, over generated balances with gaps. */
class RollRateTwinTest extends SparkTest {
  private static final long SEED = 4711;
  private static final int CUSTOMERS = 80;
  private static final int LAST = 3;
  private static final MonthRange COVERED = new MonthRange(Month.of(2023, 10), Month.of(2024, 5));
  private static final Map<String, Integer> FLOORS = new LinkedHashMap<>(Map.of("A", 100));

  static {
    FLOORS.put("B", 200);
  }

  private final RollRateDef def =
      new RollRateDef(
          "asset_level",
          List.of(),
          LAST,
          new SqlExpression("asset_level <> 'MASS'", new Position("test", 1, "")),
          new SqlExpression("balance < base_floor", new Position("test", 1, "")),
          2,
          2,
          Map.of("A", new BigDecimal("100"), "B", new BigDecimal("200")),
          "balance");

  private final List<Map<Month, Integer>> balances = balances();

  private static List<Map<Month, Integer>> balances() {
    Random random = new Random(SEED);
    List<Map<Month, Integer>> balances = new ArrayList<>();
    for (int customer = 0; customer < CUSTOMERS; customer++) {
      Map<Month, Integer> history = new TreeMap<>();
      for (Month month : COVERED.months()) {
        if (random.nextInt(12) > 0) {
          history.put(month, random.nextInt(300) - 20);
        }
      }
      balances.add(history);
    }
    return balances;
  }

  private static String level(int balance) {
    return balance < 100 ? "MASS" : balance < 200 ? "A" : "B";
  }

  private List<String> naiveRates() {
    Map<String, long[]> counts = new TreeMap<>();
    for (Map<Month, Integer> history : balances) {
      for (Month base : COVERED.months()) {
        if (!history.containsKey(base) || level(history.get(base)).equals("MASS")) {
          continue;
        }
        String level = level(history.get(base));
        int run = 0;
        boolean hasLeft = false;
        long valueBefore = history.get(base);
        for (int k = 1; k <= LAST && COVERED.contains(base.plus(k)); k++) {
          Integer balance = history.get(base.plus(k));
          hasLeft |= balance == null;
          boolean isBelow = hasLeft || balance < FLOORS.get(level);
          for (String shown : List.of(level, "ALL")) {
            long[] count =
                counts.computeIfAbsent(
                    String.join(" ", base.toString(), base.plus(k).toString(), shown, "" + run),
                    key -> new long[7]);
            count[0]++;
            count[1] += isBelow ? 1 : 0;
            count[2] += !isBelow && run > 0 ? 1 : 0;
            count[3] += hasLeft ? 1 : 0;
            count[4] += valueBefore;
            count[5] += isBelow ? valueBefore : 0;
            count[6] += !isBelow && run > 0 ? valueBefore : 0;
          }
          run = isBelow ? run + 1 : 0;
          valueBefore = hasLeft ? 0 : balance;
        }
      }
    }
    return counts.entrySet().stream()
        .map(
            entry -> {
              long[] c = entry.getValue();
              return String.format(
                  "%s %d %d %d %d %d.00 %d.00 %d.00",
                  entry.getKey(), c[0], c[1], c[2], c[3], c[4], c[5], c[6]);
            })
        .sorted()
        .toList();
  }

  private List<String> naiveWindows() {
    Map<String, long[]> counts = new TreeMap<>();
    for (Map<Month, Integer> history : balances) {
      for (Month base : def.observedIn(COVERED, COVERED.from())) {
        Integer atBase = history.get(base);
        Integer before = history.get(base.minus(1));
        if (atBase == null
            || before == null
            || atBase < 100
            || before < FLOORS.get(level(atBase))) {
          continue;
        }
        int floor = FLOORS.get(level(atBase));
        Integer first = history.get(base.plus(1));
        Integer second = history.get(base.plus(2));
        boolean isOutcome = (first == null || first < floor) && (second == null || second < floor);
        for (String shown : List.of(level(atBase), "ALL")) {
          long[] count = counts.computeIfAbsent(base + " " + shown, key -> new long[4]);
          count[0]++;
          count[1] += isOutcome ? 1 : 0;
          count[2] += atBase;
          count[3] += isOutcome ? atBase : 0;
        }
      }
    }
    return counts.entrySet().stream()
        .map(
            entry ->
                String.format(
                    "%s %d %d %d.00 %d.00",
                    entry.getKey(),
                    entry.getValue()[0],
                    entry.getValue()[1],
                    entry.getValue()[2],
                    entry.getValue()[3]))
        .sorted()
        .toList();
  }

  private Dataset<Row> wideRows() {
    List<Row> input = new ArrayList<>();
    for (int customer = 0; customer < CUSTOMERS; customer++) {
      for (Map.Entry<Month, Integer> entry : balances.get(customer).entrySet()) {
        input.add(
            RowFactory.create(
                entry.getKey().toString(),
                "c" + customer,
                new BigDecimal(entry.getValue()),
                level(entry.getValue())));
      }
    }
    return rows(
        "month string, customer_id string, balance decimal(18,2), asset_level string", input);
  }

  private Dataset<Row> nothingBefore() {
    return spark().createDataFrame(List.of(), Tables.ROLL_RATE_STATE.schema());
  }

  @Test
  void agreesWithPlainLoops() {
    Dataset<Row> rates =
        RollRates.of(RollRateState.follow(def, nothingBefore(), wideRows(), COVERED));
    assertThat(
            Lines.of(
                rates,
                "base_month",
                "month",
                "level",
                "n",
                "at_risk",
                "rolled",
                "cured",
                "rolled_left",
                "at_risk_amount",
                "rolled_amount",
                "cured_amount"))
        .as("seed %d", SEED)
        .isEqualTo(naiveRates());
  }

  @Test
  void windowsAgreeWithPlainLoops() {
    Dataset<Row> windows =
        ObservationWindows.of(def, wideRows(), def.observedIn(COVERED, COVERED.from()), 0.95);
    assertThat(
            Lines.of(
                windows,
                "base_month",
                "level",
                "population",
                "outcome",
                "population_amount",
                "outcome_amount"))
        .as("seed %d", SEED)
        .isEqualTo(naiveWindows());
  }

  @Test
  void carriedMonthByMonthEqualsTheRangeAtOnce() {
    Dataset<Row> wideRows = wideRows();
    List<String> monthByMonth = new ArrayList<>();
    Dataset<Row> before = nothingBefore();
    for (Month month : COVERED.months()) {
      Dataset<Row> state = RollRateState.follow(def, before, wideRows, MonthRange.of(month));
      before = spark().createDataFrame(state.collectAsList(), state.schema());
      monthByMonth.addAll(Lines.of(before));
    }
    Dataset<Row> atOnce =
        RollRateState.follow(def, nothingBefore(), wideRows.repartition(5), COVERED);
    assertThat(monthByMonth.stream().sorted().toList()).isEqualTo(Lines.of(atOnce));
  }
}
