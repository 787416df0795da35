package io.fenqun.cluster;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What became of clusters from one model to the next, from where the same customers are in both.
 * Each old cluster has at most one successor, by {@link ClusterMatch}; it goes on where at least
 * half of its customers are there, it is split where another cluster has a quarter of them, and a
 * cluster that goes on has merged with another one half of whose customers it has: the thresholds
 * of Spiliopoulou, Ntoutsi, Theodoridis and Schult, "MONIC: modeling and monitoring cluster
 * transitions", KDD 2006.
 *
 * @param customers of each old cluster in each new one, a row for each old one
 */
public record Succession(long[][] customers) {
  private static final double GOES_ON = 0.5;
  private static final double SPLIT = 0.25;

  /** The old cluster that each new one goes on from; -1 for one that is born. */
  public int[] predecessors() {
    int[] predecessors = new int[customers[0].length];
    Arrays.fill(predecessors, -1);
    int[] successors = ClusterMatch.successors(customers);
    for (int old = 0; old < successors.length; old++) {
      if (successors[old] >= 0 && share(old, successors[old]) >= GOES_ON) {
        predecessors[successors[old]] = old;
      }
    }
    return predecessors;
  }

  /** Customers of an old cluster. */
  public long before(int old) {
    return Arrays.stream(customers[old]).sum();
  }

  /** Customers of a new cluster. */
  public long now(int fresh) {
    return Arrays.stream(customers).mapToLong(row -> row[fresh]).sum();
  }

  /** True where a good part of an old cluster is in a new one other than this. */
  public boolean isSplit(int old, int successor) {
    return IntStream.range(0, customers[old].length)
        .anyMatch(fresh -> fresh != successor && share(old, fresh) >= SPLIT);
  }

  /** True where most of an old cluster other than this is in a new one. */
  public boolean isMerged(int fresh, int predecessor) {
    return IntStream.range(0, customers.length)
        .anyMatch(old -> old != predecessor && share(old, fresh) >= GOES_ON);
  }

  /** Of an old cluster without customers nobody is anywhere. */
  private double share(int old, int fresh) {
    long all = before(old);
    return all == 0 ? 0 : (double) customers[old][fresh] / all;
  }
}
