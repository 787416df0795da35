package io.fenqun.propensity;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.xxhash64;

import io.fenqun.cluster.ExactQuantiles;
import io.fenqun.table.PropensityTables;
import io.fenqun.table.Rounding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Every customer of a month scored for a product by one model, in the tasks. */
final class Scores {
  private static final int DECILES = 10;
  private static final int REASONS = 3;

  /** Parts of which a holdout takes so many: hundredths of a percent. */
  private static final int PARTS = 10_000;

  private static final StructType SCORED =
      new StructType()
          .add("month", DataTypes.StringType)
          .add("customer_id", DataTypes.StringType)
          .add("probability", DataTypes.DoubleType)
          .add("score", DataTypes.DoubleType)
          .add("reasons", DataTypes.createArrayType(DataTypes.StringType));

  private Scores() {}

  /**
   * Who is offered a product.
   *
   * @param offered percent of the population, best first, as far as they are not held out
   * @param heldOut percent of the population that is never offered it
   * @param wave so long as it is the same, the same customers are held out
   */
  record Offer(String product, double offered, double heldOut, String wave) {}

  /**
   * Rows of propensity_month of one month but for product_rank. Deciles and offers are cut at exact
   * quantiles of the score: equal scores are in one decile, and offered together where the last of
   * them would not be.
   *
   * @param members of the population: the inputs, named {@code input_0} and so on, then month and
   *     customer_id; gone over several times, kept by the caller
   * @param count number of members, at least one
   */
  static Dataset<Row> of(Dataset<Row> members, long count, PropensityModel model, Offer offer) {
    int inputs = model.encoding().inputs().size();
    MapFunction<Row, Row> scored = row -> scored(row, model, inputs);
    Dataset<Row> scores = members.map(scored, Encoders.row(SCORED));
    double[] shares = new double[DECILES];
    for (int i = 1; i < DECILES; i++) {
      shares[i - 1] = (double) (DECILES - i) / DECILES;
    }
    shares[DECILES - 1] = 1 - offer.offered() / 100;
    double[] cuts =
        ExactQuantiles.of(
                scores.select("score").javaRDD().map(row -> new double[] {row.getDouble(0)}),
                count,
                List.of(shares))
            .get(0);
    Column decile = lit(1);
    for (int i = 0; i < DECILES - 1; i++) {
      decile = decile.plus(col("score").leq(cuts[i]).cast(DataTypes.IntegerType));
    }
    Column isHoldout = isHeldOut(offer);
    return scores.select(
        col("month"),
        lit(offer.product()).as("product"),
        col("customer_id"),
        Rounding.significant(col("probability")).as("probability"),
        Rounding.significant(col("score")).as("score"),
        decile.as("decile"),
        col("reasons"),
        col("score").gt(cuts[DECILES - 1]).and(not(isHoldout)).as("is_offered"),
        isHoldout.as("is_holdout"));
  }

  private static Column isHeldOut(Offer offer) {
    Column part =
        pmod(
            xxhash64(lit(offer.product()), lit(offer.wave()), col("customer_id")),
            lit((long) PARTS));
    return part.lt((long) Math.rint(offer.heldOut() / 100 * PARTS));
  }

  /** Of all products together: with the rank of each among the customer's products. */
  static Dataset<Row> ranked(List<Dataset<Row>> products) {
    Dataset<Row> all = products.stream().reduce(Dataset::unionByName).orElseThrow();
    Dataset<Row> ranked =
        all.withColumn(
            "product_rank",
            row_number()
                .over(
                    Window.partitionBy("month", "customer_id")
                        .orderBy(
                            coalesce(col("probability"), lit(0.0)).desc(), col("product").asc())));
    return ranked.select(PropensityTables.PROPENSITY_MONTH.selection(List.of(ranked.columns())));
  }

  private static Row scored(Row row, PropensityModel model, int inputs) {
    PropensityModel.Answer answer = model.of(row);
    List<Integer> raising = new ArrayList<>();
    IntStream.range(0, inputs).filter(i -> answer.parts()[i] > 0).forEach(raising::add);
    raising.sort(
        Comparator.comparingDouble((Integer i) -> answer.parts()[i])
            .reversed()
            .thenComparing(Comparator.naturalOrder()));
    List<String> reasons =
        raising.stream().limit(REASONS).map(i -> model.encoding().inputs().get(i).name()).toList();
    return RowFactory.create(
        row.getString(inputs),
        row.getString(inputs + 1),
        answer.probability(),
        answer.score(),
        reasons.toArray(String[]::new));
  }
}
