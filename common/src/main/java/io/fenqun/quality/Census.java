package io.fenqun.quality;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.fenqun.source.RawColumns;
import io.fenqun.source.SourceColumn;
import io.fenqun.source.SourceDef;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DecimalType;

/**
 * Counts all records in one scan: first to one row a key, where copies of a key meet, then to one
 * row for each delivery, month and list of reasons. Only the second result comes to the driver.
 */
final class Census {
  private static final String KEY = "__clean_key";
  private static final String RECORDS = "__records";
  private static final String SMALLEST = "__smallest_content";
  private static final String LARGEST = "__largest_content";
  private static final String VALUES = "__values";

  private final SourceDef source;
  private final List<Column> perKey = new ArrayList<>();
  private final List<Column> perLine = new ArrayList<>();

  Census(SourceDef source) {
    this.source = source;
    Column content = RowHash.declared(source);
    perKey.add(min(content).as(SMALLEST));
    perKey.add(max(content).as(LARGEST));
    perKey.add(max(RowHash.published(source)).as(VALUES)); // copies are equal in every column

    Column isGood = size(col(RecordColumns.REASONS)).equalTo(0);
    Column isKept = isGood.and(col(SMALLEST).equalTo(col(LARGEST)));
    split(isKept, col(RECORDS), lit(1L));
    // Sums of hashes wrap around: the session is not ANSI
    perLine.add(sum(when(isKept, xxhash64(col(KEY)))));
    perLine.add(sum(when(isKept, col(VALUES))));
    for (int join = 0; join < source.joins().size(); join++) {
      Column matches = col(RecordColumns.matches(join));
      tally(matches.isNull().and(col(RawColumns.FAULT).isNull()), "__unmatched_" + join);
      tally(coalesce(matches, lit(0)).gt(1), "__ambiguous_" + join);
    }
    for (String amount : money(source)) {
      String total = "__total_" + amount;
      String one = "__one_" + amount;
      perKey.add(sum(Names.column(amount)).as(total));
      perKey.add(max(Names.column(amount)).as(one));
      split(isKept, Names.column(total), Names.column(one));
      tally(
          col(RawColumns.FAULT)
              .isNotNull()
              .or(
                  array_contains(col(RecordColumns.CASTS), Reasons.CAST + amount)
                      .and(Names.column(amount).isNull())),
          "__unparsed_" + amount);
    }
  }

  /** The declared columns whose sums are reconciled. */
  static List<String> money(SourceDef source) {
    return source.columns().stream()
        .filter(column -> column.unit().equals("money") && column.type() instanceof DecimalType)
        .map(SourceColumn::name)
        .toList();
  }

  /** Lines to be read by {@link #lines}. */
  Dataset<Row> counted(Dataset<Row> records) {
    Column isGood = size(col(RecordColumns.REASONS)).equalTo(0);
    Column cleanKey = when(isGood, struct(Names.columns(source.key())));
    Dataset<Row> keys =
        records
            .groupBy(
                col(RecordColumns.DELIVERY),
                col(RecordColumns.MONTH),
                col(RecordColumns.REASONS),
                cleanKey.as(KEY))
            .agg(count(lit(1)).as(RECORDS), perKey.toArray(Column[]::new));
    return keys.groupBy(
            col(RecordColumns.DELIVERY), col(RecordColumns.MONTH), col(RecordColumns.REASONS))
        .agg(perLine.get(0), perLine.subList(1, perLine.size()).toArray(Column[]::new));
  }

  List<MonthCounts> lines(Dataset<Row> counted) {
    return counted.collectAsList().stream().map(row -> new CensusRow(row).counts(source)).toList();
  }

  /**
   * All, clean, quarantined and duplicate: of a key that is kept one record is clean and its copies
   * are duplicates.
   */
  private void split(Column isKept, Column all, Column one) {
    perLine.add(sum(all));
    perLine.add(sum(when(isKept, one)));
    perLine.add(sum(when(isKept.equalTo(false), all)));
    perLine.add(sum(when(isKept, all.minus(one))));
  }

  private void tally(Column condition, String name) {
    perKey.add(sum(when(condition, 1L).otherwise(0L)).as(name));
    perLine.add(sum(Names.column(name)));
  }
}
