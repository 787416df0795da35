package io.fenqun.quality;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * What became of the records of one delivery and month; read = clean + quarantined + duplicates +
 * superseded.
 *
 * @param month empty for a snapshot without date, and for records whose month could not be read
 * @param refused records by reason; a record with two reasons counts for both
 * @param unmatched records without a match, by the other source of a join
 * @param ambiguous records with more than one match, by the other source of a join
 * @param money by declared money column
 * @param keys sum of the key hashes of the clean rows, as {@link MonthContent} has it
 * @param values sum of the hashes of the clean rows, as {@link MonthContent} has it
 */
public record MonthCounts(
    String delivery,
    Optional<String> month,
    long read,
    long clean,
    long quarantined,
    long duplicates,
    long superseded,
    Map<String, Long> refused,
    Map<String, Long> unmatched,
    Map<String, Long> ambiguous,
    Map<String, MoneyCounts> money,
    long keys,
    long values) {

  /** A delivery without records. */
  static MonthCounts none(String delivery) {
    return new MonthCounts(
        delivery, Optional.empty(), 0, 0, 0, 0, 0, Map.of(), Map.of(), Map.of(), Map.of(), 0, 0);
  }

  /** Of the same delivery and month. */
  MonthCounts plus(MonthCounts other) {
    return new MonthCounts(
        delivery,
        month,
        read + other.read,
        clean + other.clean,
        quarantined + other.quarantined,
        duplicates + other.duplicates,
        superseded + other.superseded,
        merged(refused, other.refused, Long::sum),
        merged(unmatched, other.unmatched, Long::sum),
        merged(ambiguous, other.ambiguous, Long::sum),
        merged(money, other.money, MoneyCounts::plus),
        keys + other.keys,
        values + other.values);
  }

  private static <T> Map<String, T> merged(
      Map<String, T> left, Map<String, T> right, BinaryOperator<T> plus) {
    Map<String, T> both = new TreeMap<>(left);
    right.forEach((name, count) -> both.merge(name, count, plus));
    return both;
  }

  boolean reconciles() {
    return read == clean + quarantined + duplicates + superseded
        && money.values().stream().allMatch(MoneyCounts::reconciles);
  }

  /** Of the clean rows. */
  public MonthContent content() {
    SortedMap<String, BigDecimal> sums = new TreeMap<>();
    money.forEach((column, counts) -> sums.put(column, counts.clean()));
    return new MonthContent(clean, keys, values, sums);
  }

  /** Some of the clean rows become duplicates of other deliveries' rows, or are superseded. */
  MonthCounts displaced(Change change) {
    long rows = change.rows().rows();
    boolean isDuplicate = change.to() == Standing.DUPLICATE;
    Map<String, MoneyCounts> moved = new TreeMap<>();
    money.forEach(
        (column, counts) ->
            moved.put(
                column,
                counts.displaced(
                    change.rows().money().getOrDefault(column, BigDecimal.ZERO), isDuplicate)));
    return new MonthCounts(
        delivery,
        month,
        read,
        clean - rows,
        quarantined,
        duplicates + (isDuplicate ? rows : 0),
        superseded + (isDuplicate ? 0 : rows),
        refused,
        unmatched,
        ambiguous,
        moved,
        keys - change.rows().keys(),
        values - change.rows().values());
  }

  /** For messages: the month, else the delivery. */
  String label() {
    return month.orElse("delivery " + delivery);
  }
}
