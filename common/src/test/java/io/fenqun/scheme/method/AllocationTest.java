package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenqun.SparkTest;
import io.fenqun.conf.Position;
import io.fenqun.scheme.Staging;
import io.fenqun.sql.SqlExpression;
import io.fenqun.table.HistoryTables;
import io.fenqun.table.RowRefusal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

/** Quantities spread over the customers of a scheme, worked by hand and against plain loops. */
class AllocationTest extends SparkTest {
  private static final long serialVersionUID = 1L;
  private static final String CUSTOMERS =
      "customer_id string, month string, branch string, tier string, sold int";
  private static final DataType CENTS = DataTypes.createDecimalType(18, 2);
  private static final List<Allocation.Part> PARTS =
      List.of(part("A", "3"), part("B", "2"), part("C", "1"));

  /** Two of A, one of B, two of C: 10 parts in all. */
  private static final List<Row> TEN_PARTS =
      List.of(
          customer("a1", "01", "A", 5),
          customer("a2", "01", "A", 9),
          customer("b1", "01", "B", 1),
          customer("c1", "01", "C", 7),
          customer("c2", "01", "C", 7));

  private static Allocation.Part part(String segment, String weight) {
    return new Allocation.Part(segment, new BigDecimal(weight));
  }

  private static Row customer(String id, String branch, String tier, Integer sold) {
    return RowFactory.create(id, "2024-06", branch, tier, sold);
  }

  private static Allocation allocation(DataType type, List<Allocation.Part> parts) {
    return new Allocation(
        "tier",
        "quota",
        type,
        "cartons",
        List.of("branch"),
        parts,
        Optional.of(new SqlExpression("sold", new Position("tier.yaml", 1, "by"))));
  }

  private Dataset<Row> spread(
      Allocation allocation, List<Row> customers, String quantity, Row... quotas) {
    return allocation.rows(
        rows(CUSTOMERS, customers),
        rows("month string, branch string, quantity " + quantity, quotas),
        2,
        Staging.NONE);
  }

  private static Row quota(String branch, Object quantity) {
    return RowFactory.create("2024-06", branch, quantity);
  }

  /** What each customer of ten parts gets of a quantity. */
  private List<String> ofTenParts(long quantity) {
    return texts(
        spread(allocation(DataTypes.LongType, PARTS), TEN_PARTS, "bigint", quota("01", quantity)));
  }

