package io.fenqun.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fenqun.SparkTest;
import io.fenqun.conf.Labels;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** Every number again in plain loops, over generated months of customers who come, move and go. */
class PerformanceTwinTest extends SparkTest {
  private static final long serialVersionUID = 1L;
  private static final long SEED = 20240711;
  private static final int CUSTOMERS = 120;
  private static final int MONTHS = 4;
  private static final Month FIRST = Month.of(2024, 1);
  private static final List<String> SCHEMES = List.of("s1", "s2");
  private static final List<String> SEGMENTS = List.of("A", "B", "C");
  private static final List<List<String>> GROUPINGS =
      List.of(List.of(), List.of("branch"), List.of("region"), List.of("branch", "region"));
  private static final PerformanceDef DEF =
      new PerformanceDef(
          SCHEMES,
          List.of("branch", "region"),
          Optional.of("manager"),
          List.of(
              indicator("value", "value"),
              indicator("head", "value / nullif(customers, 0)"),
              indicator("rich", "count_if(value > 500) / nullif(customers, 0)"),
              indicator("retention", "retained / nullif(customers_before, 0)"),
              indicator("staying", "stayed / nullif(customers_before, 0)"),
              indicator("load", "owned_customers / nullif(owners, 0)")));

  private record Customer(
      String id, List<String> segments, String branch, String region, String manager, long value) {
    String group(String name) {
      return name.equals("branch") ? branch : region;
    }
  }

  /** Numerator and denominator; null where nothing is known. */
  private record Ratio(double numerator, double denominator) {
    Double value(boolean isSum) {
      return isSum ? (Double) numerator : denominator == 0 ? null : numerator / denominator;
    }
  }

  private record Place(int scheme, String segment, List<String> groupings, List<String> groups) {
    boolean has(Customer customer) {
      return (segment.equals("ALL") || customer.segments().get(scheme).equals(segment))
          && groupings.stream().map(customer::group).toList().equals(groups);
    }

    Place whole() {
      return new Place(scheme, "ALL", groupings, groups);
    }
  }

  private final List<Map<String, Customer>> months = months();

  private static IndicatorDef indicator(String name, String expression) {
    return new IndicatorDef(name, new Labels(name, name), "", expression);
  }

  private static List<Map<String, Customer>> months() {
    Random random = new Random(SEED);
    List<Map<String, Customer>> months = new ArrayList<>();
    for (int month = 0; month < MONTHS; month++) {
      Map<String, Customer> customers = new TreeMap<>();
      for (int i = 0; i < CUSTOMERS; i++) {
        if (random.nextInt(4) > 0) {
          // nobody is in C of s2 in every other month
          int segments = month % 2 == 0 ? 2 : 3;
          customers.put(
              "c" + i,
              new Customer(
                  "c" + i,
                  List.of(SEGMENTS.get(random.nextInt(3)), SEGMENTS.get(random.nextInt(segments))),
                  random.nextInt(5) == 0 ? null : "N" + random.nextInt(2 + month % 2),
                  "R" + random.nextInt(2),
                  random.nextInt(6) == 0 ? null : "m" + random.nextInt(4),
                  random.nextInt(1000)));
        }
      }
      months.add(customers);
    }
    return months;
  }

  private List<Customer> in(int month, Predicate<Customer> place) {
    return months.get(month).values().stream().filter(place).toList();
  }

  private Ratio ratio(String indicator, int month, Place place) {
    List<Customer> now = in(month, place::has);
    double value = now.stream().mapToLong(Customer::value).sum();
    switch (indicator) {
      case "value", "head":
        return new Ratio(value, now.size());
      case "rich":
        return new Ratio(now.stream().filter(c -> c.value() > 500).count(), now.size());
      case "load":
        return new Ratio(
            now.stream().filter(c -> c.manager() != null).count(),
            now.stream().map(Customer::manager).filter(Objects::nonNull).distinct().count());
      default:
        if (month == 0) {
          return new Ratio(0, 0);
        }
        List<Customer> before = in(month - 1, place::has);
        return new Ratio(
            before.stream().filter(c -> isKept(indicator, month, place, c)).count(), before.size());
    }
  }

  private boolean isKept(String indicator, int month, Place place, Customer before) {
    Customer now = months.get(month).get(before.id());
    return now != null
        && (indicator.equals("retention")
            || now.segments().get(place.scheme()).equals(before.segments().get(place.scheme())));
  }

  /** Value, value before, level, mix. */
  private List<Double> numbers(String indicator, int month, Place place) {
    boolean isSum = indicator.equals("value");
    Ratio now = ratio(indicator, month, place);
    if (month == 0) {
      return java.util.Arrays.asList(now.value(isSum), null, null, null);
    }
    Ratio before = ratio(indicator, month - 1, place);
    Double level = null;
    Double mix = null;
    boolean hasParts = !indicator.equals("load") && !place.segment().equals("ALL");
    Ratio allNow = ratio(indicator, month, place.whole());
    Ratio allBefore = ratio(indicator, month - 1, place.whole());
    if (hasParts && (isSum || allNow.denominator() * allBefore.denominator() != 0)) {
      double w0 = isSum ? before.denominator() : before.denominator() / allBefore.denominator();
      double w1 = isSum ? now.denominator() : now.denominator() / allNow.denominator();
      double mean = isSum ? 0 : (allNow.value(false) + allBefore.value(false)) / 2;
      double r0 = before.denominator() == 0 ? orZero(now) : orZero(before);
      double r1 = now.denominator() == 0 ? orZero(before) : orZero(now);
      level = (w0 + w1) / 2 * (r1 - r0);
      mix = (w1 - w0) * ((r0 + r1) / 2 - mean);
    }
    return java.util.Arrays.asList(now.value(isSum), before.value(isSum), level, mix);
  }

