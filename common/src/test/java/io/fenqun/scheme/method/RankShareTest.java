package io.fenqun.scheme.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SchemeTest;
import io.fenqun.table.RowRefusal;
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

class RankShareTest extends SchemeTest {
  private static final long serialVersionUID = 1L;
  private static final String DDL =
      "customer_id string, month string, is_departed boolean, amount decimal(18,2), branch string";

  private static final String FIVE_GRADES =
      """
      segments:
        - {code: "1", share: 20, zh: 一, en: one}
        - {code: "2", share: 20, zh: 二, en: two}
        - {code: "3", share: 20, zh: 三, en: three}
        - {code: "4", share: 20, zh: 四, en: four}
        - {code: "5", share: 20, zh: 五, en: five}
      """;

  private static Row row(String id, String amount, String branch) {
    return RowFactory.create(
        id, "2024-06", false, amount == null ? null : new BigDecimal(amount), branch);
  }

  private static SchemeDef share(String ties, String more) {
    return scheme("pyramid", "method: share\nby: amount\nties: " + ties + "\n" + more);
  }

  private static String segments(String first, String second) {
    return """
        segments:
          - {code: TOP, share: %s, zh: 上, en: top}
          - {code: REST, share: %s, zh: 下, en: rest}
        """
        .formatted(first, second);
  }

  @Test
  void aTieAtTheCutIsDecidedByTheKeyOrSharesTheBetterSegment() {
    Dataset<Row> features =
        rows(
            DDL,
            row("a", "9", "x"),
            row("b", "7", "x"),
            row("c", "7", "x"),
            row("d", "7", "x"),
            row("e", "1", "x"));
    Dataset<Row> byKey = wide(features, share("key", segments("40", "60")));
    assertThat(byCustomer(byKey, "pyramid"))
        .isEqualTo(Map.of("a", "TOP", "b", "TOP", "c", "REST", "d", "REST", "e", "REST"));
    assertThat(byCustomer(byKey, "pyramid__rank"))
        .isEqualTo(Map.of("a", 1L, "b", 2L, "c", 3L, "d", 4L, "e", 5L));
    Dataset<Row> together = wide(features, share("together", segments("40", "60")));
    assertThat(byCustomer(together, "pyramid"))
        .isEqualTo(Map.of("a", "TOP", "b", "TOP", "c", "TOP", "d", "TOP", "e", "REST"));
    assertThat(byCustomer(together, "pyramid__rank"))
        .isEqualTo(Map.of("a", 1L, "b", 2L, "c", 2L, "d", 2L, "e", 5L));
    assertThat(byCustomer(together, "pyramid__percentile"))
        .isEqualTo(Map.of("a", 1.0, "b", 0.8, "c", 0.8, "d", 0.8, "e", 0.2));
    assertThat(byCustomer(together, "pyramid__score"))
        .containsEntry("a", new BigDecimal("9.000000"));
    assertThat(byCustomer(together, "pyramid__reason"))
        .containsEntry(
            "b", "{\"code\":\"SHARE\",\"n\":5,\"cut\":\"TOP\",\"values\":{\"amount\":7.00}}");
  }