  private static List<String> texts(Dataset<Row> rows) {
    return rows
        .orderBy("month", "group_value", "customer_id")
        .selectExpr(
            "concat_ws(' ', customer_id, cast(quantity as double), nullif(outcome, 'ALLOCATED'))")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  @Test
  void whatDividesIsDivided() {
    assertThat(ofTenParts(20)).containsExactly("a1 6.0", "a2 6.0", "b1 4.0", "c1 2.0", "c2 2.0");
  }

  /** 11: shares 3.3, 2.2, 1.1; 10 given, the one left over falls to A, there to who sold more. */
  @Test
  void theUnitLeftOverGoesToTheLargestRemainderAndInItToTheFirstByTheOrder() {
    assertThat(ofTenParts(11)).containsExactly("a1 3.0", "a2 4.0", "b1 2.0", "c1 1.0", "c2 1.0");
  }

  /** 13: shares 3.9, 2.6, 1.3; 10 given, both of A have one more, then B. */
  @Test
  void classesAreServedInTheOrderOfTheirRemainders() {
    assertThat(ofTenParts(13)).containsExactly("a1 4.0", "a2 4.0", "b1 3.0", "c1 1.0", "c2 1.0");
  }

  /** 14: shares 4.2, 2.8, 1.4; 12 given, B first, then one of C: equal sales, so the smaller id. */
  @Test
  void equalOnesOfAClassAreServedByTheirId() {
    assertThat(ofTenParts(14)).containsExactly("a1 4.0", "a2 4.0", "b1 3.0", "c1 2.0", "c2 1.0");
  }

  /** 2 over weights 3 and 1: shares 1.5 and 0.5. */
  @Test
  void ofEqualRemaindersTheLargerWeightComesFirst() {
    List<Row> two = List.of(customer("x", "01", "C", 9), customer("y", "01", "A", 1));
    assertThat(texts(spread(allocation(DataTypes.LongType, PARTS), two, "bigint", quota("01", 2L))))
        .containsExactly("x 0.0", "y 2.0");
  }

  @Test
  void theLastDecimalOfTheSourceIsHandedOutWholeAndAnUnknownOrderIsLast() {
    List<Row> three =
        List.of(
            customer("x", "01", "A", null),
            customer("y", "01", "A", 1),
            customer("z", "01", "A", 2));
    assertThat(
            texts(
                spread(
                    allocation(CENTS, PARTS),
                    three,
                    "decimal(18,2)",
                    quota("01", new BigDecimal("0.05")))))
        .containsExactly("x 0.01", "y 0.02", "z 0.02");
  }

  @Test
  void everyGroupHasItsOwnQuantityAndNothingIsLost() {
    List<Row> customers =
        List.of(
            customer("a", "01", "A", 1),
            customer("b", "02", "A", 1),
            customer("c", null, "B", 1),
            customer("d", "05", "C", 1),
            customer("out", "01", "OUTSIDE", 1));
    Dataset<Row> rows =
        spread(
            allocation(DataTypes.LongType, PARTS),
            customers,
            "bigint",
            quota("01", 4L),
            quota("01", 3L),
            quota("03", 8L),
            quota("04", 0L),
            quota("05", null),
            quota(null, 2L));

    assertThat(rows.columns()).containsExactly(HistoryTables.ALLOCATION.schema().fieldNames());
    assertThat(texts(rows))
        .containsExactly("a 7.0", "b NO_QUANTITY", "8.0 NO_CUSTOMER", "d NO_QUANTITY", "c 2.0");
    Row first = rows.where("customer_id = 'a'").first();
    assertThat(first.mkString("|"))
        .isEqualTo("2024-06|tier|[\"01\"]|a|A|3.000000|7.000000|7.000000|cartons|ALLOCATED");
  }

  @Test
  void aQuantityBelowZeroOrTooLargeIsRefused() {
    Allocation allocation = allocation(DataTypes.LongType, PARTS);
    for (long quantity : List.of(-1L, 1_000_000_000_000L)) {
      Dataset<Row> rows = spread(allocation, TEN_PARTS, "bigint", quota("01", quantity));
      assertThatThrownBy(rows::collectAsList)
          .satisfies(
              failure ->
                  assertThat(RowRefusal.find(failure))
                      .hasValueSatisfying(
                          refusal ->
                              assertThat(refusal)
                                  .hasMessage(
                                      "Cannot allocate scheme tier of 2024-06: a group's quantity in"
                                          + " quota is below 0, or has more than 12 digits before"
                                          + " the point; correct the source")));
    }
  }

  @Test
  void theLargestQuantityIsSpreadToTheLastUnit() {
    BigDecimal most = new BigDecimal("999999999999.999999");
    Dataset<Row> rows =
        spread(
            allocation(
                DataTypes.createDecimalType(18, 6),
                List.of(part("A", "1000000"), part("B", "0.000001"), part("C", "999999.999999"))),
            TEN_PARTS,
            "decimal(18,6)",
            quota("01", most));
    assertThat(rows.selectExpr("sum(quantity)").first().getDecimal(0)).isEqualTo(most);
  }

  @Test
  void equalsPlainLoopsWhateverThePartitionsAndAddsUpInEveryGroup() {
    for (long seed = 1; seed <= 4; seed++) {
      Random random = new Random(seed);
      List<Row> customers = generated(random);
      List<Row> quotas = new ArrayList<>();
      for (String branch : BRANCHES) {
        quotas.add(quota(branch, BigDecimal.valueOf(random.nextInt(4000), 2)));
      }
      List<Allocation.Part> parts =
          List.of(part("A", "2.5"), part("B", "1"), part("C", "2.5"), part("D", "0.3"));
      Dataset<Row> rows =
          allocation(CENTS, parts)
              .rows(
                  rows(CUSTOMERS, customers).repartition(5, col("sold")),
                  rows("month string, branch string, quantity decimal(18,2)", quotas),
                  3,
                  Staging.LOCAL);
      Map<String, Long> found = new TreeMap<>();
      rows.where("customer_id is not null")
          .selectExpr("customer_id", "cast(quantity * 100 as bigint)")
          .collectAsList()
          .forEach(row -> found.put(row.getString(0), row.getLong(1)));

      assertThat(found).as("seed %d", seed).isEqualTo(naive(customers, quotas, parts));
      assertThat(
              rows.groupBy("month", "group_value")
                  .agg(sum("quantity").as("given"), max("group_quantity").as("quantity"))
                  .where("given <> quantity")
                  .count())
          .as("seed %d", seed)
          .isZero();
    }
  }

  private static final List<String> BRANCHES = List.of("01", "02", "03", "04", "05", "06");

  /** Branch 06 has nobody. */
  private static List<Row> generated(Random random) {
    List<Row> customers = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      String tier = List.of("A", "B", "C", "D", "OUTSIDE").get(random.nextInt(5));
      Integer sold = random.nextInt(6) == 0 ? null : Integer.valueOf(random.nextInt(4));
      customers.add(customer("c" + i, BRANCHES.get(random.nextInt(5)), tier, sold));
    }
    return customers;
  }

