package io.fenqun.quality;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.fenqun.source.SourceDef;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The content of clean rows as they are stored, in one scan of them. */
public final class StoredContent {
  private static final int BEFORE_MONEY = 5;

  private StoredContent() {}

  /**
   * By delivery, then by event month ({@code all} for rows without one): what {@link
   * SourceCounts#content} said when the rows were taken in.
   *
   * @param clean columns of {@link CleanTables}, of any partitions
   */
  public static SortedMap<String, SortedMap<String, MonthContent>> of(
      SourceDef source, Dataset<Row> clean) {
    List<String> amounts = Census.money(source);
    List<Column> sums = new ArrayList<>();
    sums.add(sum(RowHash.key(source)));
    sums.add(sum(RowHash.published(source)));
    amounts.forEach(amount -> sums.add(sum(Names.column(amount))));
    SortedMap<String, SortedMap<String, MonthContent>> content = new TreeMap<>();
    for (Row row :
        clean
            .groupBy(
                col(RecordColumns.DELIVERY), coalesce(col(RecordColumns.MONTH), lit(SourceDef.ALL)))
            .agg(count(lit(1)), sums.toArray(Column[]::new))
            .collectAsList()) {
      SortedMap<String, BigDecimal> money = new TreeMap<>();
      for (int i = 0; i < amounts.size(); i++) {
        int place = BEFORE_MONEY + i;
        money.put(amounts.get(i), row.isNullAt(place) ? BigDecimal.ZERO : row.getDecimal(place));
      }
      content
          .computeIfAbsent(row.getString(0), delivery -> new TreeMap<>())
          .put(
              row.getString(1),
              new MonthContent(row.getLong(2), row.getLong(3), row.getLong(4), money));
    }
    return content;
  }
}
