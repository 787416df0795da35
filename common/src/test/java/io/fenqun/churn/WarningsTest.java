package io.fenqun.churn;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.Lines;
import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Problems;
import io.fenqun.table.ChurnTables;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** Worked by hand: signs of April, events of May and June, everyone at 1000 until March. */
class WarningsTest extends WarningCase {
  private static final String[] SHOWN = {"customer_id", "month", "points", "signs", "is_warned"};
  private static final String[] COUNTS = {
    "rule", "threshold", "customers", "warned", "hits", "events", "caught", "lead_months"
  };

  private void april(String customer, String assets, String bankOut, int daysOverdue) {
    for (int month = 1; month <= 3; month++) {
      month(month, customer, "1000", "0", 0);
    }
    month(4, customer, assets, bankOut, daysOverdue);
  }

  private void fallsIn(int month, String customer) {
    month(month, customer, "400", "0", 0);
  }

  private void story() {
    april("a_both", "900", "100", 31);
    month(5, "a_both", "900", "0", 0);
    fallsIn(6, "a_both");
    april("b_overdue", "1000", "50", 31); // a twentieth is not more than a twentieth
    fallsIn(5, "b_overdue");
    april("c_fell", "900", "0", 30);
    month(5, "c_fell", "900", "0", 0);
    fallsIn(6, "c_fell");
    april("d_sent", "949.99", "50.01", 0);
    april("e_still", "1000", "0", 0);
    april("f_fell_a_cent", "999.99", "0", 0);
    april("g_lost_in_april", "400", "600", 40);
    april("k_unknown", null, "0", 0);
    // without a reference level
    month(3, "i_new", "1000", "0", 0);
    month(4, "i_new", "500", "500", 99);
    // outside churn's population
    for (int month = 1; month <= 4; month++) {
      month(month, "j_small", "99.99", "99", 99);
    }
  }

  private Dataset<Row> events() {
    return after(nothing(), rows(), months(1, 6));
  }

  @Test
  void signsArePutInOrderAndTheirPointsSummed() {
    story();

    assertThat(Lines.of(shown(events(), months(4, 4)), SHOWN))
        .containsExactly(
            "a_both 2024-04 3 WrappedArray(OVERDUE, SENT) true",
            "b_overdue 2024-04 2 WrappedArray(OVERDUE) true",
            "d_sent 2024-04 1 WrappedArray(SENT) false");
  }

  @Test
  void whoHasAnOpenEventIsNotWarnedOfUntilItIsRegained() {
    april("a", "400", "0", 40);
    month(5, "a", "799.99", "0", 40);
    month(6, "a", "800", "0", 40);
    Dataset<Row> events = events();

    assertThat(Lines.of(events, "month", "regained_month")).containsExactly("2024-04 2024-06");
    assertThat(Lines.of(shown(events, months(4, 6)), "month")).containsExactly("2024-06");
  }

  @Test
  void warningsAreHeldAgainstWhatBeganWithinTheHorizon() {
    story();
    Dataset<Row> june = ofOneMonth(metric(events(), nothingMeasured(), months(6, 6)));

    assertThat(Lines.of(june, COUNTS))
        .containsExactly(
            "NAIVE 0 7 4 2 3 2 4",
            "WARNING 1 7 3 2 3 2 3",
            "WARNING 2 7 2 2 3 2 3",
            "WARNING 3 7 1 1 3 1 2");
    assertThat(
            Lines.of(
                june,
                "rule",
                "threshold",
                "made_in_month",
                "is_warn_at",
                "precision",
                "recall",
                "lead_time_months",
                "warning_precision"))
        .containsExactly(
            "NAIVE 0 2024-04 false 0.5 0.666666667 2.0 1.0",
            "WARNING 1 2024-04 false 0.666666667 0.666666667 1.5 -",
            "WARNING 2 2024-04 true 1.0 0.666666667 1.5 -",
            "WARNING 3 2024-04 false 1.0 0.333333333 2.0 -");
    assertThat(Lines.of(june.where("threshold = 1"), "precision_low", "precision_high"))
        // the formula of Wilson 1927 for 2 of 3, worked out apart
        .containsExactly("0.207659601 0.938508055");
  }

  @Test
  void nothingThatComesLaterChangesAWarning() {
    story();
    List<String> known = Lines.of(shown(after(nothing(), rows(), months(1, 4)), months(4, 4)));

    assertThat(Lines.of(shown(events(), months(4, 4)))).isEqualTo(known).hasSize(3);
    features.removeIf(row -> row.getString(0).compareTo("2024-04") > 0);
    assertThat(Lines.of(shown(events(), months(4, 4)))).isEqualTo(known);
  }

  @Test
  void labelsOfSignsAndRulesAreDataAndTheDefinitionHasNone() {
    assertThat(ChurnLabels.rows(WITH_WARNING))
        .contains(
            RowFactory.create("sign", "OVERDUE", "逾期", "overdue", 1),
            RowFactory.create("sign", "SENT", "转出", "sent", 2),
            RowFactory.create("rule", "WARNING", "预警", "warning", 1),
            RowFactory.create("rule", "NAIVE", "下降", "fell", 2));
    assertThat(ChurnDefinition.byKey(DEF)).doesNotContainKey("warning");
    assertThat(ChurnDefinition.byKey(WITH_WARNING)).containsKey("warning");
    assertThat(WITH_WARNING.reads()).contains("days_overdue", "bank_out");
    assertThat(WITH_WARNING.warning().orElseThrow().thresholds()).isEqualTo(Set.of(1, 2, 3));
  }

  @Test
  void pointsThatNobodyCanHaveAreRefused() {
    Problems problems = new Problems();
    WarningDef.from(
        ConfNode.parse(
            "w.yaml",
            "{horizon: 1, window: 1, warn_at: 3, zh: 一, en: a, naive: {when: a, zh: 一, en: a}, "
                + "signs: [{code: A, points: 2, when: a, zh: 一, en: a}]}",
            problems));

    assertThat(problems.all())
        .singleElement()
        .asString()
        .contains("warn_at: 3 is above 2, the points of all signs");
  }

  private Dataset<Row> measured(int from, int to) {
    return metric(events(), nothingMeasured(), months(from, to));
  }

  @Test
  void aWindowSumsItsMonthsAlsoThoseThatWereMeasuredBefore() {
    story();
    Dataset<Row> atOnce = measured(1, 8);
    Dataset<Row> byMonth = nothingMeasured();
    for (int month = 1; month <= 8; month++) {
      byMonth = byMonth.unionByName(metric(events(), byMonth, months(month, month)));
    }

    assertThat(Lines.of(byMonth)).isEqualTo(Lines.of(atOnce));
    assertThat(
            Lines.of(
                atOnce.where("rule = 'WARNING' and threshold = 2 and month >= '2024-06'"),
                "window_months",
                "month",
                "months",
                "customers",
                "warned",
                "hits",
                "events"))
        // of May: b and g have open events, the others no row; a and c are lost in June
        .contains("1 2024-06 1 7 2 2 3", "1 2024-07 1 2 0 0 2", "3 2024-06 1 7 2 2 3")
        .contains("3 2024-07 2 9 2 2 5");
    assertThat(ChurnTables.CHURN_WARNING_METRIC.keys())
        .containsExactly("month", "window_months", "rule", "threshold");
  }
}
