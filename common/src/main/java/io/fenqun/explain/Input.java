package io.fenqun.explain;

import io.fenqun.conf.Labels;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a scheme read of the customer.
 *
 * @param unit of a feature; empty for a scheme and where the pack names none
 * @param value of a feature, or the segment of a scheme
 * @param scheme the scheme whose segment it is; empty for a feature
 * @param score of a scheme that gives one
 */
public record Input(
    String name,
    Labels labels,
    String unit,
    @Nullable Object value,
    Optional<String> scheme,
    @Nullable Object score) {}
