package io.fenqun.transition;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Suggestion;
import io.fenqun.time.MonthRange;
import java.util.List;
import java.util.Set;

/**
 * What a pack wants forecast of its transitions.
 *
 * @param months on, up to which every month is forecast
 * @param window last months whose moves a forecast and a test rest on
 * @param secondOrder schemes of which it is tested whether the month before last tells more
 */
public record ForecastDef(int months, int window, List<String> secondOrder) {
  public ForecastDef {
    secondOrder = List.copyOf(secondOrder);
  }

  /**
   * Reads {@code forecast} of a pack; faults go to the node's problems.
   *
   * @param months used where the pack names none, as {@code window}
   * @param schemes of the pack
   */
  public static ForecastDef from(ConfNode forecast, int months, int window, Set<String> schemes) {
    List<String> secondOrder = forecast.texts("second_order");
    for (String scheme : secondOrder) {
      if (!schemes.contains(scheme)) {
        forecast.problem(
            "second_order", "unknown scheme " + scheme + Suggestion.among(scheme, schemes));
      }
    }
    return new ForecastDef(
        forecast.integer("months", months), forecast.integer("window", window), secondOrder);
  }

  /** The months moved to that forecasts and tests of these months rest on. */
  public MonthRange reads(MonthRange forecastMonths) {
    return new MonthRange(forecastMonths.from().minus(window - 1), forecastMonths.to());
  }

  /** The months in which forecasts of these months may have been made. */
  public MonthRange madeIn(MonthRange forecastMonths) {
    return new MonthRange(forecastMonths.from().minus(months), forecastMonths.to().minus(1));
  }
}
