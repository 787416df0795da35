package io.fenqun.churn;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.Lines;
import io.fenqun.time.Month;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/**
 * The precision of the warning at the naive rule's recall, by hand: signs of April, known in June.
 */
class WarningMetricTest extends WarningCase {
  private final List<Row> judged = new ArrayList<>();
  private final List<Row> events = new ArrayList<>();

  /** So many customers with the same points, of whom so many are lost in May. */
  private void customers(int number, int lost, int points, boolean isNaive) {
    for (int i = 0; i < number; i++) {
      String customer = "c" + judged.size();
      judged.add(
          RowFactory.create(customer, Month.of(2024, 4).index(), points, List.of(), isNaive));
      if (i < lost) {
        events.add(RowFactory.create(customer, "2024-05"));
      }
    }
  }

  private Dataset<Row> june() {
    return ofOneMonth(
        new Warnings(WITH_WARNING, months(6, 6))
            .metric(
                rows(
                    "customer_id string, month_index int, points int, signs array<string>, "
                        + "churn__is_naive boolean",
                    judged),
                rows("customer_id string, month string", events),
                nothingMeasured(),
                0.95));
  }

  private List<String> naive() {
    return Lines.of(
        june().where("rule = 'NAIVE'"),
        "warned",
        "caught",
        "precision",
        "recall",
        "warning_precision");
  }

  @Test
  void betweenTwoThresholdsTheCountsAreInterpolated() {
    customers(2, 2, 3, false); // at 3: 2 of 2 warned
    customers(4, 2, 2, false); // at 2: 4 of 6
    customers(14, 4, 1, false); // at 1: 8 of 20
    customers(20, 6, 0, true);
    // 6 caught: half way from 4 of 6 to 8 of 20, so 6 of 13
    assertThat(naive()).containsExactly("20 6 0.3 0.428571429 0.461538462");
  }

  @Test
  void belowTheHighestThresholdItsOwnPrecisionStands() {
    customers(8, 6, 3, false);
    customers(4, 3, 0, true);

    assertThat(naive()).containsExactly("4 3 0.75 0.333333333 0.75");
  }

  @Test
  void aThresholdThatCatchesAsManyIsTakenAsItIs() {
    customers(2, 2, 3, false);
    customers(2, 0, 2, false); // adds nobody who is lost: the higher threshold stands
    customers(10, 1, 1, false);
    customers(5, 2, 0, true);

    assertThat(naive()).containsExactly("5 2 0.4 0.4 1.0");
  }

  @Test
  void whatTheWarningCannotCatchHasNoPrecision() {
    customers(2, 1, 1, false);
    customers(4, 2, 0, true);

    assertThat(naive()).containsExactly("4 2 0.5 0.666666667 -");
  }

  @Test
  void nobodyWarnedOfAndNothingBegunHaveNoRates() {
    customers(3, 0, 1, false);

    assertThat(naive()).containsExactly("0 0 - - -");
    assertThat(Lines.of(june().where("threshold = 3"), "precision", "recall", "lead_time_months"))
        .containsExactly("- - -");
  }

  @Test
  void twoEventsWithinTheHorizonAreOneHitAndTwoCaught() {
    customers(1, 1, 1, true);
    events.add(RowFactory.create("c0", "2024-06"));
    events.add(RowFactory.create("c0", "2024-07"));

    assertThat(Lines.of(june().where("threshold = 1"), "hits", "events", "caught", "lead_months"))
        .containsExactly("1 2 2 1");
  }
}
