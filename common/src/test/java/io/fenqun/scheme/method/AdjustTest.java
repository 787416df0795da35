package io.fenqun.scheme.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.conf.Problems;
import io.fenqun.scheme.Approvals;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SchemeTest;
import io.fenqun.scheme.SegmentBuilder;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class AdjustTest extends SchemeTest {
  private static final long serialVersionUID = 1L;
  private static final String DDL =
      "customer_id string, month string, is_departed boolean, initial int, score int,"
          + " is_trading boolean, branch string, amount decimal(18,2)";

  private static final SchemeDef INITIAL =
      scheme(
          "initial_grade",
          """
          method: rules
          evaluate: half_yearly
          population: "initial > 0"
          segments:
            - {code: "1", when: "initial = 1", zh: 一, en: one}
            - {code: "2", when: "initial = 2", zh: 二, en: two}
            - {code: "3", when: "initial = 3", zh: 三, en: three}
            - {code: "4", when: "initial = 4", zh: 四, en: four}
            - {code: "5", zh: 五, en: five}
          """);

  private static final String MOVED =
      """
      method: adjust
      population: "is_trading"
      of: initial_grade
      by: score
      full: 100
      step: 20
      segments:
        - {code: "1", zh: 一, en: one}
        - {code: "2", zh: 二, en: two}
        - {code: "3", zh: 三, en: three}
        - {code: "4", zh: 四, en: four}
        - {code: "5", zh: 五, en: five}
      """;

  private static final SchemeDef GRADE = scheme("grade", MOVED);

  private static final SegmentBuilder BUILDER = builder(INITIAL, GRADE);

  private static Row row(String month, String id, int initial, Integer score) {
    return RowFactory.create(id, month, false, initial, score, true, "x", BigDecimal.ONE);
  }

  /** Scores from 2024-06 on, in which the initial grade is given. */
  private List<Object> grades(int initial, Integer... scores) {
    return new ArrayList<>(column(initial, "grade", scores).values());
  }

  private Map<String, Object> column(int initial, String column, Integer... scores) {
    List<Row> features = new ArrayList<>();
    Month month = Month.parse("2024-06");
    for (Integer score : scores) {
      features.add(row(month.toString(), "a", initial, score));
      month = month.plus(1);
    }
    MonthRange range = range("2024-06", month.minus(1).toString());
    Dataset<Row> wide = BUILDER.wide(rows(DDL, features), range, Optional.empty());
    return byMonthAndCustomer(computed(wide), column);
  }

  @Test
  void thePathOfTheDomainPageGivesItsSteps() {
    assertThat(grades(1, 75, 75, 60, 70, 85, 100)).containsExactly("2", "2", "3", "3", "3", "3");
    assertThat(column(1, "grade__memory.steps_down", 75, 75, 60, 70, 85, 100).values())
        .containsExactly(1, 1, 2, 2, 2, 2);
  }

  @Test
  void nineteenPointsLostCostNothingAndTwentyOneGrade() {
    assertThat(grades(2, 81)).containsExactly("2");
    assertThat(grades(2, 80)).containsExactly("3");
    assertThat(grades(1, 60, 79)).containsExactly("3", "3");
    assertThat(grades(1, 60, 80)).containsExactly("3", "2");
  }

  @Test
  void theGradeNeverRisesAboveTheInitialOneNorFallsPastTheLast() {
    assertThat(grades(3, 75, 100, 100)).containsExactly("4", "3", "3");
    assertThat(grades(3, 100, 140)).containsExactly("3", "3");
    assertThat(grades(4, 0)).containsExactly("5");
  }

  @Test
  void aMonthWithoutScoreCarriesStepsAndScore() {
    assertThat(grades(1, null, 75, null, 55)).containsExactly("1", "2", "2", "3");
    assertThat(column(1, "grade__memory.last_score", null, 75, null, 55).values())
        .containsExactly(null, score("75"), score("75"), score("55"));
  }

  @Test
  void aNewInitialGradeBeginsAgainFromTheLatestScore() {
    List<Row> features = new ArrayList<>();
    features.add(row("2024-06", "a", 1, 40));
    features.add(row("2024-07", "a", 1, 70));
    for (Month month : range("2024-08", "2025-01").months()) {
      features.add(row(month.toString(), "a", month.number() == 12 ? 2 : 1, null));
    }
    Map<String, Object> grades =
        byMonthAndCustomer(
            computed(
                BUILDER.wide(rows(DDL, features), range("2024-06", "2025-01"), Optional.empty())),
            "grade");
    assertThat(grades)
        .containsEntry("2024-06 a", "4")
        .containsEntry("2024-07 a", "3")
        .containsEntry("2024-11 a", "3")
        .containsEntry("2024-12 a", "3")
        .containsEntry("2025-01 a", "3");
  }

  @Test
  void theFirstGradeBeginsFromAScoreBeforeIt() {
    List<Row> features = new ArrayList<>();
    features.add(row("2024-06", "a", 0, 75));
    features.add(row("2024-07", "a", 0, 55));
    for (Month month : range("2024-08", "2024-12").months()) {
      features.add(row(month.toString(), "a", 1, null));
    }
    Map<String, Object> grades =
        byMonthAndCustomer(
            computed(
                BUILDER.wide(rows(DDL, features), range("2024-06", "2024-12"), Optional.empty())),
            "grade");
    assertThat(grades).containsEntry("2024-11 a", "OUTSIDE").containsEntry("2024-12 a", "3");
  }

  @Test
  void outsideThePopulationStepsAreCarriedAndScoresIgnored() {
    List<Row> features =
        List.of(
            row("2024-06", "a", 1, 75),
            RowFactory.create("a", "2024-07", false, 1, 10, false, "x", BigDecimal.ONE),
            row("2024-08", "a", 1, null),
            row("2024-06", "none", 0, 75));
    Map<String, Object> grades =
        byMonthAndCustomer(
            computed(
                BUILDER.wide(rows(DDL, features), range("2024-06", "2024-08"), Optional.empty())),
            "grade");
    assertThat(grades)
        .containsEntry("2024-06 a", "2")
        .containsEntry("2024-07 a", "OUTSIDE")
        .containsEntry("2024-08 a", "2")
        .containsEntry("2024-06 none", "OUTSIDE");
  }

  @Test
  void gradesThatAGroupDoesWithoutAreStepsOfNoOne() {
    SchemeDef ranked =
        scheme(
            "initial_grade",
            """
            method: share
            evaluate: half_yearly
            within: [branch]
            by: amount
            merge:
              - {when: "branch = '07'", map: {"2": "1", "4": "5"}}
            segments:
              - {code: "1", share: 20, zh: 一, en: one}
              - {code: "2", share: 20, zh: 二, en: two}
              - {code: "3", share: 20, zh: 三, en: three}
              - {code: "4", share: 20, zh: 四, en: four}
              - {code: "5", share: 20, zh: 五, en: five}
            """);
    List<Row> features = new ArrayList<>();
    for (String branch : List.of("01", "07")) {
      for (int place = 1; place <= 5; place++) {
        features.add(
            RowFactory.create(
                branch + "-" + place,
                "2024-06",
                false,
                1,
                75,
                true,
                branch,
                BigDecimal.valueOf(100 - place)));
      }
    }
    Dataset<Row> wide =
        builder(ranked, GRADE)
            .wide(rows(DDL, features), range("2024-06", "2024-06"), Optional.empty());
    Map<String, Object> grades = byCustomer(computed(wide), "grade");
    assertThat(grades)
        .isEqualTo(
            Map.of(
                "01-1", "2", "01-2", "3", "01-3", "4", "01-4", "5", "01-5", "5", "07-1", "3",
                "07-2", "3", "07-3", "5", "07-4", "5", "07-5", "5"));
  }

  @Test
  void theReasonHoldsTheGradeTheScoreAndTheSteps() {
    assertThat(column(1, "grade__reason", 75, null))
        .containsEntry(
            "2024-07 a",
            "{\"code\":\"ADJUST\",\"down\":1,\"score\":75.000000,"
                + "\"values\":{\"initial_grade\":\"1\",\"score\":null}}");
  }

  @Test
  void equalsPlainLoopsMonthByMonthAndAtOnceWhateverThePartitions() {
    for (long seed = 1; seed <= 2; seed++) {
      List<Row> features = generated(new Random(seed));
      MonthRange range = range("2024-05", "2025-01");
      Dataset<Row> rows = rows(DDL, features);
      Dataset<Row> stepwise = monthByMonth(BUILDER, rows, range, Approvals.NONE);
      Dataset<Row> atOnce =
          BUILDER.segmentRows(BUILDER.wide(rows.repartition(5), range, Optional.empty()));
      assertThat(sorted(stepwise)).as("seed %d", seed).isEqualTo(sorted(atOnce));
      Map<String, Object> grades = new TreeMap<>();
      for (Row row : stepwise.filter("scheme = 'grade'").collectAsList()) {
        grades.put(row.getAs("month") + " " + row.getAs("customer_id"), row.getAs("segment"));
      }
      assertThat(grades).as("seed %d", seed).isEqualTo(naive(features, range));
    }
  }

  private static List<Row> generated(Random random) {
    List<Row> features = new ArrayList<>();
    for (Month month : range("2024-05", "2025-01").months()) {
      for (int customer = 0; customer < 12; customer++) {
        Integer score = random.nextInt(3) == 0 ? null : random.nextInt(13) * 10 - 10;
        if (random.nextInt(10) > 0) {
          features.add(
              RowFactory.create(
                  "c" + customer,
                  month.toString(),
                  false,
                  random.nextInt(6),
                  score,
                  random.nextInt(8) > 0,
                  "x",
                  BigDecimal.ONE));
        }
      }
    }
    return features;
  }

  /** What a customer carries. */
  private static final class Carried {
    private int down;
    private Integer score;
    private String graded = "";
  }

  private static Map<String, Object> naive(List<Row> features, MonthRange range) {
    Map<String, Row> byKey = new HashMap<>();
    features.forEach(row -> byKey.put(row.getString(1) + " " + row.getString(0), row));
    Map<String, Object> grades = new TreeMap<>();
    for (int customer = 0; customer < 12; customer++) {
      Carried carried = null;
      int initial = 0;
      String evaluated = null;
      for (Month month : range.months()) {
        String key = month + " c" + customer;
        Row row = byKey.get(key);
        if (month.number() % 6 == 0) {
          initial = row == null ? 0 : row.getInt(3);
          evaluated = row == null ? null : month.toString();
        }
        if (row == null) {
          carried = null;
          continue;
        }
        Carried now = carried == null ? new Carried() : carried;
        boolean isMember = row.getBoolean(5) && initial > 0;
        if (isMember) {
          step(now, row.isNullAt(4) ? null : row.getInt(4), evaluated);
        } else if (row.getBoolean(5) && !row.isNullAt(4)) {
          now.score = row.getInt(4);
        }
        carried = now;
        grades.put(key, isMember ? String.valueOf(Math.min(5, initial + now.down)) : "OUTSIDE");
      }
    }
    return grades;
  }

  private static void step(Carried carried, Integer score, String evaluated) {
    Integer latest = score == null ? carried.score : score;
    if (!carried.graded.equals(evaluated) || carried.score == null) {
      carried.down = latest == null ? 0 : Math.max(0, (100 - latest) / 20);
    } else if (score != null && score < carried.score) {
      carried.down = Math.max(carried.down, Math.max(0, (100 - score) / 20));
    } else if (score != null) {
      carried.down = Math.max(0, carried.down - (score - carried.score) / 20);
    }
    carried.score = latest;
    carried.graded = evaluated;
  }

  @Test
  void aStepThatIsNotAboveZeroAndAnotherCycleAreRefused() {
    Problems problems = new Problems();
    parse("grade", MOVED.replace("step: 20", "step: 0\nevaluate: quarterly"), problems);
    assertThat(problems.all())
        .containsExactlyInAnyOrder(
            "grade.yaml:8: step: 0 is not above 0",
            "grade.yaml:9: evaluate: must be monthly: adjust counts here from month to month");
  }

  private static BigDecimal score(String number) {
    return new BigDecimal(number).setScale(6);
  }
}
