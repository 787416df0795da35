package io.fenqun.report;

import io.fenqun.conf.Labels;
import io.fenqun.table.SchemeValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What the published tables say of one scheme.
 *
 * @param population SQL; empty where everyone of the base is segmented
 * @param value the feature behind the scheme's amounts
 * @param valueColumn the column of customer_month that holds it
 * @param definition hash of what can change an assignment
 * @param text what its file says, JSON
 * @param segments in the declared order; empty for a scheme that only gives points
 */
public record SchemeRow(
    String name,
    Labels labels,
    String method,
    Optional<String> population,
    List<String> within,
    String evaluate,
    String value,
    String valueColumn,
    String definition,
    String text,
    List<SegmentRow> segments) {

  /**
   * One declared segment.
   *
   * @param share expected share of customers in percent
   * @param valueShare expected share of value in percent
   */
  public record SegmentRow(
      String code,
      Labels labels,
      Optional<String> colour,
      Optional<String> treatment,
      Optional<BigDecimal> share,
      Optional<BigDecimal> valueShare) {

    /** A state: no colour, treatment or expectation. */
    public static SegmentRow state(String code, Labels labels) {
      return new SegmentRow(
          code, labels, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  /** True for a scheme without segments of its own: everyone in its population is SCORED. */
  public boolean isScored() {
    return segments.isEmpty();
  }

  SchemeValue schemeValue() {
    return new SchemeValue(name, valueColumn);
  }
}
