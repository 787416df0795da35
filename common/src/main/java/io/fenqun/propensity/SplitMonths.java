package io.fenqun.propensity;

import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;

/**
 * The months whose customers a model is trained on, calibrated on and tested on, as seen from the
 * month in which it is fitted. What becomes of the customers of a month is known {@code lookAhead}
 * months later; each set lies at least so far before the next one, so that no outcome of the one is
 * seen in the features of the other.
 *
 * @param training the oldest ones
 * @param calibration behind them
 * @param test the last ones whose outcome is known
 */
public record SplitMonths(MonthRange training, MonthRange calibration, MonthRange test) {
  /**
   * @param months of each set, at least 1
   */
  public record Lengths(int training, int calibration, int test) {}

  /** As the month sees them, whether there is data or not. */
  public static SplitMonths at(Month fitted, int lookAhead, Lengths lengths) {
    MonthRange test = ending(fitted.minus(lookAhead), lengths.test());
    MonthRange calibration = ending(test.from().minus(lookAhead), lengths.calibration());
    MonthRange training = ending(calibration.from().minus(lookAhead), lengths.training());
    return new SplitMonths(training, calibration, test);
  }

  private static MonthRange ending(Month last, int months) {
    return new MonthRange(last.minus(months - 1), last);
  }

  /** Whether all of it lies in the covered months. */
  public boolean isCovered(Month firstCovered) {
    return firstCovered.compareTo(training.from()) <= 0;
  }
}
