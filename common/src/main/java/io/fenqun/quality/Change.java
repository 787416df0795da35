package io.fenqun.quality;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * Rows of one delivery and month whose standing changes in one way.
 *
 * @param rows how many, and what they say
 */
public record Change(String delivery, String month, Standing from, Standing to, MonthContent rows)
    implements Comparable<Change> {
  private static final int KEYS = 5;
  private static final int VALUES = 6;
  private static final int MONEY = 7;

  private static final Comparator<Change> ORDER =
      Comparator.comparing(Change::delivery)
          .thenComparing(Change::month)
          .thenComparing(Change::from)
          .thenComparing(Change::to);

  /** Of a result row of {@link Precedence#counted}. */
  static Change of(Row row, List<String> money) {
    SortedMap<String, BigDecimal> sums = new TreeMap<>();
    for (int i = 0; i < money.size(); i++) {
      sums.put(money.get(i), row.getDecimal(MONEY + i));
    }
    return new Change(
        row.getString(0),
        row.getString(1),
        Standing.valueOf(row.getString(2)),
        Standing.valueOf(row.getString(3)),
        new MonthContent(row.getLong(4), row.getLong(KEYS), row.getLong(VALUES), sums));
  }

  /** True where a row leaves the clean table or comes back into it. */
  public boolean isOfClean() {
    return from != to && (from == Standing.CLEAN || to == Standing.CLEAN);
  }

  @Override
  public int compareTo(Change other) {
    return ORDER.compare(this, other);
  }
}
