package io.fenqun.cluster;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fenqun.SparkTest;
import io.fenqun.cluster.Axes.Wish;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class AxesTest extends SparkTest {
  private static final long serialVersionUID = 1L;
  private static final Wish PLAIN = new Wish(false, 0, 100, 1);

  @Test
  void aQuantileIsTheSmallestValueThatSoManyDoNotExceed() {
    double[] values = {5, -3, 0.0, -0.0, 12, 5, 5, -1e300, 1e-300, 7};
    double[] sorted = Arrays.stream(values).map(value -> value + 0.0).sorted().toArray();
    double[] shares = {0.0, 0.05, 0.1, 0.11, 0.25, 0.5, 0.75, 0.9, 0.91, 1};

    double[] found = ExactQuantiles.of(column(values, 3), 10, List.of(shares)).get(0);

    double[] expected =
        Arrays.stream(shares)
            .map(share -> sorted[Math.max(0, (int) Math.ceil(share * 10) - 1)])
            .toArray();
    assertThat(found).containsExactly(expected);
  }

  @Test
  void quantilesOfManyColumnsAreThoseOfTheSortedRows() {
    Random random = new Random(17);
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < 3_001; i++) {
      rows.add(
          new double[] {
            Math.round(random.nextGaussian() * 50), Math.exp(12 * random.nextGaussian()), 4
          });
    }
    double[] shares = {0.01, 0.5, 0.99};

    List<double[]> found =
        ExactQuantiles.of(rdd(rows, 5), rows.size(), List.of(shares, shares, shares));

    for (int column = 0; column < 3; column++) {
      int at = column;
      double[] sorted = rows.stream().mapToDouble(row -> row[at]).sorted().toArray();
      assertThat(found.get(column))
          .as("column %s", column)
          .containsExactly(sorted[30], sorted[1500], sorted[2970]);
    }
  }

  @Test
  void theMeanAndDeviationAreThoseOfTheCutValues() {
    double[] values = {0, 1, 2, 3, 4, 5, 6, 7, 8, 1000};

    Axis axis = axes(column(values, 2), new Wish(false, 20, 90, 1)).get(0);

    double[] cut = {1, 1, 2, 3, 4, 5, 6, 7, 8, 8};
    double mean = DoubleStream.of(cut).average().orElseThrow();
    double squares = DoubleStream.of(cut).map(x -> (x - mean) * (x - mean)).sum();
    assertThat(axis.low()).isEqualTo(1);
    assertThat(axis.high()).isEqualTo(8);
    assertThat(axis.mean()).isCloseTo(mean, within(1e-11));
    assertThat(axis.deviation()).isCloseTo(Math.sqrt(squares / 10), within(1e-11));
    assertThat(axis.coordinate(1000.0)).isEqualTo(axis.coordinate(8.0));
  }

  @Test
  void anAxisIsTheSameForEveryOrderAndCut() {
    Random random = new Random(23);
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < 999; i++) {
      rows.add(new double[] {random.nextGaussian() * 1e6, random.nextDouble()});
    }
    Wish[] wishes = {new Wish(false, 1, 99, 1), PLAIN};
    List<Axis> axes = axes(rdd(rows, 1), wishes);

    for (int parts : new int[] {2, 7, 64}) {
      Collections.shuffle(rows, random);
      assertThat(axes(rdd(rows, parts), wishes)).isEqualTo(axes);
    }
  }

  @Test
  void aConstantQuantityStandsAtZero() {
    Axis axis = axes(column(new double[] {3.3, 3.3, 3.3}, 2), PLAIN).get(0);

    assertThat(axis.isConstant()).isTrue();
    assertThat(axis.coordinate(3.3)).isZero();
    assertThat(axis.coordinate(99.0)).isZero();
    assertThat(axis.quantityAt(0)).isEqualTo(3.3);
  }

  @Test
  void inTasksAndInColumnsACoordinateHasTheSameBits() {
    Random random = new Random(29);
    List<Double> values = new ArrayList<>(List.of(0.0, -0.0, 1e300, -1e300, Double.MIN_VALUE));
    for (int i = 0; i < 500; i++) {
      values.add(random.nextGaussian() * Math.exp(20 * random.nextGaussian()));
    }
    Dataset<Row> frame =
        spark()
            .createDataset(values, Encoders.DOUBLE())
            .toDF("x")
            .withColumn("q", Axis.quantity(col("x"), true));
    List<Row> quantities = frame.collectAsList();
    double[] column = quantities.stream().mapToDouble(row -> row.getDouble(1)).toArray();
    Axis axis = axes(column(column, 3), new Wish(true, 1, 99, 2.5)).get(0);

    List<Row> coordinates =
        frame.select(col("x"), axis.coordinate(col("q")).as("c")).collectAsList();

    for (int i = 0; i < column.length; i++) {
      assertThat(Double.doubleToRawLongBits(coordinates.get(i).getDouble(1)))
          .as("x = %s", coordinates.get(i).get(0))
          .isEqualTo(Double.doubleToRawLongBits(axis.coordinate(column[i])));
    }
  }

  @Test
  void aLogarithmKeepsTheSignAndLeadsBack() {
    Axis axis = new Axis(true, -20, 20, 1.5, 2.0, 4.0);
    double quantity = -Math.log1p(1234.5);

    assertThat(axis.value(quantity)).isCloseTo(-1234.5, within(1e-9));
    assertThat(axis.coordinate(quantity)).isCloseTo((quantity - 1.5) / 2 * 2, within(1e-6));
    assertThat(axis.quantityAt(axis.coordinate(quantity))).isCloseTo(quantity, within(1e-6));
  }

  private static List<Axis> axes(JavaRDD<double[]> rows, Wish... wishes) {
    return Axes.of(rows, Extent.of(rows).orElseThrow(), List.of(wishes));
  }

  private JavaRDD<double[]> column(double[] values, int parts) {
    return rdd(Arrays.stream(values).mapToObj(value -> new double[] {value}).toList(), parts);
  }

  private JavaRDD<double[]> rdd(List<double[]> rows, int parts) {
    return JavaSparkContext.fromSparkContext(sc()).parallelize(rows, parts);
  }
}
