package io.fenqun.scheme.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.scheme.Approvals;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SchemeTest;
import io.fenqun.scheme.SegmentBuilder;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
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

/** Rules whose condition must have held for some months. */
class RulesAfterTest extends SchemeTest {
  private static final long serialVersionUID = 1L;
  private static final String DDL =
      "customer_id string, month string, is_departed boolean, trend int, size int";

  private static final SchemeDef PHASE =
      scheme(
          "phase",
          """
          method: rules
          population: "size > 0"
          segments:
            - {code: DECLINE, when: "trend < 0", after: 2, zh: 衰退, en: decline}
            - {code: GROWTH, when: "trend > 5", after: 3, zh: 提升, en: growth}
            - {code: MATURITY, zh: 成熟, en: maturity}
          """);

  private static final SegmentBuilder BUILDER = builder(PHASE);

  private static Row row(String month, Integer trend, int size) {
    return RowFactory.create("a", month, false, trend, size);
  }

  private Map<String, Object> column(String column, Row... features) {
    Dataset<Row> wide =
        BUILDER.wide(rows(DDL, List.of(features)), range("2024-01", "2024-06"), Optional.empty());
    return byMonthAndCustomer(computed(wide), column);
  }

  @Test
  void aRuleFitsOnceItsConditionHasHeldForThatManyMonthsInARow() {
    assertThat(
            column(
                "phase",
                row("2024-01", -1, 1),
                row("2024-02", -1, 1),
                row("2024-03", -1, 1),
                row("2024-04", 9, 1),
                row("2024-05", -1, 1),
                row("2024-06", -1, 1)))
        .isEqualTo(
            Map.of(
                "2024-01 a", "MATURITY",
                "2024-02 a", "DECLINE",
                "2024-03 a", "DECLINE",
                "2024-04 a", "MATURITY",
                "2024-05 a", "MATURITY",
                "2024-06 a", "DECLINE"));
  }

  @Test
  void aNullAMonthOutsideThePopulationAndAMonthAwayBreakTheRow() {
    assertThat(
            column("phase", row("2024-01", -1, 1), row("2024-02", null, 1), row("2024-03", -1, 1)))
        .containsEntry("2024-03 a", "MATURITY");
    assertThat(column("phase", row("2024-01", -1, 1), row("2024-02", -1, 0), row("2024-03", -1, 1)))
        .containsEntry("2024-02 a", "OUTSIDE")
        .containsEntry("2024-03 a", "MATURITY");
    assertThat(column("phase", row("2024-01", -1, 1), row("2024-03", -1, 1)))
        .containsEntry("2024-03 a", "MATURITY");
  }

  @Test
  void theReasonSaysForHowManyMonths() {
    assertThat(
            column(
                "phase__reason", row("2024-01", 6, 1), row("2024-02", 7, 1), row("2024-03", 8, 1)))
        .containsEntry("2024-03 a", "{\"code\":\"RULE\",\"held\":3,\"values\":{\"trend\":8}}");
  }

  @Test
  void equalsPlainLoopsMonthByMonthAndAtOnceWhateverThePartitions() {
    MonthRange range = range("2024-01", "2024-08");
    for (long seed = 1; seed <= 3; seed++) {
      List<Row> features = generated(new Random(seed), range);
      Dataset<Row> rows = rows(DDL, features);
      Dataset<Row> stepwise = monthByMonth(BUILDER, rows, range, Approvals.NONE);
      Dataset<Row> atOnce =
          BUILDER.segmentRows(BUILDER.wide(rows.repartition(5), range, Optional.empty()));
      assertThat(sorted(stepwise)).as("seed %d", seed).isEqualTo(sorted(atOnce));
      Map<String, Object> segments = new TreeMap<>();
      for (Row row : stepwise.collectAsList()) {
        segments.put(row.getAs("month") + " " + row.getAs("customer_id"), row.getAs("segment"));
      }
      assertThat(segments).as("seed %d", seed).isEqualTo(naive(features, range));
    }
  }

  private static List<Row> generated(Random random, MonthRange range) {
    List<Row> features = new ArrayList<>();
    for (Month month : range.months()) {
      for (int customer = 0; customer < 15; customer++) {
        if (random.nextInt(12) > 0) {
          Integer trend = random.nextInt(9) == 0 ? null : random.nextBoolean() ? -1 : 6;
          features.add(
              RowFactory.create("c" + customer, month.toString(), false, trend, random.nextInt(9)));
        }
      }
    }
    return features;
  }

  private static Map<String, Object> naive(List<Row> features, MonthRange range) {
    Map<String, Row> byKey = new HashMap<>();
    features.forEach(row -> byKey.put(row.getString(1) + " " + row.getString(0), row));
    Map<String, Object> segments = new TreeMap<>();
    for (int customer = 0; customer < 15; customer++) {
      int falling = 0;
      int rising = 0;
      for (Month month : range.months()) {
        Row row = byKey.get(month + " c" + customer);
        boolean counts = row != null && row.getInt(4) > 0 && !row.isNullAt(3);
        falling = counts && row.getInt(3) < 0 ? falling + 1 : 0;
        rising = counts && row.getInt(3) > 5 ? rising + 1 : 0;
        if (row != null) {
          String segment = falling >= 2 ? "DECLINE" : rising >= 3 ? "GROWTH" : "MATURITY";
          segments.put(month + " c" + customer, row.getInt(4) > 0 ? segment : "OUTSIDE");
        }
      }
    }
    return segments;
  }
}
