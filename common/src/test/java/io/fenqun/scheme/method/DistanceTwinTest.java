package io.fenqun.scheme.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SchemeTest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** Distances over generated rows, against loops that try every change or look at every customer. */
class DistanceTwinTest extends SchemeTest {
  private static final long serialVersionUID = 1L;
  private static final String DDL =
      "customer_id string, month string, is_departed boolean, amount decimal(18,2), branch string";
  private static final long SEED = 60610;

  private final transient Random random = new Random(SEED);

  private Row row(int i, int values) {
    BigDecimal amount =
        random.nextInt(20) == 0 ? null : BigDecimal.valueOf(random.nextInt(values) * 50L, 2);
    String branch = random.nextInt(10) == 0 ? null : "b" + random.nextInt(3);
    return RowFactory.create("c" + i, "2024-06", false, amount, branch);
  }

  private List<Row> people(int count, int values) {
    List<Row> people = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      people.add(row(i, values));
    }
    return people;
  }

  private static SchemeDef share(String ties) {
    return scheme(
        "level",
        """
        method: share
        by: amount
        within: [branch]
        ties: %s
        merge:
          - {when: "branch = 'b1'", map: {"2": "1"}}
          - {when: "branch = 'b2'", map: {"3": "4", "2": "4"}}
        segments:
          - {code: "1", share: 10, zh: 一, en: one}
          - {code: "2", share: 25, zh: 二, en: two}
          - {code: "3", share: 25, zh: 三, en: three}
          - {code: "4", share: 40, zh: 四, en: four}
        """
            .formatted(ties));
  }

  @Test
  void aRankIsMeasuredAgainstEveryoneOfTheGroupHoweverTheRowsLie() {
    List<Row> people = people(150, 40);
    for (String ties : List.of("key", "together")) {
      Dataset<Row> wide = wide(rows(DDL, people), share(ties));
      Map<String, Object> segments = byCustomer(wide, "level");
      Map<String, Object> up = new TreeMap<>();
      Map<String, Object> down = new TreeMap<>();
      for (Row one : people) {
        up.put(one.getString(0), null);
        down.put(one.getString(0), null);
        measure(one, people, segments, up, down);
      }
      assertThat(byCustomer(wide, "level__distance_up")).as("seed %d %s", SEED, ties).isEqualTo(up);
      assertThat(byCustomer(wide, "level__distance_down"))
          .as("seed %d %s", SEED, ties)
          .isEqualTo(down);
      assertThat(up.values()).contains(0.5);
      assertThat(sorted(wide(rows(DDL, people).repartition(7), share(ties))))
          .isEqualTo(sorted(wide));
    }
  }

  private static void measure(
      Row one,
      List<Row> people,
      Map<String, Object> segments,
      Map<String, Object> up,
      Map<String, Object> down) {
    String segment = (String) segments.get(one.getString(0));
    if (segment.equals("OUTSIDE")) {
      return;
    }
    double own = one.getDecimal(3).doubleValue();
    String nearest = "";
    boolean isWorst = true;
    for (Row other : people) {
      String place = (String) segments.get(other.getString(0));
      if (!String.valueOf(other.getString(4)).equals(String.valueOf(one.getString(4)))
          || place.equals("OUTSIDE")) {
        continue;
      }
      double rise = other.isNullAt(3) ? 0 : other.getDecimal(3).doubleValue() - own;
      if (place.equals(segment)) {
        down.merge(one.getString(0), 0 - rise, DistanceTwinTest::larger);
      } else if (place.compareTo(segment) > 0) {
        isWorst = false;
      } else if (place.compareTo(nearest) > 0) {
        nearest = place;
        up.put(one.getString(0), rise);
      } else if (place.equals(nearest)) {
        up.merge(one.getString(0), rise, DistanceTwinTest::smaller);
      }
    }
    if (isWorst) {
      down.put(one.getString(0), null);
    }
  }

  private static Object larger(Object one, Object other) {
    return Math.max((Double) one, (Double) other);
  }

  private static Object smaller(Object one, Object other) {
    return Math.min((Double) one, (Double) other);
  }

  /** A rule of the twin: amount at least, or below, a number; or of another column. */
  private record Rule(String when, boolean isOfBranch, boolean isFloor, int number) {
    boolean holds(double amount, String branch) {
      return isOfBranch ? "b1".equals(branch) : isFloor == (amount >= number);
    }
  }

  @Test
  void aRulesDistanceIsTheFirstChangeThatGivesAnotherSegment() {
    for (int trial = 0; trial < 6; trial++) {
      List<Rule> rules = new ArrayList<>();
      StringBuilder yaml = new StringBuilder("method: rules\nsegments:\n");
      for (int i = 0; i < 4; i++) {
        Rule rule = rule(i == 1);
        rules.add(rule);
        yaml.append("  - {code: R%d, when: \"%s\", zh: 则, en: rule}\n".formatted(i, rule.when()));
      }
      yaml.append("  - {code: REST, zh: 余, en: rest}\n");
      List<Row> people = people(40, 60);
      Dataset<Row> wide = wide(rows(DDL, people), scheme("level", yaml.toString()));
      Map<String, Object> up = byCustomer(wide, "level__distance_up");
      Map<String, Object> down = byCustomer(wide, "level__distance_down");
      for (Row one : people) {
        String id = one.getString(0);
        int rule = one.isNullAt(3) ? 1 : first(rules, one.getDecimal(3).doubleValue(), one);
        boolean isKnown = !one.isNullAt(3) && rule != 1 && rule != rules.size();
        String seed = "seed %d trial %d %s %s".formatted(SEED, trial, rules, one);
        assertThat(up.get(id)).as(seed).isEqualTo(isKnown ? rise(rules, one) : null);
        assertThat(down.get(id)).as(seed).isEqualTo(isKnown ? fall(rules, one) : null);
      }
      assertThat(up.values()).anyMatch(distance -> distance != null);
    }
  }

  private Rule rule(boolean isOfBranch) {
    int number = 1 + random.nextInt(28);
    boolean isFloor = random.nextBoolean();
    String when = isOfBranch ? "branch = 'b1'" : "amount " + (isFloor ? ">= " : "< ") + number;
    return new Rule(when, isOfBranch, isFloor, number);
  }

  private static int first(List<Rule> rules, double amount, Row one) {
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).holds(amount, one.getString(4))) {
        return i;
      }
    }
    return rules.size();
  }

  /** The smallest of the steps of a half that gives another segment. */
  private static Double rise(List<Rule> rules, Row one) {
    return step(rules, one, step -> step);
  }

  /** The largest of them that keeps it: one less. */
  private static Double fall(List<Rule> rules, Row one) {
    Double changing = step(rules, one, step -> -step);
    return changing == null ? null : changing - 0.5;
  }

  private static Double step(List<Rule> rules, Row one, DoubleUnaryOperator change) {
    double amount = one.getDecimal(3).doubleValue();
    int segment = first(rules, amount, one);
    for (double step = 0.5; step < 100; step += 0.5) {
      if (first(rules, amount + change.applyAsDouble(step), one) != segment) {
        return step;
      }
    }
    return null;
  }
}
