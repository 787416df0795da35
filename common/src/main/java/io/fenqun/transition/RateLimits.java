package io.fenqun.transition;

import java.util.Map;

/**
 * How sure the rates of a matrix are.
 *
 * @param smallRow a from-segment of fewer customers is marked is_small
 * @param confidence of the limits, as a fraction
 * @param minimumEffective effective customers below which money-weighted limits are null
 * @param segments by scheme how many segments it declares, OUTSIDE not counted; one for a scheme
 *     that gives points
 */
public record RateLimits(
    int smallRow, double confidence, double minimumEffective, Map<String, Integer> segments) {
  public RateLimits {
    segments = Map.copyOf(segments);
  }
}
