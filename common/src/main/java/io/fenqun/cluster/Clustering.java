package io.fenqun.cluster;

import java.util.List;

/**
 * k-means of one set of points.
 *
 * @param centres in the order of {@link KMeansFit}
 * @param sizes number of points nearest to each centre
 * @param cost sum of squared distances to the nearest centre, each rounded to the grid
 * @param iterations of the start that won
 * @param start which one that was
 */
public record Clustering(
    Centres centres, List<Long> sizes, double cost, int iterations, int start) {
  /** True where a centre is the nearest one of no point. */
  public boolean hasEmpty() {
    return sizes.contains(0L);
  }
}
