package io.fenqun.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.mllib.clustering.KMeans;
import org.apache.spark.mllib.clustering.KMeansModel;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.mllib.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * k-means whose result is the same bits for the same points, whatever their order and tasks (design
 * section 6): seeds chosen by content, MLlib's iterations from given centres over coordinates whose
 * sums are exact, the best of several starts by a cost that is added up exactly.
 *
 * @param clusters at least 2
 * @param starts at least 1
 * @param iterations at most so many; they end when no centre moves
 */
public record KMeansFit(int clusters, int starts, int iterations) {
  /** A cost is counted in such steps; exact in a long up to 10<sup>9</sup> points 30 apart. */
  private static final double COST_STEPS = 1 << 20;

  /** Counts and costs of the sets of centres of several starts, of the rows of a task. */
  private record Tally(long[][] sizes, long[] costs) implements java.io.Serializable {
    Tally add(Tally other) {
      for (int i = 0; i < costs.length; i++) {
        costs[i] = Math.addExact(costs[i], other.costs[i]);
        for (int j = 0; j < sizes[i].length; j++) {
          sizes[i][j] += other.sizes[i][j];
        }
      }
      return this;
    }
  }

  /** The numbers of rows of doubles, none of them null; kept by the caller. */
  public static JavaRDD<double[]> quantities(Dataset<Row> rows) {
    return rows.javaRDD()
        .map(
            row -> {
              double[] numbers = new double[row.size()];
              for (int i = 0; i < numbers.length; i++) {
                numbers[i] = row.getDouble(i);
              }
              return numbers;
            });
  }

  /** The points on the grid; kept by the caller, for they are gone over many times. */
  public static JavaRDD<Vector> points(JavaRDD<double[]> quantities, List<Axis> axes) {
    Axis[] all = axes.toArray(Axis[]::new);
    return quantities.map(
        row -> {
          double[] point = new double[all.length];
          for (int i = 0; i < all.length; i++) {
            point[i] = all[i].coordinate(row[i]);
          }
          return Vectors.dense(point);
        });
  }

  /**
   * From seeds of the points' own. The centres come in the order of their sizes, the greatest
   * first, equal ones in that of their coordinates; of starts with the same cost the first one
   * wins. Fewer centres than {@code clusters} where there are fewer different points.
   *
   * @param points of {@link #points}
   * @param count number of points, at least one
   */
  public Clustering from(JavaRDD<Vector> points, long count) {
    Clustering best = best(points, Seeds.of(points, count, clusters, starts));
    List<double[]> centres = best.centres().points();
    List<Integer> order =
        IntStream.range(0, centres.size())
            .boxed()
            .sorted(
                Comparator.comparing((Integer place) -> best.sizes().get(place))
                    .reversed()
                    .thenComparing(centres::get, Arrays::compare))
            .toList();
    return new Clustering(
        new Centres(order.stream().map(centres::get).toList()),
        order.stream().map(best.sizes()::get).toList(),
        best.cost(),
        best.iterations(),
        best.start());
  }

  /** From these centres, whose order stays. */
  public Clustering from(JavaRDD<Vector> points, Centres before) {
    return best(points, List.of(before.points()));
  }

  private Clustering best(JavaRDD<Vector> points, List<List<double[]>> starts) {
    List<KMeansModel> models = starts.stream().map(seeds -> iterated(points, seeds)).toList();
    List<Centres> ends = models.stream().map(KMeansFit::centres).toList();
    Tally tally = points.mapPartitions(ofTask -> tallied(ofTask, ends)).treeReduce(Tally::add);
    int best = 0;
    for (int i = 1; i < ends.size(); i++) {
      best = tally.costs()[i] < tally.costs()[best] ? i : best;
    }
    return new Clustering(
        ends.get(best),
        Arrays.stream(tally.sizes()[best]).boxed().toList(),
        tally.costs()[best] / COST_STEPS,
        models.get(best).numIter(),
        best);
  }

  private KMeansModel iterated(JavaRDD<Vector> points, List<double[]> seeds) {
    Vector[] centres = seeds.stream().map(Vectors::dense).toArray(Vector[]::new);
    return new KMeans()
        .setK(centres.length)
        .setMaxIterations(iterations)
        .setEpsilon(0)
        .setInitialModel(new KMeansModel(centres))
        .run(points.rdd());
  }

  private static Centres centres(KMeansModel model) {
    return new Centres(Arrays.stream(model.clusterCenters()).map(Vector::toArray).toList());
  }

  private static Iterator<Tally> tallied(Iterator<Vector> points, List<Centres> ends) {
    if (!points.hasNext()) {
      return Collections.emptyIterator();
    }
    long[][] sizes = new long[ends.size()][];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = new long[ends.get(i).points().size()];
    }
    Tally tally = new Tally(sizes, new long[ends.size()]);
    points.forEachRemaining(
        vector -> {
          double[] point = vector.toArray();
          for (int i = 0; i < sizes.length; i++) {
            Centres centres = ends.get(i);
            int nearest = centres.nearest(point);
            double squared = Centres.squared(point, centres.points().get(nearest));
            sizes[i][nearest]++;
            tally.costs()[i] =
                Math.addExact(tally.costs()[i], (long) Math.rint(squared * COST_STEPS));
          }
        });
    return new ArrayList<>(List.of(tally)).iterator();
  }
}
