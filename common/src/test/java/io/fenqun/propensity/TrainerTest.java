package io.fenqun.propensity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fenqun.SparkTest;
import io.fenqun.propensity.Scored.Customer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Against outcomes that were drawn from known log odds. */
class TrainerTest extends SparkTest {
  private static final int CUSTOMERS = 6_000;

  private record World(List<double[]> columns, List<Boolean> outcomes, double[] probabilities) {
    static World of(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      List<double[]> columns = new ArrayList<>();
      List<Boolean> outcomes = new ArrayList<>();
      double[] probabilities = new double[CUSTOMERS];
      for (int i = 0; i < CUSTOMERS; i++) {
        double[] row = {
          random.nextDouble() * 4 - 2, random.nextDouble() * 4 - 2, i % 3 == 0 ? 1 : 0
        };
        double odds = -1.5 + 1.2 * row[0] - 0.5 * row[1] + 0.8 * row[2];
        probabilities[i] = 1 / (1 + Math.exp(-odds));
        columns.add(row);
        outcomes.add(random.nextDouble() < probabilities[i]);
      }
      return new World(columns, outcomes, probabilities);
    }

    Scored scored(java.util.function.ToDoubleFunction<double[]> score) {
      Customer[] customers = new Customer[CUSTOMERS];
      for (int i = 0; i < CUSTOMERS; i++) {
        customers[i] = new Customer(score.applyAsDouble(columns.get(i)), outcomes.get(i));
      }
      return new Scored(customers);
    }

    double oracle() {
      Customer[] customers = new Customer[CUSTOMERS];
      for (int i = 0; i < CUSTOMERS; i++) {
        customers[i] = new Customer(probabilities[i], outcomes.get(i));
      }
      return new Scored(customers).areaUnderCurve();
    }
  }

  @Test
  void bothModelsComeNearTheOracleAndAreCalibratedOnOthers() {
    World training = World.of(1);
    World calibration = World.of(2);
    World test = World.of(3);
    for (Trainer trainer : Trainer.values()) {
      Predictor model = trainer.fit(any(), training.columns(), training.outcomes());
      Isotonic isotonic = Calibrator.fit(any(), calibration.scored(model::score));
      Scored scored = test.scored(columns -> isotonic.probability(model.score(columns)));

      assertThat(test.oracle() - scored.areaUnderCurve()).as(trainer.name()).isLessThan(0.02);
      assertThat(scored.calibrationError()).as(trainer.name()).isLessThan(0.02);
    }
  }

  @Test
  void theWeightsAreTheLogOddsAndASecondFitHasTheSameBits() {
    World training = World.of(1);
    LinearPredictor model =
        (LinearPredictor)
            Trainer.LOGISTIC_REGRESSION.fit(any(), training.columns(), training.outcomes());

    assertThat(model.weights()[0]).isEqualTo(1.2, within(0.1));
    assertThat(model.weights()[1]).isEqualTo(-0.5, within(0.1));
    for (Trainer trainer : Trainer.values()) {
      Predictor one = trainer.fit(any(), training.columns(), training.outcomes());
      Predictor other = trainer.fit(any(), training.columns(), training.outcomes());
      for (double[] columns : training.columns().subList(0, 200)) {
        assertThat(one.score(columns)).isEqualTo(other.score(columns));
      }
    }
  }

  @Test
  void contributionsAddUpToTheDifferenceFromTheMean() {
    World training = World.of(1);
    for (Trainer trainer : Trainer.values()) {
      Predictor model = trainer.fit(any(), training.columns(), training.outcomes());
      double[] first = training.columns().get(0);
      double[] second = training.columns().get(1);
      assertThat(model.score(first) - sum(model.contributions(first)))
          .as(trainer.name())
          .isEqualTo(model.score(second) - sum(model.contributions(second)), within(1e-9));
    }
  }

  private Dataset<Row> any() {
    return spark().emptyDataFrame();
  }

  private static double sum(double[] parts) {
    double sum = 0;
    for (double part : parts) {
      sum += part;
    }
    return sum;
  }
}
