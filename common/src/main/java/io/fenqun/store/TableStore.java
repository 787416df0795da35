package io.fenqun.store;

import io.fenqun.table.TableDef;
import io.fenqun.time.MonthRange;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The tables of one pack. Every write is one commit: a reader sees the rows before it or after it,
 * nothing between. A write takes the columns of the definition, in its order; a column that the
 * rows lack is null, a column that the table lacks is added to it. Storage that does not let us
 * read or write is refused with kind STORAGE.
 */
public interface TableStore {
  boolean exists(String table);

  /** All rows. A table that does not exist is a bug of the caller: kind INTERNAL. */
  Dataset<Row> read(String table);

  /**
   * All rows of an earlier version; one whose files are gone is refused with kind STORAGE, at the
   * latest when the rows are read.
   */
  Dataset<Row> readVersion(String table, long version);

  /** The rows of these partitions alone; files of others are not opened. */
  Dataset<Row> read(String table, Partitions partitions);

  /** The rows of these months alone, of a table partitioned by {@code month}. */
  default Dataset<Row> read(String table, MonthRange months) {
    return read(table, Partitions.of(months));
  }

  /** Replaces whole months; rows of other months are refused, nothing is written then. */
  default WriteResult replaceMonths(TableDef table, MonthRange months, Dataset<Row> rows) {
    return replacePartitions(table, Partitions.of(months), rows);
  }

  /**
   * Replaces these partitions by the rows, which may be none; rows outside of them are refused,
   * nothing is written then.
   */
  WriteResult replacePartitions(TableDef table, Partitions partitions, Dataset<Row> rows);

  WriteResult replaceAll(TableDef table, Dataset<Row> rows);

  WriteResult append(TableDef table, Dataset<Row> rows);

  /**
   * The partitions that have rows, from the table's log alone; none of a table that does not exist.
   */
  List<StoredPartition> partitions(String table);

  /** Of the last commit. */
  long version(String table);

  /**
   * Makes the comments of an existing table's columns equal to the definition's; commits only what
   * differs.
   */
  void describe(TableDef table);
}
