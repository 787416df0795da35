package io.fenqun.transition;

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
import org.junit.jupiter.api.Test;

/**
 * The matrix again in plain loops, over generated customers who come, skip months, return and go.
 */
class TransitionsTwinTest extends SparkTest {
  private static final long SEED = 20240101;
  private static final int CUSTOMERS = 150;
  private static final MonthRange COVERED = new MonthRange(Month.of(2023, 9), Month.of(2024, 4));
  private static final MonthRange TO_MONTHS = new MonthRange(Month.of(2023, 10), Month.of(2024, 4));
  private static final List<SchemeValue> SCHEMES =
      List.of(new SchemeValue("tier", "value"), new SchemeValue("grade", "sales"));
  private static final List<String> SEGMENTS = List.of("A", "B", "C", "OUTSIDE");

  private record Membership(String tier, String grade, long value, long sales) {
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
                  random.nextInt(9)));
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
      for (Month month : TO_MONTHS.months()) {
        Membership before = history.get(month.minus(1));
        Membership now = history.get(month);
        if (before == null && now == null) {
          continue;
        }
        boolean seenBefore = history.keySet().stream().anyMatch(seen -> seen.compareTo(month) < 0);
        for (SchemeValue scheme : SCHEMES) {
          String from =
              before != null ? before.segment(scheme) : seenBefore ? "RETURNED" : "ENTERED";
          String to = now != null ? now.segment(scheme) : "LEFT";
          long[] cell =
              cells.computeIfAbsent(
                  String.join(" ", scheme.scheme(), month.toString(), from, to),
                  key -> new long[3]);
          cell[0]++;
          cell[1] += before == null ? 0 : before.cents(scheme);
          cell[2] += now == null ? 0 : now.cents(scheme);
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
                at.grade()));
      }
    }
    return rows(
        "month string, customer_id string, value decimal(18,2), sales decimal(18,2), tier string, grade string",
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
        Transitions.between(customerMonth(), span(), SCHEMES, TO_MONTHS, 30, 0.95, 30);
    Dataset<Row> transitions = spark().createDataFrame(computed.collectAsList(), computed.schema());
    assertThat(
            Lines.of(
                transitions,
                "scheme",
                "month",
                "from_segment",
                "to_segment",
                "customers",
                "amount_from",
                "amount_to"))
        .as("seed %d", SEED)
        .isEqualTo(naiveMatrix());
    assertThat(
            Lines.of(TransitionLaws.violations(transitions, customerMonth(), SCHEMES, TO_MONTHS)))
        .as("seed %d", SEED)
        .isEmpty();
    assertThat(
            Lines.of(
                transitions.where(
                    "rate_low > rate or rate > rate_high or rate_low < 0 or rate_high > 1")))
        .isEmpty();
  }
}
