package io.fenqun.churn;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.Lines;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** Churn in plain loops, over generated histories with gaps, nulls, closings and returns. */
class ChurnTwinTest extends ChurnCase {
  private static final long SEED = 20240607;
  private static final int CUSTOMERS = 300;
  private static final int MONTHS = 9;
  private static final String[] COLUMNS = {
    "customer_id",
    "month",
    "regained_month",
    "degree",
    "cause",
    "destination",
    "reference_value",
    "gross_fall",
    "to_internal",
    "to_external",
    "to_cash",
    "to_market",
    "unexplained"
  };

  /** Cents; null is unknown. */
  private record Month(
      Long deposit, Long wealth, Long[] flows, int accounts, int closed, int byBank, int overdue) {
    Long assets() {
      return deposit == null || wealth == null ? null : deposit + wealth;
    }
  }

  private final List<Month[]> histories = new ArrayList<>();
  private final List<Row> features = new ArrayList<>();

  ChurnTwinTest() {
    Random random = new Random(SEED);
    for (int customer = 0; customer < CUSTOMERS; customer++) {
      Month[] history = new Month[MONTHS + 1];
      for (int m = 1; m <= MONTHS; m++) {
        if (random.nextInt(12) > 0) {
          history[m] = month(random);
          features.add(row(customer, m, history[m]));
        }
      }
      histories.add(history);
    }
  }

  private static Month month(Random random) {
    Long[] flows = new Long[4];
    for (int i = 0; i < flows.length; i++) {
      flows[i] = random.nextInt(15) == 0 ? null : (long) random.nextInt(120_000) - 40_000;
    }
    // few different levels, so that a half and four fifths are met to the cent
    return new Month(
        random.nextInt(25) == 0 ? null : 20_000L * random.nextInt(6),
        random.nextInt(3) > 0 ? 0L : 10_000L * random.nextInt(6) + random.nextInt(3),
        flows,
        random.nextInt(10) == 0 ? 0 : 1,
        random.nextInt(3),
        random.nextInt(6) == 0 ? 1 : 0,
        random.nextInt(100));
  }

  private static BigDecimal cents(Long cents) {
    return cents == null ? null : BigDecimal.valueOf(cents, 2);
  }

  private static Row row(int customer, int m, Month month) {
    return RowFactory.create(
        "2024-0" + m,
        "c" + customer,
        month.accounts() == 0,
        cents(month.assets()),
        cents(month.deposit()),
        cents(month.wealth()),
        cents(month.flows()[1]),
        cents(month.flows()[2]),
        cents(month.flows()[3]),
        cents(month.flows()[0]),
        month.accounts(),
        month.closed(),
        month.byBank(),
        month.closed() / 2,
        month.overdue(),
        12L);
  }

  private List<String> naive() {
    List<String> lines = new ArrayList<>();
    for (int customer = 0; customer < CUSTOMERS; customer++) {
      lines.addAll(naive("c" + customer, histories.get(customer)));
    }
    return lines.stream().sorted().toList();
  }

  private static List<String> naive(String customer, Month[] history) {
    List<String> lines = new ArrayList<>();
    String open = null;
    long wanted = 0;
    for (int m = 1; m <= MONTHS; m++) {
      Month month = history[m];
      if (month == null) {
        continue;
      }
      if (open != null) {
        if (month.assets() != null && month.assets() * 100 >= wanted * 80) {
          lines.add(open.replace("OPEN", "2024-0" + m));
          open = null;
        }
        continue;
      }
      Long reference = reference(history, m);
      String degree = reference == null ? null : degree(month, reference);
      if (degree == null || reference < 10_000) {
        continue;
      }
      wanted = reference;
      open =
          String.join(
              " ",
              customer,
              "2024-0" + m,
              "OPEN",
              degree,
              cause(month),
              split(history[m - 1], month, reference));
    }
    if (open != null) {
      lines.add(open.replace("OPEN", "-"));
    }
    return lines;
  }

