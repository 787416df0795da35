package io.fenqun.quality;

import io.fenqun.source.SourceDef;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * Of one ingest of a source, in order of delivery and month.
 *
 * @param months one for each delivery and month that has a record
 */
public record SourceCounts(List<MonthCounts> months) {
  /** Adds up what stands for the same delivery and month. */
  static SourceCounts of(List<MonthCounts> lines) {
    Map<List<String>, MonthCounts> byMonth =
        new TreeMap<>((a, b) -> String.join(" ", a).compareTo(String.join(" ", b)));
    lines.forEach(
        line ->
            byMonth.merge(
                List.of(line.delivery(), line.month().orElse("")), line, MonthCounts::plus));
    return new SourceCounts(List.copyOf(byMonth.values()));
  }

  /** Clean rows of a delivery and month that other deliveries displace. */
  SourceCounts displaced(Change change) {
    return new SourceCounts(
        months.stream()
            .map(
                month ->
                    month.delivery().equals(change.delivery())
                            && month.month().filter(change.month()::equals).isPresent()
                        ? month.displaced(change)
                        : month)
            .toList());
  }

  /** Over the months of one delivery. */
  public long total(String delivery, ToLongFunction<MonthCounts> count) {
    return months.stream()
        .filter(month -> month.delivery().equals(delivery))
        .mapToLong(count)
        .sum();
  }

  /** One delivery, all its months together. */
  public MonthCounts of(String delivery) {
    return months.stream()
        .filter(month -> month.delivery().equals(delivery))
        .reduce(MonthCounts::plus)
        .orElseGet(() -> MonthCounts.none(delivery));
  }

  /**
   * What the clean rows of one delivery say, by month; {@code all} stands for rows without a month.
   * Months without a clean row are left out.
   */
  public SortedMap<String, MonthContent> content(String delivery) {
    SortedMap<String, MonthContent> content = new TreeMap<>();
    months.stream()
        .filter(month -> month.delivery().equals(delivery) && month.clean() > 0)
        .forEach(month -> content.put(month.month().orElse(SourceDef.ALL), month.content()));
    return content;
  }

  /** Over all deliveries. */
  public long total(ToLongFunction<MonthCounts> count) {
    return months.stream().mapToLong(count).sum();
  }
}
