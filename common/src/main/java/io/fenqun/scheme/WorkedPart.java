package io.fenqun.scheme;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Working} of one customer, computed.
 *
 * @param lines cells as Spark gives them: null, a number, a text, a boolean or a row of named
 *     values
 */
public record WorkedPart(
    String name, List<String> headings, List<List<@Nullable Object>> lines, boolean isList) {}
