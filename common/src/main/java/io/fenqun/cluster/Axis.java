package io.fenqun.cluster;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log1p;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.signum;

import java.io.Serializable;
import org.apache.spark.sql.Column;

/**
 * How one quantity becomes a coordinate: its logarithm where that is wanted, cut at two limits,
 * less the mean, by the standard deviation, times the root of a weight, on a grid of
 * 2<sup>-20</sup>.
 *
 * <p>A coordinate is a multiple of the grid's step, and the coordinates of the rows that the mean
 * and deviation are of are at most as many as the rows in sum, in size: sums of up to
 * 2<sup>30</sup> of them are exact in doubles, whatever their order.
 *
 * @param isLogarithmic of a number x it is sign(x) · ln(1 + |x|), so that losses keep their sign
 * @param low in the unit after the logarithm, as are high, mean and deviation
 * @param deviation 0 of a quantity that is the same of everyone: its coordinate is 0
 * @param weight above 0: what a squared distance along this axis counts
 */
public record Axis(
    boolean isLogarithmic, double low, double high, double mean, double deviation, double weight)
    implements Serializable {
  /** Steps of the grid in one standard deviation. */
  static final double STEPS = 1 << 20;

  /** The quantity in the unit of the limits; double. */
  public static Column quantity(Column value, boolean isLogarithmic) {
    Column number = value.cast("double");
    return isLogarithmic ? signum(number).multiply(log1p(abs(number))) : number;
  }

  /** The value in its own unit of a quantity. */
  public double value(double quantity) {
    return isLogarithmic ? Math.signum(quantity) * StrictMath.expm1(Math.abs(quantity)) : quantity;
  }

  /** The other way, in numbers what {@link #quantity(Column, boolean)} is in columns. */
  public double quantity(double value) {
    return isLogarithmic ? Math.signum(value) * StrictMath.log1p(Math.abs(value)) : value;
  }

  /** True where the quantity tells nobody from anybody. */
  public boolean isConstant() {
    return deviation == 0;
  }

  /** The coordinate of a quantity; both forms give the same bits. */
  double coordinate(double quantity) {
    if (isConstant()) {
      return 0.0;
    }
    double cut = Math.max(Math.min(quantity, high), low);
    return Math.rint((cut - mean) / deviation * scale()) / STEPS + 0.0;
  }

  /** As {@link #coordinate(double)}, of a column that {@link #quantity} made. */
  public Column coordinate(Column quantity) {
    if (isConstant()) {
      return lit(0.0);
    }
    Column cut = greatest(least(quantity, lit(high)), lit(low));
    return rint(cut.minus(lit(mean)).divide(lit(deviation)).multiply(lit(scale())))
        .divide(lit(STEPS))
        .plus(lit(0.0));
  }

  /** The quantity that stands at a coordinate, for centres, which lie between the grid's points. */
  public double quantityAt(double coordinate) {
    return isConstant() ? mean : coordinate * STEPS / scale() * deviation + mean;
  }

  /** The way back from {@link #quantityAt}: neither cut nor on the grid. */
  public double coordinateOf(double quantity) {
    return isConstant() ? 0.0 : (quantity - mean) / deviation * scale() / STEPS;
  }

  private double scale() {
    return Math.sqrt(weight) * STEPS;
  }
}