  /** Cents by customer: each share on its own, the remainders sorted, one cent after the other. */
  private static Map<String, Long> naive(
      List<Row> customers, List<Row> quotas, List<Allocation.Part> parts) {
    Map<String, Long> cents = new TreeMap<>();
    for (Row quota : quotas) {
      List<Row> members =
          new ArrayList<>(
              customers.stream()
                  .filter(row -> row.getString(2).equals(quota.getString(1)))
                  .filter(row -> !row.getString(3).equals("OUTSIDE"))
                  .toList());
      if (members.isEmpty()) {
        continue;
      }
      BigInteger units = quota.getDecimal(2).movePointRight(2).toBigIntegerExact();
      BigInteger total =
          members.stream().map(row -> weight(row, parts)).reduce(BigInteger.ZERO, BigInteger::add);
      long left = units.longValueExact();
      Map<String, BigInteger> remainders = new TreeMap<>();
      for (Row row : members) {
        BigInteger[] share = units.multiply(weight(row, parts)).divideAndRemainder(total);
        cents.put(row.getString(0), share[0].longValueExact());
        remainders.put(row.getString(0), share[1]);
        left -= share[0].longValueExact();
      }
      Comparator<Row> largest = Comparator.comparing(row -> remainders.get(row.getString(0)));
      Comparator<Row> heaviest = Comparator.comparing(row -> weight(row, parts));
      Comparator<Row> inOrder = Comparator.comparing(row -> row.getString(3));
      Comparator<Row> soldMost =
          Comparator.comparing(
              row -> row.isNullAt(4) ? null : row.getInt(4),
              Comparator.nullsLast(Comparator.<Integer>reverseOrder()));
      members.sort(
          largest
              .reversed()
              .thenComparing(heaviest.reversed())
              .thenComparing(inOrder)
              .thenComparing(soldMost)
              .thenComparing(row -> row.getString(0)));
      for (int i = 0; i < left; i++) {
        cents.merge(members.get(i).getString(0), 1L, Long::sum);
      }
    }
    return cents;
  }

  private static BigInteger weight(Row row, List<Allocation.Part> parts) {
    return parts.stream()
        .filter(part -> part.segment().equals(row.getString(3)))
        .map(part -> part.weight().movePointRight(6).toBigIntegerExact())
        .findFirst()
        .orElseThrow();
  }
}
