package io.fenqun.cluster;

import java.util.HashSet;
import java.util.Set;
import org.jgrapht.alg.matching.KuhnMunkresMinimalWeightBipartitePerfectMatching;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.SimpleWeightedGraph;

/** Which new cluster goes on as which old one: the assignment of the least cost in all. */
public final class ClusterMatch {
  private ClusterMatch() {}

  /** The column of each row, so that the chosen cells add up to the least; a square of costs. */
  public static int[] cheapest(double[][] costs) {
    SimpleWeightedGraph<Integer, DefaultWeightedEdge> graph =
        new SimpleWeightedGraph<>(DefaultWeightedEdge.class);
    Set<Integer> rows = new HashSet<>();
    Set<Integer> columns = new HashSet<>();
    int size = costs.length;
    for (int i = 0; i < size; i++) {
      rows.add(i);
      columns.add(size + i);
      graph.addVertex(i);
      graph.addVertex(size + i);
    }
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        graph.setEdgeWeight(graph.addEdge(i, size + j), costs[i][j]);
      }
    }
    int[] chosen = new int[size];
    for (DefaultWeightedEdge edge :
        new KuhnMunkresMinimalWeightBipartitePerfectMatching<>(graph, rows, columns)
            .getMatching()
            .getEdges()) {
      chosen[graph.getEdgeSource(edge)] = graph.getEdgeTarget(edge) - size;
    }
    return chosen;
  }

  /**
   * The new cluster that each old one goes on as: together they keep most customers. A number is -1
   * where there are more old clusters than new ones.
   *
   * @param customers how many of each old cluster are in each new one, a row for each old one
   */
  public static int[] successors(long[][] customers) {
    int size = Math.max(customers.length, customers[0].length);
    double[][] costs = new double[size][size];
    for (int i = 0; i < customers.length; i++) {
      for (int j = 0; j < customers[i].length; j++) {
        costs[i][j] = -customers[i][j];
      }
    }
    int[] cheapest = cheapest(costs);
    int[] successors = new int[customers.length];
    for (int i = 0; i < successors.length; i++) {
      successors[i] = cheapest[i] < customers[0].length ? cheapest[i] : -1;
    }
    return successors;
  }
}
