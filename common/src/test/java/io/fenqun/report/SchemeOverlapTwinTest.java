package io.fenqun.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.Lines;
import io.fenqun.SparkTest;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** The pairs again in plain loops, over generated customers of two months and five schemes. */
class SchemeOverlapTwinTest extends SparkTest {
  private static final long SEED = 20240606;
  private static final int CUSTOMERS = 300;
  private static final List<String> MONTHS = List.of("2024-01", "2024-02");
  private static final MonthRange RANGE = new MonthRange(Month.of(2024, 1), Month.of(2024, 2));

  /** In no order; s3 repeats s1 and so goes with it wholly. */
  private static final List<String> NAMES = List.of("s4", "s1", "s3", "s2", "s0");

  private record Customer(String month, Long cents, Map<String, String> segments) {}

  private final List<Customer> customers = customers();

  private static List<Customer> customers() {
    Random random = new Random(SEED);
    List<Customer> customers = new ArrayList<>();
    for (int i = 0; i < CUSTOMERS; i++) {
      Map<String, String> segments = new TreeMap<>();
      for (String name : NAMES) {
        int segment = random.nextInt(4);
        segments.put(name, segment == 0 ? null : "S" + segment);
      }
      segments.put("s3", segments.get("s1"));
      Long cents = random.nextInt(10) == 0 ? null : (long) random.nextInt(200_000) - 50_000;
      customers.add(new Customer(MONTHS.get(random.nextInt(2)), cents, segments));
    }
    return customers;
  }

  private static String segment(Customer customer, String scheme) {
    String segment = customer.segments().get(scheme);
    return segment == null ? "OUTSIDE" : segment;
  }

  private List<String> naive() {
    List<String> lines = new ArrayList<>();
    for (String month : MONTHS) {
      List<Customer> base = customers.stream().filter(c -> c.month().equals(month)).toList();
      long baseCents = cents(base);
      for (String a : NAMES) {
        for (String b : NAMES) {
          if (a.compareTo(b) < 0) {
            Map<List<String>, List<Customer>> cells =
                base.stream()
                    .collect(Collectors.groupingBy(c -> List.of(segment(c, a), segment(c, b))));
            cells.forEach(
                (cell, of) -> {
                  long ofA = base.stream().filter(c -> segment(c, a).equals(cell.get(0))).count();
                  long ofB = base.stream().filter(c -> segment(c, b).equals(cell.get(1))).count();
                  lines.add(
                      String.join(
                          " ",
                          month,
                          a,
                          cell.get(0),
                          b,
                          cell.get(1),
                          "" + of.size(),
                          nine(of.size(), base.size()),
                          nine(of.size(), ofA),
                          nine(of.size(), ofB),
                          nine((long) of.size() * base.size(), ofA * ofB),
                          BigDecimal.valueOf(cents(of), 2).toString(),
                          nine(cents(of), baseCents)));
                });
          }
        }
      }
    }
    return lines.stream().sorted().toList();
  }

  private static long cents(List<Customer> customers) {
    return customers.stream().mapToLong(c -> c.cents() == null ? 0 : c.cents()).sum();
  }

  /** Nine significant digits, as double. */
  private static String nine(long part, long whole) {
    BigDecimal exact =
        BigDecimal.valueOf(part)
            .divide(BigDecimal.valueOf(whole), new MathContext(30))
            .round(new MathContext(9, RoundingMode.HALF_EVEN));
    return "" + exact.doubleValue();
  }

  private Dataset<Row> customerMonth() {
    String ddl =
        "month string, value decimal(18,2), "
            + NAMES.stream().map(name -> name + " string").collect(Collectors.joining(", "));
    return rows(
        ddl,
        customers.stream()
            .map(
                c -> {
                  List<Object> cells = new ArrayList<>();
                  cells.add(c.month());
                  cells.add(c.cents() == null ? null : BigDecimal.valueOf(c.cents(), 2));
                  NAMES.forEach(name -> cells.add(c.segments().get(name)));
                  return RowFactory.create(cells.toArray());
                })
            .toList());
  }

  private static List<SchemeRow> schemes() {
    return NAMES.stream()
        .map(name -> SchemeOverlapTest.scheme(name, "value", "S1", "S2", "S3"))
        .toList();
  }

  @Test
  void agreesWithPlainLoopsAndKeepsTheLaws() {
    Dataset<Row> computed = SchemeOverlap.of(customerMonth(), schemes(), RANGE);
    Dataset<Row> overlap = spark().createDataFrame(computed.collectAsList(), computed.schema());
    assertThat(Lines.of(overlap)).as("seed %d", SEED).isEqualTo(naive());
    Dataset<Row> profile =
        SegmentProfile.of(
            customerMonth(),
            spark().createDataFrame(List.of(), Tables.TRANSITION_MONTH.schema()),
            schemes(),
            RANGE);
    assertThat(Lines.of(SchemeOverlapLaws.violations(overlap, profile, schemes())))
        .as("seed %d", SEED)
        .isEmpty();
  }

  @Test
  void rowsInAnyOrderAndPartitionsGiveTheSame() {
    Dataset<Row> customerMonth = customerMonth();
    List<String> usual = Lines.of(SchemeOverlap.of(customerMonth, schemes(), RANGE));
    for (int partitions : IntStream.of(1, 7).toArray()) {
      Dataset<Row> spread = customerMonth.orderBy("s2", "value").repartition(partitions);
      assertThat(Lines.of(SchemeOverlap.of(spread, schemes(), RANGE)))
          .as("%d partitions", partitions)
          .isEqualTo(usual);
    }
  }
}
