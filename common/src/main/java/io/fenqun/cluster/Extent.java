package io.fenqun.cluster;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;

/**
 * How many rows there are, and the least and the greatest number in every column.
 *
 * @param count at least one
 */
public record Extent(long count, double[] least, double[] greatest) implements Serializable {
  /** In one pass; empty where there is no row. */
  public static Optional<Extent> of(JavaRDD<double[]> rows) {
    JavaRDD<Extent> parts = rows.mapPartitions(Extent::of);
    List<Extent> found = parts.collect();
    return found.stream().reduce(Extent::with);
  }

  private static Iterator<Extent> of(Iterator<double[]> rows) {
    if (!rows.hasNext()) {
      return Collections.emptyIterator();
    }
    double[] first = rows.next();
    double[] least = Arrays.stream(first).map(value -> value + 0.0).toArray();
    double[] greatest = least.clone();
    long count = 1;
    while (rows.hasNext()) {
      double[] row = rows.next();
      count++;
      for (int i = 0; i < row.length; i++) {
        least[i] = Math.min(least[i], row[i] + 0.0);
        greatest[i] = Math.max(greatest[i], row[i] + 0.0);
      }
    }
    return List.of(new Extent(count, least, greatest)).iterator();
  }

  private Extent with(Extent other) {
    double[] lower = new double[least.length];
    double[] upper = new double[least.length];
    for (int i = 0; i < lower.length; i++) {
      lower[i] = Math.min(least[i], other.least[i]);
      upper[i] = Math.max(greatest[i], other.greatest[i]);
    }
    return new Extent(count + other.count, lower, upper);
  }
}
