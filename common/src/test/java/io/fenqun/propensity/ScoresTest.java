package io.fenqun.propensity;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.Lines;
import io.fenqun.SparkTest;
import io.fenqun.propensity.Encoding.Input;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class ScoresTest extends SparkTest {
  private static final int CUSTOMERS = 1_000;
  private static final PropensityModel MODEL =
      new PropensityModel(
          Trainer.LOGISTIC_REGRESSION,
          new Encoding(
              List.of(
                  new Input("assets", false, false, List.of()),
                  new Input("age", false, false, List.of()),
                  new Input("kind", true, false, List.of("A", "B")))),
          new LinearPredictor(-1, new double[] {2, -1, 0.5, 0}, new double[] {0.5, 0.25, 0.5, 0.5}),
          new Isotonic(new double[] {-2, 2}, new double[] {0.1, 0.9}));

  private Dataset<Row> members() {
    return rows(
        "input_0 double, input_1 double, input_2 string, month string, customer_id string",
        IntStream.range(0, CUSTOMERS)
            .mapToObj(
                i ->
                    RowFactory.create(
                        i / 1_000.0, i % 4 / 4.0, i % 2 == 0 ? "A" : "B", "2024-06", "c" + i))
            .toArray(Row[]::new));
  }

  private static Dataset<Row> scores(Dataset<Row> members, Scores.Offer offer) {
    return Scores.of(members, members.count(), MODEL, offer);
  }

  @Test
  void aCustomerByHand() {
    Dataset<Row> scores = scores(members(), new Scores.Offer("wealth", 10, 5, "2024H1"));
    Row row = scores.where("customer_id = 'c750'").first();

    // -1 + 2 × 0.75 - 0.5 + 0.5 = 0.5: 0.1 + 0.8 × 2.5 / 4; against the mean +0.5, -0.25 and +0.25
    assertThat(row.<Double>getAs("score")).isEqualTo(0.5);
    assertThat(row.<Double>getAs("probability")).isEqualTo(0.6);
    assertThat(row.getList(row.fieldIndex("reasons"))).isEqualTo(List.of("assets", "kind"));
  }

  @Test
  void decilesAreTenthsAndOffersTheBestWhoAreNotHeldOut() {
    Dataset<Row> scores = scores(members(), new Scores.Offer("wealth", 10, 5, "2024H1")).cache();

    assertThat(Lines.of(scores.groupBy("decile").count().orderBy("decile")))
        .allMatch(line -> Math.abs(Integer.parseInt(line.split(" ")[1]) - 100) <= 3)
        .hasSize(10);
    assertThat(scores.where("is_offered and decile > 1").count()).isZero();
    assertThat(scores.where("is_offered and is_holdout").count()).isZero();
    assertThat(scores.where("decile = 1 and not is_offered and not is_holdout").count()).isZero();
    assertThat(scores.where("is_holdout").count()).isBetween(25L, 80L);
  }

  @Test
  void whoIsHeldOutHangsOnProductWaveAndCustomer() {
    Scores.Offer offer = new Scores.Offer("wealth", 10, 5, "2024H1");
    List<String> held = held(members(), offer);

    assertThat(held(members().repartition(7), offer)).isEqualTo(held);
    assertThat(held(members(), new Scores.Offer("wealth", 30, 5, "2024H1"))).isEqualTo(held);
    assertThat(held(members(), new Scores.Offer("wealth", 10, 5, "2024H2"))).isNotEqualTo(held);
    assertThat(held(members(), new Scores.Offer("fund", 10, 5, "2024H1"))).isNotEqualTo(held);
    assertThat(held(members(), new Scores.Offer("wealth", 10, 9, "2024H1"))).containsAll(held);
  }

  @Test
  void productsAreRankedWithinACustomer() {
    Dataset<Row> wealth = scores(members(), new Scores.Offer("wealth", 10, 5, "2024H1"));
    Dataset<Row> fund =
        scores(members().where("customer_id < 'c5'"), new Scores.Offer("fund", 10, 5, "2024H1"));
    Dataset<Row> ranked = Scores.ranked(List.of(wealth, fund));

    assertThat(
            Lines.of(
                ranked.where(col("customer_id").isin("c1", "c9")).orderBy("customer_id", "product"),
                "customer_id",
                "product",
                "product_rank"))
        .containsExactly("c1 fund 1", "c1 wealth 2", "c9 wealth 1");
  }

  private static List<String> held(Dataset<Row> members, Scores.Offer offer) {
    return scores(members, offer)
        .where("is_holdout")
        .orderBy("customer_id")
        .select("customer_id")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
