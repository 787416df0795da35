package io.fenqun.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fenqun.SparkTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.mllib.clustering.KMeans;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.mllib.linalg.Vectors;
import org.junit.jupiter.api.Test;

class KMeansFitTest extends SparkTest {
  private static final long serialVersionUID = 1L;

  /** Takes a number as it is, on the grid. */
  private static final Axis AS_IT_IS =
      new Axis(false, -Double.MAX_VALUE, Double.MAX_VALUE, 0, 1, 1);

  /** Least costs known of the 150 flowers of Fisher, 1936, as scikit-learn has them. */
  @Test
  void theFlowersHaveTheirKnownLeastCosts() {
    double[] known = {152.347952, 78.851441, 57.228473, 46.446182, 39.039987};
    JavaRDD<Vector> flowers = points(flowers(), 2).cache();
    for (int clusters = 2; clusters <= 6; clusters++) {
      Clustering found = new KMeansFit(clusters, 10, 100).from(flowers, 150);

      assertThat(found.cost()).as("k = %s", clusters).isCloseTo(known[clusters - 2], within(5e-5));
      if (clusters == 3) {
        assertThat(found.sizes()).containsExactly(62L, 50L, 38L);
      }
    }
    flowers.unpersist();
  }

  @Test
  void theSameBitsForEveryOrderAndCutWhereMLlibsOwnSeedsGiveOthers() {
    List<double[]> rows = blobs(3_000);
    Random random = new Random(41);
    KMeansFit fit = new KMeansFit(7, 3, 20);
    Clustering first = fit.from(points(rows, 1).cache(), rows.size());
    List<Double> ownCosts = new ArrayList<>(List.of(ownCost(rows, 1)));

    for (int parts : new int[] {2, 7, 64}) {
      Collections.shuffle(rows, random);
      assertSame(fit.from(points(rows, parts).cache(), rows.size()), first);
      ownCosts.add(ownCost(rows, parts));
    }

    assertThat(ownCosts.stream().distinct()).as("MLlib with a fixed seed").hasSizeGreaterThan(1);
  }

  @Test
  void fromItsOwnCentresNothingMoves() {
    List<double[]> rows = blobs(2_000);
    JavaRDD<Vector> points = points(rows, 4).cache();
    KMeansFit fit = new KMeansFit(5, 4, 200);
    Clustering first = fit.from(points, rows.size());

    Clustering again = fit.from(points, first.centres());

    assertSame(again, first);
  }

  @Test
  void clustersComeInTheOrderOfTheirSizes() {
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      rows.add(new double[] {i < 10 ? 0 : i < 40 ? 10 : 20, i % 3 / 8.0});
    }

    Clustering found = new KMeansFit(3, 5, 50).from(points(rows, 2).cache(), rows.size());

    assertThat(found.sizes()).containsExactly(30L, 20L, 10L);
    assertThat(found.centres().points().stream().map(centre -> centre[0]))
        .containsExactly(10.0, 20.0, 0.0);
  }

  @Test
  void thereAreNoMoreClustersThanDifferentPoints() {
    List<double[]> rows =
        Stream.generate(() -> new double[] {1, 1})
            .limit(9)
            .collect(java.util.stream.Collectors.toList());
    rows.add(new double[] {2, 2});

    Clustering found = new KMeansFit(4, 2, 10).from(points(rows, 3).cache(), rows.size());

    assertThat(found.sizes()).containsExactly(9L, 1L);
    assertThat(found.cost()).isZero();
  }

  @Test
  void aFewLargeHeapsOfEqualPointsDoNotHideTheOthers() {
    List<double[]> rows = new ArrayList<>(Collections.nCopies(20_000, new double[] {0, 0}));
    for (int i = 0; i < 40; i++) {
      rows.add(new double[] {100 + i % 5, i / 5});
    }

    Clustering found = new KMeansFit(3, 2, 50).from(points(rows, 3).cache(), rows.size());

    assertThat(found.sizes()).hasSize(3);
    assertThat(found.sizes().get(0)).isEqualTo(20_000L);
  }

  @Test
  void ofEquallyNearCentresTheFirstOneIsTaken() {
    Centres centres = new Centres(List.of(new double[] {-1}, new double[] {1}));

    assertThat(centres.nearest(new double[] {0})).isZero();
    assertThat(centres.nearest(new double[] {1e-9})).isEqualTo(1);
  }

  private static void assertSame(Clustering found, Clustering expected) {
    assertThat(bits(found)).isEqualTo(bits(expected));
    assertThat(found.sizes()).isEqualTo(expected.sizes());
    assertThat(found.cost()).isEqualTo(expected.cost());
  }

  private static List<List<Long>> bits(Clustering clustering) {
    return clustering.centres().points().stream()
        .map(centre -> Arrays.stream(centre).mapToObj(Double::doubleToRawLongBits).toList())
        .toList();
  }

  private double ownCost(List<double[]> rows, int parts) {
    JavaRDD<Vector> plain =
        JavaSparkContext.fromSparkContext(sc())
            .parallelize(rows, parts)
            .map(Vectors::dense)
            .cache();
    return new KMeans().setK(7).setMaxIterations(20).setSeed(1).run(plain.rdd()).trainingCost();
  }

  private JavaRDD<Vector> points(List<double[]> rows, int parts) {
    List<Axis> axes = Collections.nCopies(rows.get(0).length, AS_IT_IS);
    return KMeansFit.points(JavaSparkContext.fromSparkContext(sc()).parallelize(rows, parts), axes);
  }

  /** Ten heaps that run into each other. */
  private static List<double[]> blobs(int count) {
    Random random = new Random(37);
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(
          new double[] {
            i % 5 + random.nextGaussian(), i % 2 * 2 + random.nextGaussian(), random.nextGaussian()
          });
    }
    return rows;
  }

  private static List<double[]> flowers() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    KMeansFitTest.class.getResourceAsStream("/cluster/iris.csv")),
                StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .skip(1)
          .map(line -> Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray())
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
