package io.fenqun.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fenqun.SparkTest;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** A world is a function of (seed, customer, month). */
class GenerationTest extends SparkTest {
  private static final long serialVersionUID = 1L;
  private static final MonthRange NINE = MadeUp.months("2024-01", "2024-09");
  private static final MonthRange SEVENTH = MadeUp.months("2024-07", "2024-07");

  private static final World BANK = MadeUp.shipped("bank");
  private static final World TOBACCO = MadeUp.shipped("tobacco");

  private static final Generation OF_BANK = new Generation(BANK, 1, BANK.noise(), 0);
  private static final Generation OF_TOBACCO = new Generation(TOBACCO, 1, TOBACCO.noise(), 0);

  private static final World SMALL =
      MadeUp.of(
          """
          first_month: 2024-01
          lists:
            colours: [{code: RED, weight: 3}, {code: BLUE, weight: 1}]
          customer:
            - {name: customer_id, expr: "concat('c', n)"}
            - {name: opened, type: int, expr: "cast(n as int) - 2"}
            - {name: colour, expr: "pick(colours, 'colour')"}
            - {name: place, expr: "draw('place')"}
            - {name: height, expr: "bell('height')"}
          month:
            - {name: level, type: bigint, start: "100 * n", expr: "before.level + t + days"}
            - {name: twice, expr: "level * 2"}
            - {name: weather, expr: "shared_draw('weather')"}
          tables:
            - name: step
              columns:
                - {name: customer_id, type: string, expr: customer_id}
                - {name: kind, type: string}
                - {name: amount, type: bigint}
                - {name: place_in_part, type: string, expr: "concat(part, ':', row, '/', rows)"}
                - {name: day, type: date, expr: month_end}
              parts:
                - {values: {kind: "'level'", amount: level}}
                - {rows: "t", where: "amount > 1", values: {kind: "'twice'", amount: "twice * row"}}
              faults:
                - {}
                - {kind: "null"}
            - name: person
              grain: customer
              columns:
                - {name: colour, type: string, expr: colour.code}
                - {name: place, type: double, expr: place}
                - {name: height, type: double, expr: height}
              parts:
                - {rows: "1"}
            - name: sky
              columns:
                - {name: weather, type: double, expr: weather}
                - {name: own, type: double, expr: "draw('own')"}
              parts:
                - {rows: "2"}
          """);

  private static final Generation OF_SMALL = new Generation(SMALL, 1, SMALL.noise(), 0);

  private Dataset<Row> rows(
      Generation generation, String table, long customers, int tasks, MonthRange months) {
    return generation.records(
        MadeUp.table(generation.world(), table),
        MadeUp.customers(spark(), customers, tasks),
        months);
  }

  @Test
  void valuesRememberTheMonthBeforeFromTheOpeningOn() {
    // customer 1 opened before the world (-1), customer 3 in its second month (1)
    Dataset<Row> rows = rows(OF_SMALL, "step", 3, 2, MadeUp.months("2024-01", "2024-02"));

    assertThat(MadeUp.sorted(rows))
        .containsExactlyInAnyOrder(
            "[c1,level,131,0:1/1,2024-01-31,2024-01]",
            "[c1,level,161,0:1/1,2024-02-29,2024-02]",
            "[c1,twice,322,1:1/1,2024-02-29,2024-02]",
            "[c2,level,231,0:1/1,2024-01-31,2024-01]",
            "[c2,level,261,0:1/1,2024-02-29,2024-02]",
            "[c2,twice,522,1:1/1,2024-02-29,2024-02]",
            "[c3,level,330,0:1/1,2024-02-29,2024-02]",
            "[c3,twice,660,1:1/1,2024-02-29,2024-02]");
  }

  @Test
  void drawsAreSpreadAsTheySay() {
    List<Row> people = rows(OF_SMALL, "person", 20_000, 2, NINE).collectAsList();
    double[] places = people.stream().mapToDouble(row -> row.getDouble(1)).toArray();
    double[] heights = people.stream().mapToDouble(row -> row.getDouble(2)).toArray();

    assertThat(mean(places)).isCloseTo(0.5, within(0.01));
    assertThat(Arrays.stream(places)).allMatch(place -> place >= 0 && place < 1);
    assertThat(mean(heights)).isCloseTo(0, within(0.03));
    assertThat(Math.sqrt(mean(squares(heights)))).isCloseTo(1, within(0.02));
    assertThat(people.stream().filter(row -> row.getString(0).equals("RED")).count() / 20_000.0)
        .isCloseTo(0.75, within(0.01));
  }