  private static double orZero(Ratio ratio) {
    return ratio.denominator() == 0 ? 0 : ratio.numerator() / ratio.denominator();
  }

  private Map<String, List<Double>> naive() {
    Map<String, List<Double>> rows = new TreeMap<>();
    for (int month = 0; month < MONTHS; month++) {
      List<Customer> seen = new ArrayList<>(months.get(month).values());
      if (month > 0) {
        seen.addAll(months.get(month - 1).values());
      }
      for (Customer customer : seen) {
        for (List<String> groupings : GROUPINGS) {
          List<String> groups = groupings.stream().map(customer::group).toList();
          for (int scheme = 0; scheme < SCHEMES.size(); scheme++) {
            for (String segment : List.of(customer.segments().get(scheme), "ALL")) {
              Place place = new Place(scheme, segment, groupings, groups);
              for (IndicatorDef indicator : DEF.indicators()) {
                String key = key(month, place, indicator.name());
                if (!rows.containsKey(key)) {
                  rows.put(key, numbers(indicator.name(), month, place));
                }
              }
            }
          }
        }
      }
    }
    return rows;
  }

  private static String key(int month, Place place, String indicator) {
    String value =
        switch (place.groups().size()) {
          case 0 -> "ALL";
          case 1 -> place.groups().get(0);
          default ->
              place.groups().stream()
                  .map(group -> group == null ? "null" : '"' + group + '"')
                  .collect(java.util.stream.Collectors.joining(",", "[", "]"));
        };
    String by = place.groupings().isEmpty() ? "ALL" : String.join(",", place.groupings());
    return String.join(
        " ",
        FIRST.plus(month).toString(),
        SCHEMES.get(place.scheme()),
        place.segment(),
        by,
        String.valueOf(value),
        indicator);
  }

  private Dataset<Row> frame() {
    List<Row> rows = new ArrayList<>();
    for (int month = 0; month < MONTHS; month++) {
      String text = FIRST.plus(month).toString();
      for (Customer c : months.get(month).values()) {
        rows.add(
            RowFactory.create(
                text,
                c.id(),
                BigDecimal.valueOf(c.value()).setScale(2),
                c.segments().get(0),
                c.segments().get(1),
                c.branch(),
                c.region(),
                c.manager()));
      }
    }
    return rows(
        "month string, customer_id string, value decimal(18,2), s1 string, s2 string, branch"
            + " string, region string, manager string",
        rows);
  }

  private List<Row> computed(Dataset<Row> frame) {
    MonthRange range = new MonthRange(FIRST, FIRST.plus(MONTHS - 1));
    List<SchemeRow> schemes =
        SCHEMES.stream()
            .map(name -> SchemeOverlapTest.scheme(name, "value", "A", "B", "C"))
            .toList();
    Performance performance = new Performance(DEF, schemes, range, FIRST);
    Dataset<Row> rows =
        performance.of(frame, frame, rows("scheme string, month string, segment string"));
    assertThat(PerformanceLaws.violations(rows, performance.sums()).collectAsList()).isEmpty();
    return rows.collectAsList();
  }

  private static Double number(Row row, String column) {
    BigDecimal number = row.getAs(column);
    return number == null ? null : (Double) number.doubleValue();
  }

  @Test
  void agreesWithPlainLoops() {
    Map<String, List<Double>> expected = naive();
    List<Row> rows = computed(frame());
    assertThat(rows).hasSameSizeAs(expected.keySet());
    for (Row row : rows) {
      String key =
          String.join(
              " ",
              row.<String>getAs("month"),
              row.getAs("scheme"),
              row.getAs("segment"),
              row.getAs("group_by"),
              String.valueOf(row.<String>getAs("group_value")),
              row.getAs("indicator"));
      List<Double> numbers = expected.get(key);
      assertThat(numbers).as("seed %d: %s", SEED, key).isNotNull();
      List<String> columns = List.of("value", "value_before", "level_part", "mix_part");
      boolean isAll = row.getAs("segment").equals("ALL");
      for (int i = 0; i < (isAll ? 2 : 4); i++) {
        Double found = number(row, columns.get(i));
        if (numbers.get(i) == null) {
          assertThat(found).as("seed %d: %s %s", SEED, key, columns.get(i)).isNull();
        } else {
          assertThat(found)
              .as("seed %d: %s %s", SEED, key, columns.get(i))
              .isCloseTo(numbers.get(i), within(1e-6 * (1 + Math.abs(numbers.get(i)))));
        }
      }
    }
  }

  @Test
  void rowsInAnyOrderAndPartitionsGiveTheSame() {
    List<String> usual = computed(frame()).stream().map(Row::toString).sorted().toList();
    List<String> shuffled =
        computed(frame().orderBy("value", "s2").repartition(5)).stream()
            .map(Row::toString)
            .sorted()
            .toList();
    assertThat(shuffled).isEqualTo(usual);
  }
}
