package io.fenqun.quality;

import static org.apache.spark.sql.functions.xxhash64;

import io.fenqun.source.SourceColumn;
import io.fenqun.source.SourceDef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;

/**
 * 64-bit hashes of the rows of a source. Spark's hash passes over nulls, so that where they stand
 * is hashed with the values.
 */
final class RowHash {
  private RowHash() {}

  /** Of the declared columns: equal for records that say the same of one key. */
  static Column declared(SourceDef source) {
    return of(source.columns().stream().map(SourceColumn::name).toList());
  }

  /** Of every column of the clean table that is made of the record: declared, joined, derived. */
  static Column published(SourceDef source) {
    return of(
        Stream.of(
                source.columns().stream().map(SourceColumn::name),
                source.joins().stream().flatMap(join -> join.columns().keySet().stream()),
                source.derive().stream().map(SourceColumn::name))
            .flatMap(names -> names)
            .toList());
  }

  /** Of the key, none of whose columns is null in a clean row. */
  static Column key(SourceDef source) {
    return xxhash64(Names.columns(source.key()));
  }

  private static Column of(Collection<String> columns) {
    List<Column> content = new ArrayList<>();
    for (String column : columns) {
      content.add(Names.column(column));
      content.add(Names.column(column).isNull());
    }
    return xxhash64(content.toArray(Column[]::new));
  }
}