  @Test
  void whatIsSharedIsTheSameForEveryoneOfTheMonthAndNothingElseIs() {
    List<Row> sky =
        rows(OF_SMALL, "sky", 5, 2, MadeUp.months("2024-06", "2024-07")).collectAsList();

    Map<String, List<Double>> weather =
        sky.stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.getString(2),
                    Collectors.mapping(row -> row.getDouble(0), Collectors.toList())));
    assertThat(weather).hasSize(2);
    assertThat(weather.values()).allSatisfy(of -> assertThat(of).containsOnly(of.get(0)));
    assertThat(sky.stream().map(row -> row.getDouble(1))).doesNotHaveDuplicates();
  }

  @Test
  void aDirtyRecordIsDamagedOrStandsTwice() {
    MonthRange month = MadeUp.months("2024-01", "2024-01");
    List<String> clean = MadeUp.sorted(rows(OF_SMALL, "step", 2, 1, month));
    Generation dirty = new Generation(SMALL, 1, 0, 0.1);
    Dataset<Row> rows = rows(dirty, "step", 4_000, 2, MadeUp.months("2028-01", "2028-01"));
    long damaged = rows.where("kind is null").count();
    long all = rows.count();
    long kept = rows.where("kind is not null").distinct().count();

    assertThat(clean).hasSize(2);
    double records = damaged + kept;
    assertThat(damaged / records).isCloseTo(0.05, within(0.015));
    assertThat((all - records) / records).isCloseTo(0.05, within(0.015));
  }

  @Test
  void monthSevenAloneIsMonthSevenOfTheWhole() {
    for (Generation generation : List.of(OF_BANK, OF_TOBACCO)) {
      for (WorldTable table : generation.world().tables()) {
        if (table.grain() == WorldTable.Grain.MONTH) {
          List<String> alone = MadeUp.sorted(rows(generation, table.name(), 30, 2, SEVENTH));
          List<String> ofTheWhole =
              MadeUp.sorted(rows(generation, table.name(), 30, 2, NINE).where("month = '2024-07'"));
          assertThat(alone).as(table.name()).isEqualTo(ofTheWhole);
        }
      }
    }
  }

  @Test
  void neitherTasksNorOtherCustomersChangeACustomer() {
    List<String> some = MadeUp.sorted(rows(OF_BANK, "txn", 40, 1, SEVENTH));
    Dataset<Row> more = rows(OF_BANK, "txn", 100, 7, SEVENTH);

    assertThat(MadeUp.sorted(more.where("customer_id <= 'B000000040'"))).isEqualTo(some);
  }

  @Test
  void partsArePinned() {
    assertThat(MadeUp.hash(rows(OF_BANK, "txn", 200, 2, SEVENTH))).isEqualTo("01a8c9ce164d60d4");
    assertThat(MadeUp.hash(rows(OF_BANK, "account", 200, 2, SEVENTH)))
        .isEqualTo("5d3641012d54b670");
    assertThat(MadeUp.hash(rows(OF_TOBACCO, "order_line", 100, 2, SEVENTH)))
        .isEqualTo("9a84b19f495b003d");
  }

  @Test
  void anotherSeedIsAnotherWorld() {
    assertThat(MadeUp.sorted(rows(new Generation(BANK, 2, 0.2, 0), "txn", 20, 1, SEVENTH)))
        .isNotEqualTo(MadeUp.sorted(rows(OF_BANK, "txn", 20, 1, SEVENTH)));
  }

  @Test
  void moneyThatGoesComesFromSomewhereToTheCent() {
    MonthRange long4 = MadeUp.months("2024-01", "2027-12");
    List<Row> rows = rows(OF_BANK, "txn", 300, 2, long4).collectAsList();
    Map<String, BigDecimal> balances = new HashMap<>();
    Map<String, BigDecimal> internal = new HashMap<>();
    for (Row row : rows) {
      String line = row.getAs("line");
      BigDecimal amount = row.getAs("amount");
      balances.merge(row.getAs("customer_id") + "/" + line, amount, BigDecimal::add);
      if (row.getAs("kind").equals("internal") && !line.equals("loan") && !line.equals("card")) {
        internal.merge(
            row.getAs("customer_id") + "/" + row.getAs("month"), amount, BigDecimal::add);
      }
    }
    Map<String, Long> owed =
        rows.stream()
            .filter(row -> row.getAs("kind").equals("internal"))
            .filter(row -> row.getAs("line").equals("loan") || row.getAs("line").equals("card"))
            .collect(
                Collectors.groupingBy(
                    row -> row.getAs("customer_id") + "/" + row.getAs("month"),
                    Collectors.summingLong(
                        row ->
                            ((BigDecimal) row.getAs("amount")).unscaledValue().longValueExact())));

    assertThat(balances.values()).allMatch(balance -> balance.signum() >= 0);
    // a move between lines that are owned adds up to nothing; one to a debt lowers both alike
    assertThat(internal)
        .allSatisfy(
            (month, sum) ->
                assertThat(sum.unscaledValue().longValueExact())
                    .isEqualTo(owed.getOrDefault(month, 0L)));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double[] squares(double[] values) {
    return Arrays.stream(values).map(value -> value * value).toArray();
  }
}
