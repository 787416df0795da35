package io.fenqun.propensity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fenqun.propensity.Scored.Customer;
import io.fenqun.table.PropensityTables;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class ScoredTest {
  private static final double EXACT = 1e-12;

  private static Scored scored(double[] scores, int... outcomes) {
    Customer[] customers = new Customer[scores.length];
    for (int i = 0; i < scores.length; i++) {
      customers[i] = new Customer(scores[i], outcomes[i] == 1);
    }
    return new Scored(customers);
  }

  @Test
  void theAreaIsTheChanceThatTheOutcomeHasTheHigherScore() {
    // pairs: .8 beats .6, .4, .2; .4 ties with .4 and beats .2: (3 + 1.5) / 6
    Scored scored = scored(new double[] {0.8, 0.6, 0.4, 0.4, 0.2}, 1, 0, 1, 0, 0);

    assertThat(scored.areaUnderCurve()).isEqualTo(4.5 / 6, within(EXACT));
    assertThat(scored.brier()).isEqualTo((0.04 + 0.36 + 0.36 + 0.16 + 0.04) / 5, within(EXACT));
    assertThat(scored.baseRate()).isEqualTo(0.4);
  }

  @Test
  void theAreaAgreesWithAllPairs() {
    Random random = new Random(7);
    Customer[] customers = new Customer[400];
    for (int i = 0; i < customers.length; i++) {
      customers[i] = new Customer(random.nextInt(30) / 30.0, random.nextInt(5) == 0);
    }
    double better = 0;
    long pairs = 0;
    for (Customer with : customers) {
      for (Customer without : customers) {
        if (with.hasOutcome() && !without.hasOutcome()) {
          pairs++;
          better += with.score() > without.score() ? 1 : with.score() == without.score() ? 0.5 : 0;
        }
      }
    }

    assertThat(new Scored(customers).areaUnderCurve()).isEqualTo(better / pairs, within(EXACT));
  }

  @Test
  void decilesHoldEqualScoresTogether() {
    double[] scores = new double[20];
    int[] outcomes = new int[20];
    for (int i = 0; i < 20; i++) {
      scores[i] = i < 3 ? 0.9 : 0.5 - i / 100.0;
      outcomes[i] = i < 4 ? 1 : 0;
    }
    Scored scored = scored(scores, outcomes);

    assertThat(scored.deciles()[0]).isEqualTo(new Scored.Part(3, 3, 0.9 * 3));
    assertThat(scored.deciles()[1].customers()).isEqualTo(1);

    List<Row> metrics = Metrics.of("2024-06", "wealth", Trainer.BOOSTED_TREES, scored);
    assertThat(metrics)
        .contains(
            metric("BASE_RATE", 0, 0.2, 20),
            metric("RATE", 1, 1, 3),
            metric("LIFT", 1, 5, 3),
            metric("LIFT", 2, 5, 1),
            metric("PROBABILITY", 1, 0.9, 3))
        .allMatch(row -> row.size() == PropensityTables.MODEL_METRIC.schema().size());
  }

  private static Row metric(String name, int decile, double value, long customers) {
    return RowFactory.create("2024-06", "wealth", "BOOSTED_TREES", name, decile, value, customers);
  }

  @Test
  void aModelThatSaysTheRateOfEachPartHasNoError() {
    double[] scores = new double[100];
    int[] outcomes = new int[100];
    for (int i = 0; i < 100; i++) {
      scores[i] = (9 - i / 10) / 10.0;
      outcomes[i] = i % 10 < 9 - i / 10 ? 1 : 0;
    }

    assertThat(scored(scores, outcomes).calibrationError()).isEqualTo(0, within(EXACT));
  }
}
