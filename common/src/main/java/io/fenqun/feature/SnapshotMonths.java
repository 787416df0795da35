package io.fenqun.feature;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.fenqun.error.FenqunException;
import io.fenqun.source.SourceDef;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Which delivery of a snapshot is true of a month: the latest one up to it, and at most {@code
 * max_age} months old (design section 3).
 */
public final class SnapshotMonths {
  private SnapshotMonths() {}

  /** By age alone; empty: the month is not ready. */
  public static Optional<Month> deliveryFor(
      Month month, Collection<Month> deliveries, int maxAgeMonths) {
    return deliveries.stream()
        .filter(
            delivery ->
                delivery.compareTo(month) <= 0 && month.index() - delivery.index() <= maxAgeMonths)
        .max(Comparator.naturalOrder());
  }

  /**
   * The rows with the months that they are true of: a delivery that serves two months of the range
   * gives its rows twice. Of a source without history the latest delivery is true of every month,
   * and its rows come as they are.
   *
   * @param deliveries the months delivered so far; a month of the range that none of them serves is
   *     refused with kind NOT_READY
   * @param rows {@code month} is the month of the delivery
   */
  public static Dataset<Row> of(
      SourceDef source, MonthRange range, Collection<Month> deliveries, Dataset<Row> rows) {
    SortedMap<Month, List<Month>> serves = serves(source, range, deliveries);
    Object[] needed = serves.keySet().stream().map(Month::toString).toArray();
    Dataset<Row> delivered = rows.filter(col("month").isin(needed));
    if (!source.history()) {
      return delivered;
    }
    Column months = lit(null);
    for (Map.Entry<Month, List<Month>> served : serves.entrySet()) {
      Column isDelivery = col("month").equalTo(served.getKey().toString());
      Column[] those =
          served.getValue().stream().map(month -> lit(month.toString())).toArray(Column[]::new);
      months = when(isDelivery, array(those)).otherwise(months);
    }
    return delivered.withColumn("month", explode(months));
  }

  /**
   * The deliveries that are true of a month of the range, of those so far; refuses as {@link #of}.
   */
  public static SortedSet<Month> needed(
      SourceDef source, MonthRange range, Collection<Month> deliveries) {
    return new TreeSet<>(serves(source, range, deliveries).keySet());
  }

  /** By delivery the months that it is true of. */
  private static SortedMap<Month, List<Month>> serves(
      SourceDef source, MonthRange range, Collection<Month> deliveries) {
    SortedMap<Month, List<Month>> serves = new TreeMap<>();
    for (Month month : range.months()) {
      Optional<Month> delivery =
          source.history()
              ? deliveryFor(month, deliveries, source.maxAgeMonths())
              : deliveries.stream().max(Comparator.naturalOrder());
      serves
          .computeIfAbsent(
              delivery.orElseThrow(() -> notReady(source, month)), absent -> new ArrayList<>())
          .add(month);
    }
    return serves;
  }

  private static FenqunException notReady(SourceDef source, Month month) {
    return FenqunException.notReady(
        "Cannot compute features of "
            + month
            + ": the latest snapshot of "
            + source.name()
            + " is missing or more than "
            + source.maxAgeMonths()
            + " months old; deliver it, or raise max_age");
  }
}
