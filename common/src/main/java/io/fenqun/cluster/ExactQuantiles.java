package io.fenqun.cluster;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * Exact order statistics of many columns at once, without sorting and whatever the number of rows:
 * the doubles are taken as integers of the same order ({@link OrderedBits}), and each of four
 * passes counts their next sixteen bits among the rows that agree with what is known so far (radix
 * selection).
 *
 * <p>The quantile at a share is the smallest value that so large a share of the rows does not
 * exceed, the inverse of the empirical distribution function (definition 1 of Hyndman and Fan,
 * "Sample quantiles in statistical packages", The American Statistician 50, 1996): always a value
 * of the data, so that the order of rows, ties and tasks play no part.
 */
final class ExactQuantiles {
  private static final int BITS = 16;
  private static final int BUCKETS = 1 << BITS;
  private static final long BUCKET_MASK = BUCKETS - 1L;

  /** One value that is looked for: the rows before it, and what is known of its bits. */
  private record Wanted(int column, long place, long known) implements Serializable {}

  private ExactQuantiles() {}

  /**
   * A value for each column and share.
   *
   * @param rows of the same length, all finite; gone over four times
   * @param count number of rows, at least one
   * @param shares of each column, above 0 and at most 1
   */
  static List<double[]> of(JavaRDD<double[]> rows, long count, List<double[]> shares) {
    List<Wanted> wanted = new ArrayList<>();
    for (int column = 0; column < shares.size(); column++) {
      for (double share : shares.get(column)) {
        long rank = Math.min(count, Math.max(1L, (long) Math.ceil(share * count)));
        wanted.add(new Wanted(column, rank - 1, 0L));
      }
    }
    for (int shift = Long.SIZE - BITS; shift >= 0; shift -= BITS) {
      wanted = narrowed(rows, wanted, shift);
    }
    List<double[]> quantiles = new ArrayList<>();
    int next = 0;
    for (double[] ofColumn : shares) {
      double[] values = new double[ofColumn.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = OrderedBits.value(wanted.get(next++).known());
      }
      quantiles.add(values);
    }
    return quantiles;
  }

  private static List<Wanted> narrowed(JavaRDD<double[]> rows, List<Wanted> wanted, int shift) {
    Wanted[] looked = wanted.toArray(Wanted[]::new);
    if (looked.length == 0) {
      return wanted;
    }
    long[][] counts =
        rows.mapPartitions(ofTask -> counted(ofTask, looked, shift))
            .treeReduce(ExactQuantiles::added);
    List<Wanted> narrowed = new ArrayList<>();
    for (int i = 0; i < looked.length; i++) {
      narrowed.add(chosen(looked[i], counts[i], shift));
    }
    return narrowed;
  }

  private static Iterator<long[][]> counted(Iterator<double[]> rows, Wanted[] wanted, int shift) {
    if (!rows.hasNext()) {
      return Collections.emptyIterator();
    }
    long[][] counts = new long[wanted.length][BUCKETS];
    rows.forEachRemaining(row -> count(counts, row, wanted, shift));
    return List.<long[][]>of(counts).iterator();
  }

  private static void count(long[][] counts, double[] row, Wanted[] wanted, int shift) {
    for (int i = 0; i < wanted.length; i++) {
      long bits = OrderedBits.of(row[wanted[i].column()]);
      boolean agrees =
          shift == Long.SIZE - BITS || (bits ^ wanted[i].known()) >>> (shift + BITS) == 0;
      if (agrees) {
        counts[i][(int) ((bits >>> shift) & BUCKET_MASK)]++;
      }
    }
  }

  private static long[][] added(long[][] sums, long[][] others) {
    for (int i = 0; i < sums.length; i++) {
      long[] sum = sums[i];
      long[] other = others[i];
      Arrays.setAll(sum, bucket -> sum[bucket] + other[bucket]);
    }
    return sums;
  }

  private static Wanted chosen(Wanted wanted, long[] counts, int shift) {
    long before = 0;
    int bucket = 0;
    while (before + counts[bucket] <= wanted.place()) {
      before += counts[bucket++];
    }
    return new Wanted(
        wanted.column(), wanted.place() - before, wanted.known() | ((long) bucket << shift));
  }
}
