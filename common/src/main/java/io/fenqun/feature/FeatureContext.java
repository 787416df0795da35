package io.fenqun.feature;

import io.fenqun.source.SourceDef;
import io.fenqun.time.OrderCycle;
import java.util.Map;

/**
 * What the meaning of a feature's keys depends on.
 *
 * @param sources by name
 * @param calendar the pack's cycles that idle_cycles may count, by name
 * @param defaultBalance {@code daily_average} or {@code month_end}: what balance means where the
 *     feature does not say
 */
public record FeatureContext(
    Map<String, SourceDef> sources, Map<String, OrderCycle> calendar, String defaultBalance) {}
