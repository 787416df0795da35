package io.fenqun.explain;

import io.fenqun.table.ColumnDef;
import io.fenqun.table.Tables;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * A row of segment_month as it is computed now, held against the published one.
 *
 * @param computed empty where the customer is not in the month's base
 * @param published empty where no such row is published
 */
public record Held(Optional<Row> computed, Optional<Row> published) {

  /** The columns that are shown: all but the keys. */
  public static List<ColumnDef> columns() {
    List<String> keys = Tables.SEGMENT_MONTH.keys();
    return Tables.SEGMENT_MONTH.columns().stream()
        .filter(column -> !keys.contains(column.name()))
        .toList();
  }

  /** The columns in which the two are not equal. */
  public List<String> differing() {
    return columns().stream()
        .map(ColumnDef::name)
        .filter(name -> !Objects.equals(value(computed, name), value(published, name)))
        .toList();
  }

  /** True where the customer is not in the month's base, now as when it was published. */
  public boolean isNowhere() {
    return computed.isEmpty() && published.isEmpty();
  }

  public boolean isEqual() {
    return computed.isPresent() == published.isPresent() && differing().isEmpty();
  }

  /** Of one of the columns; null where there is no row. */
  public static @Nullable Object value(Optional<Row> row, String column) {
    return row.<Object>map(r -> r.getAs(column)).orElse(null);
  }
}
