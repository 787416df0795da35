package io.fenqun.scheme;

import io.fenqun.conf.Labels;
import io.fenqun.conf.Position;
import io.fenqun.sql.SqlExpression;
import io.fenqun.time.EvaluationCycle;
import java.util.List;
import java.util.Optional;

/**
 * One segmentation scheme of a pack.
 *
 * @param population who is segmented; the others are {@link Segments#OUTSIDE}
 * @param within features or schemes whose values form the groups of a ranking or of maxima; null is a group
 * @param value the feature behind the scheme's money columns
 * @param segments in file order
 * @param method the method with its own parameters
 * @param reads features and schemes that any of its expressions names
 * @param definition hash of what can change an assignment
 */
public record SchemeDef(
    String name,
    Labels labels,
    Position position,
    Optional<SqlExpression> population,
    List<String> within,
    EvaluationCycle evaluate,
    String value,
    List<SegmentDef> segments,
    SchemeMethod method,
    List<String> reads,
    String definition) {

  /**
   * A segment's label and what BI needs of it; the condition that fills it belongs to the method.
   *
   * @param share expected share of customers in percent, where the method is by shares
   * @param valueShare expected share of value in percent
   */
  public record SegmentDef(
      String code,
      Labels labels,
      Optional<String> treatment,
      Optional<String> colour,
      Optional<java.math.BigDecimal> share,
      Optional<java.math.BigDecimal> valueShare) {}
}
