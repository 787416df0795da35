package io.fenqun.scheme;

import io.fenqun.time.EvaluationCycle;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which schemes of a pack have segments that others can move a customer out of, and what must be
 * read to tell it: decided without data, see {@link LastCuts}.
 *
 * @param schemes in computing order
 * @param months moved to; none of them the first covered one
 * @param areFollowed schemes that read a ranking are evaluated anew
 */
public record CutSchemes(List<SchemeDef> schemes, MonthRange months, boolean areFollowed) {
  public CutSchemes(List<SchemeDef> schemes, MonthRange months) {
    this(schemes, months, true);
  }

  /** The rankings alone. */
  public CutSchemes alone() {
    return new CutSchemes(schemes, months, false);
  }

  /** False where no month has a ranking anew: there are no moves then. */
  public boolean areAny() {
    return !ranked().isEmpty();
  }

  List<SchemeDef> ranked() {
    return schemes.stream()
        .filter(scheme -> !scheme.method().rankedSegments().isEmpty())
        .filter(scheme -> !scheme.needsApproval())
        .filter(scheme -> months.months().stream().anyMatch(scheme.evaluate()::evaluatesIn))
        .toList();
  }

  List<SchemeDef> followers() {
    Set<String> affected = ranked().stream().map(SchemeDef::name).collect(Collectors.toSet());
    List<SchemeDef> followers = new ArrayList<>();
    for (SchemeDef scheme : schemes) {
      boolean isSegmented = areFollowed && scheme.isRowWise() && !scheme.segments().isEmpty();
      if (isSegmented && scheme.reads().stream().anyMatch(affected::contains)) {
        affected.add(scheme.name());
        followers.add(scheme);
      }
    }
    return followers;
  }

  /** Months of customer_month, segment_month and features that are read. */
  public SortedSet<Month> reads() {
    SortedSet<Month> reads = new TreeSet<>(months.months());
    months.months().forEach(month -> reads.add(month.minus(1)));
    ranked().forEach(scheme -> reads.addAll(cutsOf(scheme.evaluate()).keySet()));
    return reads;
  }

  /** Evaluations whose cuts held the month before another evaluation, with that one. */
  Map<Month, Month> cutsOf(EvaluationCycle cycle) {
    return months.months().stream()
        .filter(cycle::evaluatesIn)
        .collect(Collectors.toMap(month -> cycle.lastEvaluation(month.minus(1)), month -> month));
  }

  /** Features and schemes that are read of a customer beside the segments. */
  public Set<String> names() {
    return Stream.concat(
            ranked().stream().flatMap(scheme -> scheme.within().stream()),
            followers().stream().flatMap(scheme -> scheme.reads().stream()))
        .filter(name -> !name.equals(SchemeColumns.MONTH))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Schemes whose scores are read, in computing order. */
  List<String> scored() {
    Set<String> asked = ranked().stream().map(SchemeDef::name).collect(Collectors.toSet());
    followers().forEach(scheme -> asked.addAll(scheme.reads()));
    return schemes.stream().map(SchemeDef::name).filter(asked::contains).toList();
  }
}
