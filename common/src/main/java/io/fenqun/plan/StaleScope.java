package io.fenqun.plan;

import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.Optional;

/**
 * Which months are looked at.
 *
 * @param months from the first covered month to the last one that is or shall be computed
 * @param floor changes of months before it wait for a restatement
 * @param forcedFrom months from here on are computed whatever they are made from
 */
public record StaleScope(MonthRange months, Month floor, Optional<Month> forcedFrom) {

  /** The last {@code horizon} months may be restated. */
  public static StaleScope within(MonthRange months, int horizon) {
    return new StaleScope(months, months.to().minus(horizon - 1), Optional.empty());
  }

  /** As this, and all months from here on may be restated. */
  public StaleScope restating(Month from) {
    return new StaleScope(months, from.compareTo(floor) < 0 ? from : floor, forcedFrom);
  }

  public StaleScope forcing(Month from) {
    return new StaleScope(months, floor, Optional.of(from));
  }

  boolean isForced(Month month) {
    return forcedFrom.filter(from -> from.compareTo(month) <= 0).isPresent();
  }
}
