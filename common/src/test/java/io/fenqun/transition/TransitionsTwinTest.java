package io.fenqun.transition;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.Lines;
import io.fenqun.SparkTest;
import io.fenqun.table.SchemeValue;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The matrix again in plain loops, over generated customers who come, skip months, return and go.
 */
class TransitionsTwinTest extends SparkTest {
  private static final long SEED = 20240101;
  private static final int CUSTOMERS = 150;
  private static final MonthRange COVERED = new MonthRange(Month.of(2023, 9), Month.of(2024, 4));
  private static final MonthRange TO_MONTHS = new MonthRange(Month.of(2023, 10), Month.of(2024, 4));
  private static final List<Integer> HORIZONS = List.of(1, 3, 5);
  private static final TransitionScope SCOPE =
      TransitionScope.of(
          new TransitionDef(HORIZONS, List.of("branch", "tier")), TO_MONTHS, COVERED.from());
  private static final List<SchemeValue> SCHEMES =
      List.of(new SchemeValue("tier", "value"), new SchemeValue("grade", "sales"));
  private static final List<String> SEGMENTS = List.of("A", "B", "C", "OUTSIDE");

  private record Membership(
      String tier, String grade, long value, long sales, @Nullable String branch) {
    String segment(SchemeValue scheme) {
      return scheme.scheme().equals("tier") ? tier : grade;
    }

    long cents(SchemeValue scheme) {
      return scheme.scheme().equals("tier") ? value : sales;
    }
  }

  private final List<Map<Month, Membership>> histories = histories();

  private static List<Map<Month, Membership>> histories() {
    Random random = new Random(SEED);
    List<Map<Month, Membership>> histories = new ArrayList<>();
    for (int customer = 0; customer < CUSTOMERS; customer++) {
      Map<Month, Membership> history = new TreeMap<>();
      double presence = random.nextDouble();
      for (Month month : COVERED.months()) {
        if (random.nextDouble() < presence) {
          history.put(
              month,
              new Membership(
                  segment(random),
                  segment(random),
                  random.nextInt(200_000) - 50_000,
                  random.nextInt(9),
                  random.nextInt(4) == 0 ? null : "b" + random.nextInt(2)));
        }
      }
      histories.add(history);
    }
    return histories;
  }

  private static String segment(Random random) {
    return SEGMENTS.get(random.nextInt(SEGMENTS.size()));
  }

  private List<String> naiveMatrix() {
    Map<String, long[]> cells = new TreeMap<>();
    for (Map<Month, Membership> history : histories) {
      for (int horizon : HORIZONS) {
        for (Month month : TO_MONTHS.months()) {
          Month from = month.minus(horizon);
          if (from.compareTo(COVERED.from()) >= 0
              && (history.containsKey(from) || history.containsKey(month))) {
            count(cells, history, from, month, horizon);
          }
        }
      }
    }
    return cells.entrySet().stream()
        .map(
            cell ->
                String.join(
                    " ",
                    cell.getKey(),
                    "" + cell.getValue()[0],
                    money(cell.getValue()[1]),
                    money(cell.getValue()[2])))
        .sorted()
        .toList();
  }

  private static void count(
      Map<String, long[]> cells,
      Map<Month, Membership> history,
      Month fromMonth,
      Month month,
      int horizon) {
    Membership before = history.get(fromMonth);
    Membership now = history.get(month);
    Membership grouped = before != null ? before : now;
    boolean seenBefore = history.keySet().stream().anyMatch(at -> at.compareTo(fromMonth) <= 0);
    for (SchemeValue scheme : SCHEMES) {
      String from = before != null ? before.segment(scheme) : seenBefore ? "RETURNED" : "ENTERED";
      String to = now != null ? now.segment(scheme) : "LEFT";
      List<String> groups = new ArrayList<>(List.of("ALL ALL"));
      groups.add("branch " + (grouped.branch() == null ? "-" : grouped.branch()));
      if (!scheme.scheme().equals("tier")) {
        groups.add("tier " + grouped.tier());
      }
      for (String group : groups) {
        long[] cell =
            cells.computeIfAbsent(
                String.join(" ", scheme.scheme(), month.toString(), "" + horizon, group, from, to),
                key -> new long[3]);
        cell[0]++;
        cell[1] += before == null ? 0 : before.cents(scheme);
        cell[2] += now == null ? 0 : now.cents(scheme);
      }
    }
  }

  private static String money(long cents) {
    return BigDecimal.valueOf(cents, 2).toString();
  }

  private Dataset<Row> customerMonth() {
    List<Row> input = new ArrayList<>();
    for (int customer = 0; customer < CUSTOMERS; customer++) {
      for (Map.Entry<Month, Membership> entry : histories.get(customer).entrySet()) {
        Membership at = entry.getValue();
        input.add(
            RowFactory.create(
                entry.getKey().toString(),
                "c" + customer,
                BigDecimal.valueOf(at.value(), 2),
                BigDecimal.valueOf(at.sales(), 2),
                at.tier(),
                at.grade(),
                at.branch()));
      }
    }
    return rows(
        "month string, customer_id string, value decimal(18,2), sales decimal(18,2), tier string, grade string, branch string",
        input);
  }

  private Dataset<Row> span() {
    List<Row> input = new ArrayList<>();
    for (int customer = 0; customer < CUSTOMERS; customer++) {
      if (!histories.get(customer).isEmpty()) {
        input.add(
            RowFactory.create(
                "c" + customer, histories.get(customer).keySet().iterator().next().toString()));
      }
    }
    return rows("customer_id string, first_month string", input);
  }

  @Test
  void agreesWithPlainLoopsAndKeepsTheLaws() {
    Dataset<Row> computed =
        Transitions.between(
            customerMonth(),
            span(),
            SCHEMES,
            SCOPE,
            new RateLimits(30, 0.95, 30, Map.of("tier", 3, "grade", 3)));
    Dataset<Row> transitions = spark().createDataFrame(computed.collectAsList(), computed.schema());
    assertThat(
            Lines.of(
                transitions,
                "scheme",
                "month",
                "horizon_months",
                "group_by",
                "group_value",
                "from_segment",
                "to_segment",
                "customers",
                "amount_from",
                "amount_to"))
        .as("seed %d", SEED)
        .isEqualTo(naiveMatrix());
    assertThat(Lines.of(TransitionLaws.violations(transitions, customerMonth(), SCHEMES, SCOPE)))
        .as("seed %d", SEED)
        .isEmpty();
    assertThat(
            Lines.of(
                transitions.where(
                    "rate_low > rate or rate > rate_high or rate_low < 0 or rate_high > 1"
                        + " or row_low > rate_low or row_high < rate_high")))
        .isEmpty();
    assertThat(
            Lines.of(
                transitions
                    .groupBy(
                        "scheme",
                        "month",
                        "horizon_months",
                        "group_by",
                        "group_value",
                        "from_segment")
                    .agg(expr("sum(customers) = max(row_customers) as adds_up"))
                    .where("not adds_up")))
        .as("every row of every group adds up")
        .isEmpty();
  }
}
