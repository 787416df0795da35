package io.fenqun.transition;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.lit;

import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Column;

/**
 * The matrices of one run: for each horizon the months moved to. A horizon has no matrix of a month
 * where the month moved from lies before the first covered one; it is not among these then.
 *
 * @param horizons at least one
 * @param groupBy columns of customer_month whose values split every matrix
 */
public record TransitionScope(List<Horizon> horizons, List<String> groupBy) {
  /**
   * @param months between the two ends of a move
   * @param toMonths months moved to
   */
  public record Horizon(int months, MonthRange toMonths) {
    MonthRange fromMonths() {
      return new MonthRange(toMonths.from().minus(months), toMonths.to().minus(months));
    }

    private Column covers(Column horizon, Column monthIndex) {
      return horizon
          .equalTo(months)
          .and(monthIndex.between(toMonths.from().index(), toMonths.to().index()));
    }
  }

  public TransitionScope {
    horizons = List.copyOf(horizons);
    groupBy = List.copyOf(groupBy);
  }

  /** Horizon 1 to these months, everyone together. */
  public static TransitionScope monthOverMonth(MonthRange toMonths) {
    return new TransitionScope(
        List.of(new Horizon(TransitionDef.MONTH_OVER_MONTH, toMonths)), List.of());
  }

  /**
   * What a pack wants of these months, as far as the covered months reach back.
   *
   * @param toMonths none of them the first covered month
   */
  public static TransitionScope of(TransitionDef def, MonthRange toMonths, Month firstCovered) {
    List<Horizon> horizons = new ArrayList<>();
    for (int months : def.horizons()) {
      Month first = latest(toMonths.from(), firstCovered.plus(months));
      if (first.compareTo(toMonths.to()) <= 0) {
        horizons.add(new Horizon(months, new MonthRange(first, toMonths.to())));
      }
    }
    return new TransitionScope(horizons, def.groupBy());
  }

  private static Month latest(Month one, Month other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** All months moved to. */
  MonthRange toMonths() {
    return spanning(horizons.stream().flatMap(h -> h.toMonths().months().stream()).toList());
  }

  /** All months moved from; they need not follow each other. */
  SortedSet<Month> fromMonths() {
    SortedSet<Month> months = new TreeSet<>();
    horizons.forEach(horizon -> months.addAll(horizon.fromMonths().months()));
    return months;
  }

  /** From the first month moved from to the last month moved to. */
  public MonthRange months() {
    return spanning(List.of(fromMonths().first(), toMonths().to()));
  }

  private static MonthRange spanning(List<Month> months) {
    return new MonthRange(
        months.stream().min(Comparator.naturalOrder()).orElseThrow(),
        months.stream().max(Comparator.naturalOrder()).orElseThrow());
  }

  int longest() {
    return horizons.stream().mapToInt(Horizon::months).max().orElseThrow();
  }

  /** All horizons, an array of int. */
  Column lengths() {
    return array(horizons.stream().map(h -> lit(h.months())).toArray(Column[]::new));
  }

  /** True for a horizon that has a matrix to the month. */
  Column covers(Column horizon, Column monthIndex) {
    return horizons.stream()
        .map(h -> h.covers(horizon, monthIndex))
        .reduce(Column::or)
        .orElse(lit(false));
  }
}
