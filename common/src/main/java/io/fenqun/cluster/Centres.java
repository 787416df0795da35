package io.fenqun.cluster;

import static org.apache.spark.sql.functions.lit;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Column;

/** Points of which every other belongs to the nearest one; of equally near ones to the first. */
public record Centres(List<double[]> points) implements Serializable {
  /** The squared distance, added up in the order of the axes. */
  static double squared(double[] point, double[] centre) {
    double sum = 0;
    for (int i = 0; i < point.length; i++) {
      double apart = point[i] - centre[i];
      sum += apart * apart;
    }
    return sum;
  }

  /** The place of the nearest centre. */
  int nearest(double[] point) {
    int nearest = 0;
    double least = squared(point, points.get(0));
    for (int i = 1; i < points.size(); i++) {
      double distance = squared(point, points.get(i));
      if (distance < least) {
        least = distance;
        nearest = i;
      }
    }
    return nearest;
  }

  /** As {@link #squared(double[], double[])}, to the centre at a place, of columns. */
  public Column squared(List<Column> coordinates, int place) {
    double[] centre = points.get(place);
    Column sum = lit(0.0);
    for (int i = 0; i < centre.length; i++) {
      Column apart = coordinates.get(i).minus(lit(centre[i]));
      sum = sum.plus(apart.multiply(apart));
    }
    return sum;
  }
}
