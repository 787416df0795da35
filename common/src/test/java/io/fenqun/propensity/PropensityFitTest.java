package io.fenqun.propensity;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.SparkTest;
import io.fenqun.propensity.PropensityFit.Reason;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class PropensityFitTest extends SparkTest {
  private static final String SCHEMA =
      "month string, customer_id string, assets double, kind string, holds boolean, buys boolean";
  private static final Examples EXAMPLES =
      new Examples(
          List.of(col("assets"), col("kind")), col("holds").equalTo(false), col("buys"), 2);
  private static final MonthRange ONE = MonthRange.of(Month.of(2024, 1));
  private static final int MANY = 200_000;

  private Dataset<Row> byHand() {
    return rows(
        SCHEMA,
        RowFactory.create("2024-01", "buys at once", 1.0, "A", false, true),
        RowFactory.create("2024-01", "buys next", 2.0, "A", false, false),
        RowFactory.create("2024-02", "buys next", 2.0, "A", false, true),
        RowFactory.create("2024-01", "buys later", 3.0, null, false, false),
        RowFactory.create("2024-03", "buys later", 3.0, "A", false, true),
        RowFactory.create("2024-01", "buys too late", null, "B", false, false),
        RowFactory.create("2024-04", "buys too late", 4.0, "B", false, true),
        RowFactory.create("2024-01", "holds", 5.0, "B", true, false),
        RowFactory.create("2024-02", "holds", 5.0, "B", true, true));
  }

  @Test
  void theOutcomeIsThatOfTheMonthsAfterAndHoldersAreOut() {
    List<Row> examples = EXAMPLES.sample(byHand(), ONE, MANY);

    assertThat(examples.stream().map(row -> row.get(0) + " " + row.get(1) + " " + row.get(2)))
        .containsExactlyInAnyOrder("1.0 A false", "2.0 A true", "3.0 null true", "null B false");
  }

  @Test
  void theSampleAndItsOrderHangOnTheContentAlone() {
    List<Row> all = EXAMPLES.sample(byHand(), ONE, MANY);

    assertThat(EXAMPLES.sample(byHand().repartition(5), ONE, MANY)).isEqualTo(all);
    assertThat(EXAMPLES.sample(byHand().repartition(3), ONE, 2)).isEqualTo(all.subList(0, 2));
  }

  @Test
  void aModelReadBackAnswersWithTheSameBits() {
    List<Row> training = made(1, 3_000);
    PropensityFit fit =
        new PropensityFit(byHand(), List.of("assets", "kind"), List.of(false, true));
    for (Trainer trainer : Trainer.values()) {
      PropensityModel model =
          fit.fit(trainer, training, made(2, 2_000), made(3, 2_000)).model().orElseThrow();
      PropensityModel read = PropensityModel.parse(model.text());

      assertThat(read.text()).isEqualTo(model.text());
      for (Row row : training.subList(0, 300)) {
        assertThat(read.of(row).probability()).isEqualTo(model.of(row).probability());
        assertThat(read.of(row).parts()).isEqualTo(model.of(row).parts()).hasSize(2);
      }
    }
  }

  @Test
  void valuesThatTrainingDidNotSeeAreNoneOfThem() {
    List<Row> training = made(1, 500);
    Encoding encoding = Encoding.of(List.of("assets", "kind"), List.of(false, true), training);

    assertThat(encoding.columns()).isEqualTo(4);
    assertThat(encoding.encode(RowFactory.create(null, "NEW"))).containsExactly(0, 1, 0, 0);
    assertThat(encoding.encode(RowFactory.create(Double.NaN, "B"))).containsExactly(0, 1, 0, 1);
    assertThat(encoding.encode(RowFactory.create(7.5, null))).containsExactly(7.5, 0, 0, 0);
    assertThat(encoding.byInput(new double[] {1, 2, 3, 4})).containsExactly(3, 7);
  }

  @Test
  void oneClassOnlyIsAReasonAndNoModel() {
    PropensityFit fit =
        new PropensityFit(byHand(), List.of("assets", "kind"), List.of(false, true));
    List<Row> never = List.of(RowFactory.create(1.0, "A", false));
    List<Row> mixed = made(1, 100);
    Trainer any = Trainer.LOGISTIC_REGRESSION;

    assertThat(fit.fit(any, never, mixed, mixed).reason()).hasValue(Reason.ONE_CLASS_IN_TRAINING);
    assertThat(fit.fit(any, List.of(), mixed, mixed).reason())
        .hasValue(Reason.ONE_CLASS_IN_TRAINING);
    assertThat(fit.fit(any, mixed, never, mixed).reason())
        .hasValue(Reason.ONE_CLASS_IN_CALIBRATION);
    assertThat(fit.fit(any, mixed, mixed, never).reason()).hasValue(Reason.ONE_CLASS_IN_TEST);
  }

  /** Customers whose chance rises with their assets and is higher for kind B. */
  private static List<Row> made(long seed, int customers) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < customers; i++) {
      Double assets = i % 50 == 0 ? null : random.nextDouble() * 4;
      String kind = i % 3 == 0 ? "B" : "A";
      double odds = -2 + (assets == null ? 0 : assets) + ("B".equals(kind) ? 1 : 0);
      rows.add(RowFactory.create(assets, kind, random.nextDouble() < 1 / (1 + Math.exp(-odds))));
    }
    return rows;
  }
}