  private static Long reference(Month[] history, int m) {
    long sum = 0;
    for (int before = m - 3; before < m; before++) {
      if (before < 1 || history[before] == null || history[before].assets() == null) {
        return null;
      }
      sum += history[before].assets();
    }
    return new BigDecimal(sum).divide(new BigDecimal(3), 0, RoundingMode.HALF_UP).longValue();
  }

  private static String degree(Month month, long reference) {
    if (month.accounts() == 0) {
      return "COMPLETE";
    }
    return month.assets() != null && month.assets() * 2 <= reference ? "PARTIAL" : null;
  }

  private static String cause(Month month) {
    if (month.byBank() > 0 && month.closed() / 2 > 0) {
      return "FRAUD";
    }
    if (month.byBank() > 0 || month.overdue() > 90) {
      return "ARREARS";
    }
    return month.closed() > 0 ? "CLOSING" : "FALLING";
  }

  private static String split(Month before, Month now, long reference) {
    Long[][] lines = {{before.deposit(), now.deposit()}, {before.wealth(), now.wealth()}};
    Long fall = 0L;
    long rises = 0;
    for (Long[] line : lines) {
      if (line[0] == null || line[1] == null) {
        fall = null;
      } else {
        fall = fall == null ? null : (Long) (fall + Math.max(line[0] - line[1], 0));
        rises += Math.max(line[1] - line[0], 0);
      }
    }
    if (fall == null) {
      return "- " + cents(reference) + " - - - - - -";
    }
    Long[] asked = now.flows().clone();
    asked[0] = asked[0] == null ? null : (Long) (asked[0] + rises);
    String[] names = {"INTERNAL", "EXTERNAL", "CASH", "MARKET", "UNEXPLAINED"};
    long left = fall;
    long largest = -1;
    String destination = "-";
    StringBuilder parts = new StringBuilder();
    for (int i = 0; i < names.length; i++) {
      long ask = i == 4 ? left : asked[i] == null ? 0 : asked[i];
      long part = Math.min(Math.max(ask, 0), left);
      left -= part;
      parts.append(' ').append(cents(part));
      if (part > largest && fall > 0) {
        largest = part;
        destination = names[i];
      }
    }
    return destination + " " + cents(reference) + " " + cents(fall) + parts;
  }

  @Test
  void agreesWithPlainLoopsAtOnceAndMonthByMonth() {
    List<String> expected = naive();
    Dataset<Row> all = rows(DDL, features);
    Dataset<Row> atOnce = after(nothing(), all.repartition(5), months(1, MONTHS));
    Dataset<Row> byMonth = nothing();
    for (int m = 1; m <= MONTHS; m++) {
      byMonth = after(byMonth, all, months(m, m));
    }

    assertThat(expected).as("seed %d", SEED).hasSizeGreaterThan(200);
    for (String word : List.of("FRAUD", "ARREARS", "CLOSING", "FALLING", "COMPLETE", "PARTIAL")) {
      assertThat(expected).as(word).anyMatch(line -> line.contains(word));
    }
    assertThat(Lines.of(atOnce, COLUMNS)).as("seed %d", SEED).isEqualTo(expected);
    assertThat(Lines.of(byMonth)).as("seed %d", SEED).isEqualTo(Lines.of(atOnce));
  }

  @Test
  void partsSumToTheGrossFallAndOneEventIsOpenAtMost() {
    Dataset<Row> events = after(nothing(), rows(DDL, features), months(1, MONTHS));

    assertThat(
            events
                .where(
                    "gross_fall is not null and not gross_fall <=> "
                        + "to_internal + to_external + to_cash + to_market + unexplained")
                .count())
        .isZero();
    assertThat(
            events
                .as("a")
                .join(
                    events.as("b"),
                    org.apache.spark.sql.functions.expr(
                        "a.customer_id = b.customer_id and a.month < b.month "
                            + "and (a.regained_month is null or a.regained_month >= b.month)"))
                .count())
        .isZero();
  }
}
