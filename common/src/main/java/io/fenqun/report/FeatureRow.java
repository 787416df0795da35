package io.fenqun.report;

import io.fenqun.conf.Labels;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One feature in the data dictionary.
 *
 * @param group the feature file's name
 * @param unit empty where the pack names none
 * @param type Spark's short name, for example decimal(18,2)
 * @param kind aggregate, attribute or derived
 * @param source empty for a derived feature
 * @param expression as the pack writes it
 * @param relativeError of an estimate; empty where the feature is exact
 */
public record FeatureRow(
    String name,
    Labels labels,
    String group,
    String unit,
    String type,
    String kind,
    Optional<String> source,
    String expression,
    OptionalDouble relativeError) {}
