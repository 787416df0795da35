package io.fenqun.quality;

import io.fenqun.source.SourceDef;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * Reads a result row of {@link Census}, value by value in the order in which the census asks for
 * them; null is nothing counted.
 */
final class CensusRow {
  private final Row row;
  private int at = 3; // after delivery, month and reasons

  CensusRow(Row row) {
    this.row = row;
  }

  MonthCounts counts(SourceDef source) {
    List<String> reasons = row.getList(2);
    long read = count();
    long clean = count();
    long quarantined = count();
    long duplicates = count();
    long keys = count();
    long values = count();
    Map<String, Long> refused = new TreeMap<>();
    reasons.forEach(reason -> refused.put(reason, read));
    if (reasons.isEmpty() && quarantined > 0) {
      refused.put(Reasons.KEY_CONFLICT, quarantined);
    }
    Map<String, Long> unmatched = new TreeMap<>();
    Map<String, Long> ambiguous = new TreeMap<>();
    for (SourceDef.JoinDef join : source.joins()) {
      unmatched.merge(join.from(), count(), Long::sum);
      ambiguous.merge(join.from(), count(), Long::sum);
    }
    Map<String, MoneyCounts> money = new TreeMap<>();
    for (String amount : Census.money(source)) {
      money.put(
          amount,
          new MoneyCounts(amount(), amount(), amount(), amount(), BigDecimal.ZERO, count()));
    }
    return new MonthCounts(
        row.getString(0),
        Optional.ofNullable(row.getString(1)),
        read,
        clean,
        quarantined,
        duplicates,
        0,
        refused,
        unmatched,
        ambiguous,
        money,
        keys,
        values);
  }

  private long count() {
    int here = at++;
    return row.isNullAt(here) ? 0 : row.getLong(here);
  }

  private BigDecimal amount() {
    int here = at++;
    return row.isNullAt(here) ? BigDecimal.ZERO : row.getDecimal(here);
  }
}
