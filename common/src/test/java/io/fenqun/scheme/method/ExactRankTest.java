package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.SparkTest;
import io.fenqun.scheme.Grouping;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class ExactRankTest extends SparkTest {
  private static final long serialVersionUID = 1L;
  private static final String DDL =
      "customer_id string, month string, branch string, value decimal(18,6), age int";

  private record Person(String id, String month, String branch, int value, int age) {
    Row row() {
      return RowFactory.create(id, month, branch, BigDecimal.valueOf(value), age);
    }
  }

  /** Values of groups that are ranked together in buckets of two rows. */
  private static final Map<String, int[]> GOLDEN =
      Map.of(
          "all equal", new int[] {5, 5, 5, 5, 5, 5, 5},
          "three buckets", new int[] {9, 7, 7, 7, 7, 3},
          "large tie", new int[] {8, 8, 6, 6, 6, 6, 6, 6, 6, 2, 2, 1},
          "single", new int[] {4},
          "negative", new int[] {-5, 0, -1, 3});

  private static final Map<Ties, Map<String, List<Long>>> GOLDEN_RANKS = new EnumMap<>(Ties.class);

  @Test
  void allValuesEqualShareRankOneInAsManyBucketsAsItTakes() {
    assertThat(golden("all equal", Ties.TOGETHER)).containsExactly(1L, 1L, 1L, 1L, 1L, 1L, 1L);
    assertThat(golden("all equal", Ties.KEY)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
  }

  @Test
  void oneValueInThreeBucketsKeepsTheRankOfItsFirstRow() {
    assertThat(golden("three buckets", Ties.TOGETHER)).containsExactly(1L, 2L, 2L, 2L, 2L, 6L);
  }

  @Test
  void aTieGroupLargerThanABucketDoesNotMoveThoseBehindIt() {
    assertThat(golden("large tie", Ties.TOGETHER))
        .containsExactly(1L, 1L, 3L, 3L, 3L, 3L, 3L, 3L, 3L, 10L, 10L, 12L);
  }

  @Test
  void aSingleRowIsFirst() {
    assertThat(golden("single", Ties.TOGETHER)).containsExactly(1L);
    assertThat(golden("single", Ties.KEY)).containsExactly(1L);
  }

  @Test
  void negativeValuesStandBehindZero() {
    assertThat(golden("negative", Ties.KEY)).containsExactly(4L, 2L, 3L, 1L);
  }

  @Test
  void noRowsGiveNoRanks() {
    assertThat(ranks(List.of(), 2, Ties.KEY)).isEmpty();
  }

  @Test
  void theTieBreakDecidesBeforeTheKeyAndTheKeyIsBinary() {
    List<Person> people =
        List.of(
            new Person("b", "2024-01", "x", 5, 30),
            new Person("B", "2024-01", "x", 5, 40),
            new Person("a10", "2024-01", "x", 5, 40),
            new Person("a9", "2024-01", "x", 5, 40));
    assertThat(ranks(people, 2, Ties.KEY)).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void everyGroupAndEveryMonthIsRankedOnItsOwnAndNullIsAGroup() {
    List<Person> people = new ArrayList<>();
    for (int group = 0; group < 40; group++) {
      for (int i = 0; i < 3; i++) {
        String branch = group % 20 == 0 ? null : "b" + group % 20;
        people.add(new Person("c" + i, group < 20 ? "2024-01" : "2024-02", branch, i, 0));
      }
    }
    assertThat(ranks(people, 2, Ties.KEY)).isEqualTo(naive(people, Ties.KEY));
  }

  @Test
  void equalsANaiveRankingForAnyBucketSizeAndAnyPartitions() {
    long seed = 20240131L;
    List<Person> people = generated(seed, 400);
    Map<Long, Integer> partitionsByBucketRows = Map.of(2L, 1, 7L, 3, 1_000_000L, 8);
    for (Ties ties : Ties.values()) {
      List<Long> expected = naive(people, ties);
      partitionsByBucketRows.forEach(
          (bucketRows, partitions) -> {
            Dataset<Row> rows = frame(people).repartition(partitions, col("age"));
            assertThat(byPerson(ranked(rows, bucketRows, ties), people))
                .as("seed %d, %s, buckets of %d, %d parts", seed, ties, bucketRows, partitions)
                .isEqualTo(expected);
          });
    }
  }

  @Test
  void groupRowsAreTheRowsOfTheGroup() {
    Dataset<Row> ranked = ranked(frame(people("x", 4, 3, 3, 2, 1)), 2, Ties.KEY);
    assertThat(ranked.select(ExactRank.GROUP_ROWS).collectAsList())
        .hasSize(5)
        .containsOnly(RowFactory.create(5L));
  }

  /** Ranks of one golden group, in the order of its values. */
  private List<Long> golden(String group, Ties ties) {
    return GOLDEN_RANKS.computeIfAbsent(ties, this::goldenRanks).get(group);
  }

  private Map<String, List<Long>> goldenRanks(Ties ties) {
    List<Person> all = new ArrayList<>();
    GOLDEN.forEach((group, values) -> all.addAll(people(group, values)));
    List<Long> ranks = ranks(all, 2, ties);
    Map<String, List<Long>> byGroup = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      byGroup.computeIfAbsent(all.get(i).branch, g -> new ArrayList<>()).add(ranks.get(i));
    }
    return byGroup;
  }

  private static List<Person> people(String branch, int... values) {
    List<Person> people = new ArrayList<>();
    for (int value : values) {
      people.add(new Person(String.format("c%03d", people.size()), "2024-01", branch, value, 0));
    }
    return people;
  }

  private static List<Person> generated(long seed, int size) {
    Random random = new Random(seed);
    List<Person> people = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      String branch = random.nextInt(10) == 0 ? null : "b" + random.nextInt(2);
      int value = random.nextInt(3) == 0 ? 5 : random.nextInt(60) - 20;
      String month = random.nextBoolean() ? "2024-01" : "2024-02";
      people.add(new Person("c" + i, month, branch, value, random.nextInt(3)));
    }
    return people;
  }

  private Dataset<Row> frame(List<Person> people) {
    return rows(DDL, people.stream().map(Person::row).toList());
  }

  private Dataset<Row> ranked(Dataset<Row> rows, long bucketRows, Ties ties) {
    return new ExactRank(Grouping.within(List.of("branch")), bucketRows)
        .ranked(rows, col("value"), List.of(expr("age")), ties);
  }

  private List<Long> ranks(List<Person> people, long bucketRows, Ties ties) {
    return byPerson(ranked(frame(people), bucketRows, ties), people);
  }

  /** Ranks in the order of the people. */
  private static List<Long> byPerson(Dataset<Row> ranked, List<Person> people) {
    Map<String, Long> ranks = new HashMap<>();
    List<Row> rows =
        ranked.select("month", "branch", "customer_id", ExactRank.RANK).collectAsList();
    rows.forEach(r -> ranks.put(r.get(0) + "/" + r.get(1) + "/" + r.get(2), r.getLong(3)));
    assertThat(rows).hasSameSizeAs(people);
    return people.stream()
        .map(p -> Objects.requireNonNull(ranks.get(p.month + "/" + p.branch + "/" + p.id)))
        .toList();
  }

  private static List<Long> naive(List<Person> people, Ties ties) {
    Comparator<Person> order =
        Comparator.comparingInt((Person p) -> -p.value)
            .thenComparingInt(Person::age)
            .thenComparing(Person::id);
    List<Long> ranks = new ArrayList<>();
    for (Person person : people) {
      ranks.add(
          1
              + people.stream()
                  .filter(other -> other.month.equals(person.month))
                  .filter(other -> Objects.equals(other.branch, person.branch))
                  .filter(
                      other ->
                          ties == Ties.KEY
                              ? order.compare(other, person) < 0
                              : other.value > person.value)
                  .count());
    }
    return ranks;
  }
}
