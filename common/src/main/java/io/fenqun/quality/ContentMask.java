package io.fenqun.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import io.fenqun.source.RawColumns;
import io.fenqun.source.SourceColumn;
import io.fenqun.source.SourceDef;
import io.fenqun.sql.ColumnNames;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.StructType;

/**
 * What quarantine shows of a record. Without personal data it is the record as read. With them, it
 * is the raw columns as JSON, where each that feeds a personal column is masked; a record that
 * could not be split into fields is masked whole.
 */
final class ContentMask {
  private static final String MASK = "***";

  private final SourceDef source;

  ContentMask(SourceDef source) {
    this.source = source;
  }

  /** Over a raw record of this schema. */
  Column content(StructType raw) {
    if (columns().noneMatch(SourceColumn::pii)) {
      return col(RawColumns.CONTENT);
    }
    Set<String> personal = personal();
    Column[] shown =
        Stream.of(RawColumns.data(raw).fieldNames())
            .map(name -> (personal.contains(name) ? lit(MASK) : Names.column(name)).as(name))
            .toArray(Column[]::new);
    return when(col(RawColumns.FAULT).isNotNull(), lit(MASK)).otherwise(to_json(struct(shown)));
  }

  private Stream<SourceColumn> columns() {
    return Stream.concat(source.columns().stream(), source.derive().stream());
  }

  /** Raw columns that personal columns are made of, directly or over other columns. */
  private Set<String> personal() {
    Set<String> raw = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    Set<String> seen = new HashSet<>();
    Deque<SourceColumn> open = new ArrayDeque<>(columns().filter(SourceColumn::pii).toList());
    while (!open.isEmpty()) {
      SourceColumn column = open.pop();
      boolean isMapped = source.columns().contains(column);
      for (String name : ColumnNames.in(column.expr())) {
        if (isMapped) {
          raw.add(name);
        } else if (seen.add(name.toLowerCase(Locale.ROOT))) {
          named(name).ifPresent(open::add);
        }
      }
    }
    return raw;
  }

  private Optional<SourceColumn> named(String name) {
    return columns().filter(column -> column.name().equalsIgnoreCase(name)).findFirst();
  }
}
