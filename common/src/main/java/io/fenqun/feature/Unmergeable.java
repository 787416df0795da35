package io.fenqun.feature;

import static java.util.Map.entry;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Aggregates of Spark SQL that a tile cannot hold, and why. */
final class Unmergeable {
  private static final String NEEDS_ALL_VALUES =
      "it needs every value of the window, not one part of each month";
  private static final String GROWS =
      "its parts are as large as the rows; take count(distinct …), first or last";
  private static final String DEPENDS_ON_LAYOUT =
      "its answer depends on how the rows are spread; take count(distinct …)";
  private static final String DOES_NOT_FIT =
      "sums of third and fourth powers do not fit exactly; take variance or stddev";

  private static final Map<String, String> REASONS =
      Map.ofEntries(
          entry("median", NEEDS_ALL_VALUES),
          entry("percentile", NEEDS_ALL_VALUES),
          entry("percentile_cont", NEEDS_ALL_VALUES),
          entry("percentile_disc", NEEDS_ALL_VALUES),
          entry("percentile_approx", NEEDS_ALL_VALUES),
          entry("approx_percentile", NEEDS_ALL_VALUES),
          entry("mode", NEEDS_ALL_VALUES),
          entry("collect_list", GROWS),
          entry("collect_set", GROWS),
          entry("array_agg", GROWS),
          entry("approx_count_distinct", DEPENDS_ON_LAYOUT),
          entry("hll_sketch_agg", DEPENDS_ON_LAYOUT),
          entry("any_value", DEPENDS_ON_LAYOUT),
          entry("skewness", DOES_NOT_FIT),
          entry("kurtosis", DOES_NOT_FIT));

  private Unmergeable() {}

  /** Empty for a function that is not known to be one of them. */
  static Optional<String> reason(String function) {
    String name = function.toLowerCase(Locale.ROOT);
    return Optional.ofNullable(REASONS.get(name))
        .map(reason -> "'" + name + "' cannot be merged from the parts of months: " + reason);
  }
}
