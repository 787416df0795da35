package io.fenqun.report;

import io.fenqun.conf.Labels;
import java.util.Map;
import java.util.Optional;

/**
 * One treatment.
 *
 * @param attributes the pack's own columns of it
 */
public record TreatmentRow(
    String code, Labels labels, Optional<String> channel, Map<String, String> attributes) {}
