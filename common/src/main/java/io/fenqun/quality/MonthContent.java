package io.fenqun.quality;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the clean rows of one delivery and month say, in a few numbers that do not depend on the
 * order of the rows and add up over deliveries. Two sets of rows with equal numbers are taken as
 * equal; a value that changes with the number of rows unchanged changes {@code values}.
 *
 * @param keys sum of the 64-bit hashes of the keys, wrapping around
 * @param values sum of the 64-bit hashes of all columns but delivery, month and customer_id,
 *     wrapping around
 * @param money sum of each declared money column without trailing zeros; 0 where all are null
 */
public record MonthContent(long rows, long keys, long values, SortedMap<String, BigDecimal> money) {
  public static final MonthContent NONE = new MonthContent(0, 0, 0, new TreeMap<>());

  public MonthContent {
    SortedMap<String, BigDecimal> plain = new TreeMap<>();
    money.forEach((column, sum) -> plain.put(column, sum.stripTrailingZeros()));
    money = Collections.unmodifiableSortedMap(plain);
  }

  /** Of the rows of both. */
  public MonthContent plus(MonthContent other) {
    return with(other, 1);
  }

  /** Without rows that are in it. */
  public MonthContent minus(MonthContent other) {
    return with(other, -1);
  }

  private MonthContent with(MonthContent other, int sign) {
    SortedMap<String, BigDecimal> sums = new TreeMap<>(money);
    for (Map.Entry<String, BigDecimal> sum : other.money.entrySet()) {
      BigDecimal signed = sign < 0 ? sum.getValue().negate() : sum.getValue();
      sums.merge(sum.getKey(), signed, BigDecimal::add);
    }
    return new MonthContent(
        rows + sign * other.rows, keys + sign * other.keys, values + sign * other.values, sums);
  }
}
