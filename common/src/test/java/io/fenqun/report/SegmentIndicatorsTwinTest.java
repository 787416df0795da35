package io.fenqun.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.Lines;
import io.fenqun.SparkTest;
import io.fenqun.conf.Labels;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** Every aggregate again in plain loops, over generated customers of four schemes. */
class SegmentIndicatorsTwinTest extends SparkTest {
  private static final long SEED = 20240607;
  private static final int CUSTOMERS = 400;
  private static final String MONTH = "2024-03";
  private static final MonthRange RANGE = MonthRange.of(Month.of(2024, 3));
  private static final List<String> NAMES = List.of("s1", "s2", "s3", "s4");
  private static final List<String> SEGMENTS = List.of("A", "B", "C", "OUTSIDE");

  private record Customer(List<String> segments, Long profit, Long income, Integer orders) {}

  private record Twin(IndicatorDef indicator, Function<List<Customer>, BigDecimal> value) {}

  private static final List<Twin> TWINS =
      List.of(
          twin("sum", "money", "sum(profit)", of -> cents(sum(of, Customer::profit))),
          twin(
              "avg",
              "money",
              "avg(profit)",
              of -> {
                long known = of.stream().filter(c -> c.profit() != null).count();
                return known == 0
                    ? null
                    : cents(sum(of, Customer::profit))
                        .divide(BigDecimal.valueOf(known), 2, RoundingMode.HALF_UP);
              }),
          twin(
              "margin",
              "rate",
              "sum(profit) / nullif(sum(income), 0)",
              of -> ratio(sum(of, Customer::profit), sum(of, Customer::income))),
          twin(
              "active",
              "share",
              "count_if(orders > 0) / nullif(count(*), 0)",
              of ->
                  ratio(
                      of.stream().filter(c -> c.orders() != null && c.orders() > 0).count(),
                      of.size())),
          twin(
              "known",
              "count",
              "count(orders)",
              of -> BigDecimal.valueOf(of.stream().filter(c -> c.orders() != null).count())),
          twin(
              "least",
              "money",
              "min(profit)",
              of ->
                  of.stream()
                      .filter(c -> c.profit() != null)
                      .map(c -> cents(c.profit()))
                      .min(BigDecimal::compareTo)
                      .orElse(null)),
          twin(
              "most",
              "count",
              "max(orders)",
              of ->
                  of.stream()
                      .filter(c -> c.orders() != null)
                      .map(c -> BigDecimal.valueOf(c.orders()))
                      .max(BigDecimal::compareTo)
                      .orElse(null)));

  private final List<Customer> customers = customers();

  private static List<Customer> customers() {
    Random random = new Random(SEED);
    List<Customer> customers = new ArrayList<>();
    for (int i = 0; i < CUSTOMERS; i++) {
      // C of s1 is never hit, OUTSIDE is a null
      List<String> segments = new ArrayList<>();
      for (String name : NAMES) {
        String segment = SEGMENTS.get(random.nextInt(name.equals("s1") ? 2 : 4));
        segments.add(segment.equals("OUTSIDE") ? null : segment);
      }
      customers.add(
          new Customer(
              segments,
              random.nextInt(9) == 0 ? null : (long) random.nextInt(2_000_000) - 900_000,
              (long) random.nextInt(1_000_000),
              random.nextInt(9) == 0 ? null : random.nextInt(5)));
    }
    return customers;
  }

  private static Twin twin(
      String name, String unit, String expression, Function<List<Customer>, BigDecimal> value) {
    return new Twin(new IndicatorDef(name, new Labels("指标", name), unit, expression), value);
  }

  private static long sum(List<Customer> of, Function<Customer, Long> value) {
    return of.stream().map(value).filter(v -> v != null).mapToLong(Long::longValue).sum();
  }

  private static BigDecimal cents(long cents) {
    return BigDecimal.valueOf(cents, 2);
  }

  /** Nine significant digits. */
  private static BigDecimal ratio(long part, long whole) {
    return whole == 0
        ? null
        : BigDecimal.valueOf(part)
            .divide(BigDecimal.valueOf(whole), new MathContext(30))
            .round(new MathContext(9, RoundingMode.HALF_EVEN));
  }

  private List<String> naive() {
    List<String> lines = new ArrayList<>();
    for (String name : NAMES) {
      Map<String, List<Customer>> bySegment = new TreeMap<>();
      SEGMENTS.forEach(segment -> bySegment.put(segment, new ArrayList<>()));
      for (Customer customer : customers) {
        String segment = customer.segments().get(NAMES.indexOf(name));
        bySegment.get(segment == null ? "OUTSIDE" : segment).add(customer);
      }
      bySegment.forEach(
          (segment, of) ->
              TWINS.forEach(
                  twin -> {
                    BigDecimal value = twin.value().apply(of);
                    String text =
                        value == null ? "-" : value.setScale(12, RoundingMode.HALF_UP).toString();
                    lines.add(
                        String.join(
                            " ",
                            name,
                            MONTH,
                            segment,
                            twin.indicator().name(),
                            text,
                            twin.indicator().unit()));
                  }));
    }
    return lines.stream().sorted().toList();
  }

  private Dataset<Row> frame() {
    String ddl =
        "month string, value decimal(18,2), profit decimal(18,2), income decimal(18,2), orders int, "
            + NAMES.stream().map(name -> name + " string").collect(Collectors.joining(", "));
    return rows(
        ddl,
        customers.stream()
            .map(
                c -> {
                  List<Object> cells = new ArrayList<>();
                  cells.add(MONTH);
                  cells.add(BigDecimal.ONE);
                  cells.add(c.profit() == null ? null : cents(c.profit()));
                  cells.add(cents(c.income()));
                  cells.add(c.orders());
                  cells.addAll(c.segments());
                  return RowFactory.create(cells.toArray());
                })
            .toList());
  }

  private List<String> computed(Dataset<Row> frame) {
    Dataset<Row> noMoves = spark().createDataFrame(List.of(), Tables.TRANSITION_MONTH.schema());
    List<SchemeRow> schemes =
        NAMES.stream().map(name -> SchemeOverlapTest.scheme(name, "value", "A", "B", "C")).toList();
    Dataset<Row> profile = SegmentProfile.of(frame, noMoves, schemes, RANGE);
    List<IndicatorDef> indicators = TWINS.stream().map(Twin::indicator).toList();
    return Lines.of(SegmentIndicators.of(profile, noMoves, frame, schemes, indicators, RANGE));
  }

  @Test
  void agreesWithPlainLoops() {
    assertThat(computed(frame())).as("seed %d", SEED).isEqualTo(naive());
  }

  @Test
  void rowsInAnyOrderAndPartitionsGiveTheSame() {
    List<String> usual = computed(frame());
    assertThat(computed(frame().orderBy("orders", "s2").repartition(7))).isEqualTo(usual);
    assertThat(computed(frame().orderBy("profit").coalesce(1))).isEqualTo(usual);
  }
}
