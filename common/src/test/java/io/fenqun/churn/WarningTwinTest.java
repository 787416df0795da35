package io.fenqun.churn;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.Lines;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Warnings and their metric in plain loops, over generated histories with gaps and nulls. */
class WarningTwinTest extends WarningCase {
  private static final long SEED = 20240711;
  private static final int CUSTOMERS = 200;
  private static final int MONTHS = 9;

  /** Cents; null is unknown. */
  private record Month(Long assets, long out, int overdue) {}

  private record Event(int began, int back) {}

  private final List<Month[]> histories = new ArrayList<>();
  private final List<List<Event>> events = new ArrayList<>();

  WarningTwinTest() {
    Random random = new Random(SEED);
    for (int customer = 0; customer < CUSTOMERS; customer++) {
      Month[] history = new Month[MONTHS + 1];
      for (int m = 1; m <= MONTHS; m++) {
        if (random.nextInt(12) > 0) {
          Long assets = random.nextInt(25) == 0 ? null : 20_000L * random.nextInt(6);
          history[m] = new Month(assets, 1_000L * random.nextInt(8), random.nextInt(45));
          month(
              m,
              "c" + customer,
              assets == null ? null : BigDecimal.valueOf(assets, 2).toString(),
              BigDecimal.valueOf(history[m].out(), 2).toString(),
              history[m].overdue());
        }
      }
      histories.add(history);
      events.add(new ArrayList<>());
    }
  }

  private Dataset<Row> allEvents() {
    Dataset<Row> all = after(nothing(), rows(), months(1, MONTHS));
    for (Row row : all.select("customer_id", "month", "regained_month").collectAsList()) {
      events
          .get(Integer.parseInt(row.getString(0).substring(1)))
          .add(
              new Event(number(row.getString(1)), row.isNullAt(2) ? 99 : number(row.getString(2))));
    }
    return all;
  }

  private static int number(String month) {
    return Integer.parseInt(month.substring(5));
  }

  /** Points, or -1 where the customer cannot be lost in the month. */
  private int points(int customer, int m) {
    Month[] history = histories.get(customer);
    long sum = 0;
    for (int before = m - 3; before < m; before++) {
      if (before < 1 || history[before] == null || history[before].assets() == null) {
        return -1;
      }
      sum += history[before].assets();
    }
    boolean isOpen =
        events.get(customer).stream().anyMatch(event -> event.began() <= m && event.back() > m);
    if (history[m] == null || Math.round(sum / 3.0) < 10_000 || isOpen) {
      return -1;
    }
    boolean isSent = history[m].out() * 20 > history[m - 1].assets();
    return (history[m].overdue() > 30 ? 2 : 0) + (isSent ? 1 : 0);
  }

  private boolean fell(int customer, int m) {
    Long now = histories.get(customer)[m].assets();
    return now != null && now < histories.get(customer)[m - 1].assets();
  }

  private String counts(int known, int threshold) {
    int made = known - 2;
    long[] count = new long[6];
    for (int customer = 0; customer < CUSTOMERS; customer++) {
      int points = points(customer, made);
      if (points < 0) {
        continue;
      }
      List<Integer> begun =
          events.get(customer).stream()
              .map(Event::began)
              .filter(began -> began > made && began <= known)
              .sorted()
              .toList();
      boolean isWarned = threshold == 0 ? fell(customer, made) : points >= threshold;
      count[0]++;
      count[3] += begun.size();
      if (isWarned) {
        count[1]++;
        count[4] += begun.size();
        count[2] += begun.isEmpty() ? 0 : 1;
        count[5] += begun.isEmpty() ? 0 : begun.get(0) - made;
      }
    }
    return "2024-0"
        + known
        + " "
        + threshold
        + " "
        + IntStream.range(0, 6)
            .mapToObj(i -> String.valueOf(count[i]))
            .reduce((a, b) -> a + " " + b)
            .orElseThrow();
  }

  @Test
  void countsAgreeWithPlainLoops() {
    Dataset<Row> all = allEvents();
    List<String> expected = new ArrayList<>();
    for (int known = 6; known <= MONTHS; known++) {
      for (int threshold = 0; threshold <= 3; threshold++) {
        expected.add(counts(known, threshold));
      }
    }

    assertThat(
            Lines.of(
                ofOneMonth(metric(all, nothingMeasured(), months(1, MONTHS))),
                "month",
                "threshold",
                "customers",
                "warned",
                "hits",
                "events",
                "caught",
                "lead_months"))
        .as("seed %d", SEED)
        .isEqualTo(expected);
    assertThat(expected).noneMatch(line -> line.endsWith(" 0"));
  }

  @Test
  void warningsAgreeWithPlainLoopsHoweverTheRowsLie() {
    Dataset<Row> all = allEvents();
    List<String> expected = new ArrayList<>();
    for (int customer = 0; customer < CUSTOMERS; customer++) {
      for (int m = 4; m <= MONTHS; m++) {
        int points = points(customer, m);
        if (points > 0) {
          expected.add("c" + customer + " 2024-0" + m + " " + points + " " + (points >= 2));
        }
      }
    }

    assertThat(
            Lines.of(
                shown(all.repartition(3), months(1, MONTHS)),
                "customer_id",
                "month",
                "points",
                "is_warned"))
        .as("seed %d", SEED)
        .containsExactlyInAnyOrderElementsOf(expected)
        .hasSizeGreaterThan(100);
  }
}
