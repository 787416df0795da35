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
 * the doubles are taken as integers of the same order ({@link OrderedBits}), and each of six passes
 * counts their next eleven bits among the rows that agree with what is known so far (radix
 * selection). A task counts some two thousand buckets a value that is looked for.
 *
 * <p>The quantile at a share is the smallest value that so large a share of the rows does not
 * exceed, the inverse of the empirical distribution function (definition 1 of Hyndman and Fan,
 * "Sample quantiles in statistical packages", The American Statistician 50, 1996): always a value
 * of the data, so that the order of rows, ties and tasks play no part.
 */
public final class ExactQuantiles {
  private static final int BITS = 11;
  private static final int BUCKETS = 1 << BITS;

  /** One value that is looked for: the rows before it, and the upper bits that are known of it. */
  private record Wanted(int column, long place, long known) implements Serializable {}

  /** The bits that a pass counts: those of {@code mask} after a shift; all above are known. */
  private record Digit(int shift, int bits) implements Serializable {
    boolean agree(long one, long other) {
      int known = shift + bits;
      return known == Long.SIZE || (one ^ other) >>> known == 0;
    }

    int of(long value) {
      return (int) ((value >>> shift) & ((1L << bits) - 1));
    }
  }

  private ExactQuantiles() {}

  /**
   * A value for each column and share.
   *
   * @param rows of the same length, all finite; gone over six times
   * @param count number of rows, at least one
   * @param shares of each column, from 0 (the least value) to 1
   */
  public static List<double[]> of(JavaRDD<double[]> rows, long count, List<double[]> shares) {
    List<Wanted> wanted = new ArrayList<>();
    for (int column = 0; column < shares.size(); column++) {
      for (double share : shares.get(column)) {
        long rank = Math.min(count, Math.max(1L, (long) Math.ceil(share * count)));
        wanted.add(new Wanted(column, rank - 1, 0L));
      }
    }
    for (int top = Long.SIZE; top > 0 && !wanted.isEmpty(); top -= BITS) {
      int shift = Math.max(0, top - BITS);
      wanted = narrowed(rows, wanted, new Digit(shift, top - shift));
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

  private static List<Wanted> narrowed(JavaRDD<double[]> rows, List<Wanted> wanted, Digit digit) {
    Wanted[] looked = wanted.toArray(Wanted[]::new);
    long[][] counts =
        rows.mapPartitions(ofTask -> counted(ofTask, looked, digit))
            .treeReduce(ExactQuantiles::added);
    List<Wanted> narrowed = new ArrayList<>();
    for (int i = 0; i < looked.length; i++) {
      narrowed.add(chosen(looked[i], counts[i], digit));
    }
    return narrowed;
  }

  private static Iterator<long[][]> counted(Iterator<double[]> rows, Wanted[] wanted, Digit digit) {
    if (!rows.hasNext()) {
      return Collections.emptyIterator();
    }
    long[][] counts = new long[wanted.length][BUCKETS];
    rows.forEachRemaining(
        row -> {
          for (int i = 0; i < wanted.length; i++) {
            long bits = OrderedBits.of(row[wanted[i].column()]);
            if (digit.agree(bits, wanted[i].known())) {
              counts[i][digit.of(bits)]++;
            }
          }
        });
    return List.<long[][]>of(counts).iterator();
  }

  private static long[][] added(long[][] sums, long[][] others) {
    for (int i = 0; i < sums.length; i++) {
      long[] sum = sums[i];
      long[] other = others[i];
      Arrays.setAll(sum, bucket -> sum[bucket] + other[bucket]);
    }
    return sums;
  }

  private static Wanted chosen(Wanted wanted, long[] counts, Digit digit) {
    long before = 0;
    int bucket = 0;
    while (before + counts[bucket] <= wanted.place()) {
      before += counts[bucket++];
    }
    return new Wanted(
        wanted.column(),
        wanted.place() - before,
        wanted.known() | ((long) bucket << digit.shift()));
  }
}
