package io.fenqun.cluster;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/** Finds the axes of a set of rows: limits, means and deviations are exact statistics of them. */
public final class Axes {
  /** Steps between the limits in which means and deviations are counted. */
  private static final double STEPS = 1L << 40;

  private static final double PERCENT = 100.0;

  /**
   * What an axis shall be.
   *
   * @param lowerPercent the quantile below which values are cut; 0 for none
   * @param upperPercent the quantile above which they are; 100 for none
   */
  public record Wish(boolean isLogarithmic, double lowerPercent, double upperPercent, double weight)
      implements Serializable {
    boolean isCut() {
      return lowerPercent > 0 || upperPercent < PERCENT;
    }
  }

  private record Limits(double low, double high) implements Serializable {
    long steps(double value) {
      double cut = Math.max(Math.min(value, high), low);
      return (long) Math.rint((cut - low) / (high - low) * STEPS);
    }
  }

  private Axes() {}

  /**
   * An axis for each wish.
   *
   * @param quantities rows of {@link Axis#quantity}, a number for each wish, all finite; kept, for
   *     they are gone over several times
   * @param extent of these rows
   */
  public static List<Axis> of(JavaRDD<double[]> quantities, Extent extent, List<Wish> wishes) {
    List<Limits> limits = limits(quantities, extent, wishes);
    ExactMoments[] moments =
        quantities.mapPartitions(rows -> moments(rows, limits)).treeReduce(Axes::added);
    List<Axis> axes = new ArrayList<>();
    for (int i = 0; i < wishes.size(); i++) {
      axes.add(axis(wishes.get(i), limits.get(i), moments[i]));
    }
    return List.copyOf(axes);
  }

  /** Between two quantiles where values are cut, between the extremes where none is. */
  private static List<Limits> limits(
      JavaRDD<double[]> quantities, Extent extent, List<Wish> wishes) {
    List<double[]> shares = wishes.stream().map(Axes::shares).toList();
    List<double[]> quantiles = ExactQuantiles.of(quantities, extent.count(), shares);
    List<Limits> limits = new ArrayList<>();
    for (int i = 0; i < wishes.size(); i++) {
      double[] cut = quantiles.get(i);
      limits.add(
          cut.length == 0
              ? new Limits(extent.least()[i], extent.greatest()[i])
              : new Limits(cut[0], cut[1]));
    }
    return limits;
  }

  private static double[] shares(Wish wish) {
    return wish.isCut()
        ? new double[] {wish.lowerPercent() / PERCENT, wish.upperPercent() / PERCENT}
        : new double[0];
  }

  private static Iterator<ExactMoments[]> moments(Iterator<double[]> rows, List<Limits> limits) {
    if (!rows.hasNext()) {
      return Collections.emptyIterator();
    }
    ExactMoments[] moments = new ExactMoments[limits.size()];
    for (int i = 0; i < moments.length; i++) {
      moments[i] = new ExactMoments();
    }
    Limits[] ofColumns = limits.toArray(Limits[]::new);
    rows.forEachRemaining(
        row -> {
          for (int i = 0; i < ofColumns.length; i++) {
            moments[i].add(ofColumns[i].steps(row[i]));
          }
        });
    return List.<ExactMoments[]>of(moments).iterator();
  }

  private static ExactMoments[] added(ExactMoments[] moments, ExactMoments[] others) {
    for (int i = 0; i < moments.length; i++) {
      moments[i].add(others[i]);
    }
    return moments;
  }

  /** A span of nothing makes steps of nothing: such a quantity is constant. */
  private static Axis axis(Wish wish, Limits limits, ExactMoments moments) {
    boolean isConstant = limits.low() == limits.high();
    return new Axis(
        wish.isLogarithmic(),
        limits.low(),
        limits.high(),
        isConstant ? limits.low() : limits.low() + inUnits(moments.mean(), limits),
        isConstant ? 0.0 : inUnits(moments.deviation(), limits),
        wish.weight());
  }

  private static double inUnits(BigDecimal steps, Limits limits) {
    BigDecimal span = new BigDecimal(limits.high()).subtract(new BigDecimal(limits.low()));
    return steps
        .multiply(span)
        .divide(BigDecimal.valueOf(STEPS), MathContext.DECIMAL128)
        .doubleValue();
  }
}
