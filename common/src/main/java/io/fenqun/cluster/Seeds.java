package io.fenqun.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import scala.Tuple2;

/**
 * First centres that depend on the points alone: k-means++ (Arthur and Vassilvitskii, "k-means++:
 * the advantages of careful seeding", SODA 2007) on a sample that is chosen by a hash of the
 * coordinates, so that neither the order of rows nor their place nor the customers' ids play a
 * part. Points with the same coordinates are one, with a weight. Each start has a sample and a
 * sequence of random numbers of its own.
 */
final class Seeds {
  /** So many different points of a sample are asked for, where there are so many. */
  private static final int SAMPLE = 4_000;

  private static final double ALL = 1.0;

  /** Different coordinates and how many points have them. */
  record Weighted(double[] point, long weight) {}

  private Seeds() {}

  /**
   * The centres of each start; a start has fewer than {@code clusters} where there are fewer
   * different points.
   *
   * @param count number of points
   */
  static List<List<double[]>> of(JavaRDD<Vector> points, long count, int clusters, int starts) {
    double share = Math.min(ALL, (double) SAMPLE / count);
    Map<Integer, List<Weighted>> samples = samples(points, starts, share);
    while (share < ALL && isPoor(samples, clusters, starts)) {
      share = Math.min(ALL, share * 4);
      samples = samples(points, starts, share);
    }
    List<List<double[]>> seeds = new ArrayList<>();
    for (int start = 0; start < starts; start++) {
      seeds.add(plusPlus(samples.getOrDefault(start, List.of()), clusters, start));
    }
    return seeds;
  }

  /** Many customers with the same few coordinates leave a sample with too few different ones. */
  private static boolean isPoor(Map<Integer, List<Weighted>> samples, int clusters, int starts) {
    return IntStream.range(0, starts)
        .anyMatch(start -> samples.getOrDefault(start, List.of()).size() < 10 * clusters);
  }

  /** Of each start the points whose hash is below the share, in the order of hash and point. */
  private static Map<Integer, List<Weighted>> samples(
      JavaRDD<Vector> points, int starts, double share) {
    long limit = share >= ALL ? Long.MAX_VALUE : (long) (share * Long.MAX_VALUE);
    JavaPairRDD<Tuple2<Integer, Vector>, Long> chosen =
        points
            .flatMapToPair(
                point -> {
                  List<Tuple2<Tuple2<Integer, Vector>, Long>> ofStarts = new ArrayList<>();
                  for (int start = 0; start < starts; start++) {
                    if (hash(point.toArray(), start) <= limit) {
                      ofStarts.add(new Tuple2<>(new Tuple2<>(start, point), 1L));
                    }
                  }
                  return ofStarts.iterator();
                })
            .reduceByKey(Long::sum);
    Map<Integer, List<Weighted>> samples = new TreeMap<>();
    for (Tuple2<Tuple2<Integer, Vector>, Long> point : chosen.collect()) {
      samples
          .computeIfAbsent(point._1()._1(), start -> new ArrayList<>())
          .add(new Weighted(point._1()._2().toArray(), point._2()));
    }
    samples.forEach(
        (start, sample) ->
            sample.sort(
                Comparator.comparingLong((Weighted one) -> hash(one.point(), start))
                    .thenComparing(Weighted::point, Arrays::compare)));
    return samples;
  }

  /** At least 0. */
  private static long hash(double[] point, int start) {
    long hash = start;
    for (double coordinate : point) {
      hash = XXH64.hashLong(Double.doubleToLongBits(coordinate), hash);
    }
    return hash >>> 1;
  }

  /**
   * The first centre is drawn by weight, each further one by weight times the squared distance to
   * the nearest centre before it; of a few that are drawn so the one is taken that leaves the least
   * cost (the greedy form in the paper's conclusions).
   */
  static List<double[]> plusPlus(List<Weighted> sample, int clusters, long seed) {
    List<double[]> centres = new ArrayList<>();
    if (sample.isEmpty()) {
      return centres;
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] costs = sample.stream().mapToDouble(Weighted::weight).toArray();
    double[] nearest = new double[costs.length];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    int tries = 2 + (int) Math.log(clusters);
    while (centres.size() < Math.min(clusters, sample.size())) {
      double[] best = nearest;
      double least = Double.POSITIVE_INFINITY;
      int chosen = -1;
      for (int i = 0; i < tries; i++) {
        int drawn = drawn(costs, random);
        double[] distances = nearer(sample, nearest, sample.get(drawn).point());
        double cost = cost(sample, distances);
        if (cost < least) {
          least = cost;
          best = distances;
          chosen = drawn;
        }
      }
      if (chosen < 0) {
        break;
      }
      centres.add(sample.get(chosen).point());
      nearest = best;
      for (int i = 0; i < costs.length; i++) {
        costs[i] = sample.get(i).weight() * nearest[i];
      }
    }
    return centres;
  }

  /** The place of a value drawn with these odds. */
  private static int drawn(double[] odds, SplittableRandom random) {
    double left = random.nextDouble() * Arrays.stream(odds).sum();
    int last = 0;
    for (int i = 0; i < odds.length; i++) {
      if (odds[i] > 0) {
        last = i;
        left -= odds[i];
        if (left < 0) {
          return i;
        }
      }
    }
    return last;
  }

  private static double[] nearer(List<Weighted> sample, double[] nearest, double[] centre) {
    double[] distances = new double[nearest.length];
    for (int i = 0; i < distances.length; i++) {
      distances[i] = Math.min(nearest[i], Centres.squared(sample.get(i).point(), centre));
    }
    return distances;
  }

  private static double cost(List<Weighted> sample, double[] distances) {
    double cost = 0;
    for (int i = 0; i < distances.length; i++) {
      cost += sample.get(i).weight() * distances[i];
    }
    return cost;
  }
}
