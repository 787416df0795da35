package io.fenqun.cluster;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/** Where rows of quantities belong: axes and centres together. */
public record Placing(List<Axis> axes, Centres centres) implements Serializable {
  /** The place of the nearest centre. */
  int nearest(double[] quantities) {
    double[] point = new double[quantities.length];
    for (int i = 0; i < point.length; i++) {
      point[i] = axes.get(i).coordinate(quantities[i]);
    }
    return centres.nearest(point);
  }

  /**
   * How many rows are at each place here and at each place of the other, a row of numbers for each
   * place here.
   *
   * @param quantities at least one row
   */
  public long[][] against(Placing other, JavaRDD<double[]> quantities) {
    return quantities.mapPartitions(rows -> counted(rows, this, other)).treeReduce(Placing::added);
  }

  /**
   * How many rows are at each place.
   *
   * @param quantities at least one row
   */
  public long[] sizes(JavaRDD<double[]> quantities) {
    Placing nowhere = new Placing(axes, new Centres(List.of(centres.points().get(0))));
    return Arrays.stream(against(nowhere, quantities)).mapToLong(row -> row[0]).toArray();
  }

  private static Iterator<long[][]> counted(Iterator<double[]> rows, Placing one, Placing other) {
    if (!rows.hasNext()) {
      return Collections.emptyIterator();
    }
    long[][] counts = new long[one.centres().points().size()][other.centres().points().size()];
    rows.forEachRemaining(row -> counts[one.nearest(row)][other.nearest(row)]++);
    return List.<long[][]>of(counts).iterator();
  }

  private static long[][] added(long[][] counts, long[][] others) {
    for (int i = 0; i < counts.length; i++) {
      for (int j = 0; j < counts[i].length; j++) {
        counts[i][j] += others[i][j];
      }
    }
    return counts;
  }
}