  @Test
  void headCountsAreRoundedUpWhereTheNumberDoesNotDivide() {
    List<Row> seven = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      seven.add(row("c" + i, String.valueOf(100 - i), "x"));
    }
    Map<String, Object> grades =
        byCustomer(wide(rows(DDL, seven), share("key", FIVE_GRADES)), "pyramid");
    assertThat(grades.values()).containsExactly("1", "1", "2", "3", "3", "4", "5");
  }

  @Test
  void aGroupOfTwoTakesTheFirstAndTheThirdGrade() {
    Dataset<Row> features = rows(DDL, row("a", "2", "x"), row("b", "1", "x"));
    for (String ties : List.of("key", "together")) {
      assertThat(byCustomer(wide(features, share(ties, FIVE_GRADES)), "pyramid"))
          .isEqualTo(Map.of("a", "1", "b", "3"));
    }
  }

  @Test
  void sharesMayHaveDecimals() {
    List<Row> eight = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      eight.add(row("c" + i, String.valueOf(100 - i), "x"));
    }
    SchemeDef scheme = share("key", segments("12.501", "87.499"));
    assertThat(byCustomer(wide(rows(DDL, eight), scheme), "pyramid").values())
        .as("ceil(12.501 x 8 / 100) = 2, where 12.5 would give 1")
        .startsWith("TOP", "TOP", "REST");
  }

  @Test
  void nullAndThoseOutsideThePopulationAreNotCounted() {
    SchemeDef scheme = share("key", "population: \"branch = 'x'\"\n" + segments("50", "50"));
    Dataset<Row> wide =
        wide(
            rows(
                DDL,
                row("a", "5", "x"),
                row("b", "4", "x"),
                row("c", null, "x"),
                row("d", "9", "y"),
                row("e", "9", null)),
            scheme);
    assertThat(byCustomer(wide, "pyramid"))
        .isEqualTo(Map.of("a", "TOP", "b", "REST", "c", "OUTSIDE", "d", "OUTSIDE", "e", "OUTSIDE"));
    assertThat(byCustomer(wide, "pyramid__reason"))
        .containsEntry("c", "{\"code\":\"NULL\",\"values\":{\"amount\":null}}")
        .containsEntry("d", "{\"code\":\"POPULATION\",\"values\":{\"branch\":\"y\"}}");
    assertThat(byCustomer(wide, "pyramid__rank")).containsEntry("c", null).containsEntry("b", 2L);
  }

  @Test
  void aSmallGroupMergesGradesAfterTheFiveCuts() {
    SchemeDef scheme =
        share(
            "together",
            """
            within: [branch]
            merge:
              - {when: "branch = '07'", map: {"2": "1", "4": "5"}}
              - {when: "branch in ('07', '08')", map: {"4": "5"}}
            """
                + FIVE_GRADES);
    List<Row> features = new ArrayList<>();
    for (String branch : List.of("07", "08", "09")) {
      for (int i = 0; i < 5; i++) {
        features.add(row(branch + i, String.valueOf(10 - i), branch));
      }
    }
    Map<String, Object> grades = byCustomer(wide(rows(DDL, features), scheme), "pyramid");
    assertThat(grades.values())
        .containsExactly("1", "1", "3", "5", "5", "1", "2", "3", "5", "5", "1", "2", "3", "4", "5");
  }

  @Test
  void aQuantityTooLargeForAScoreStopsTheRun() {
    Dataset<Row> features = rows(DDL, row("a", "9999999999999", "x"));
    Throwable failure = catchThrowable(() -> wide(features, share("key", FIVE_GRADES)));
    assertThat(RowRefusal.find(failure).orElseThrow())
        .hasMessage(
            "Cannot score scheme pyramid: a value does not fit decimal(18,6); choose a larger unit");
  }

  @Test
  void bothRulesEqualTheirFormulaOnGeneratedRows() {
    long seed = 77;
    Random random = new Random(seed);
    List<Row> features = new ArrayList<>();
    Map<String, List<Integer>> amounts = new TreeMap<>();
    for (int i = 0; i < 120; i++) {
      String branch = "b" + random.nextInt(4);
      int amount = random.nextInt(25);
      features.add(row(String.format("c%03d", i), String.valueOf(amount), branch));
      amounts.computeIfAbsent(branch, b -> new ArrayList<>()).add(amount);
    }
    String within = "within: [branch]\n" + FIVE_GRADES;
    Dataset<Row> frame = rows(DDL, features);
    Dataset<Row> key = wide(frame, share("key", within));
    Dataset<Row> together = wide(frame, share("together", within));
    Map<String, Object> keyRanks = byCustomer(key, "pyramid__rank");
    Map<String, Object> keyGrades = byCustomer(key, "pyramid");
    Map<String, Object> grades = byCustomer(together, "pyramid");
    for (Row row : features) {
      List<Integer> group = amounts.get(row.getString(4));
      int n = group.size();
      int amount = row.getDecimal(3).intValue();
      long better = group.stream().filter(other -> other > amount).count();
      assertThat(grades.get(row.getString(0)))
          .as("seed %d, %s", seed, row)
          .isEqualTo(String.valueOf(better * 5 / n + 1));
      long rank = (Long) keyRanks.get(row.getString(0));
      int grade = 1;
      while (rank > Math.ceil(grade * 20 * n / 100.0)) {
        grade++;
      }
      assertThat(keyGrades.get(row.getString(0)))
          .as("seed %d, %s", seed, row)
          .isEqualTo(String.valueOf(grade));
    }
  }
}
