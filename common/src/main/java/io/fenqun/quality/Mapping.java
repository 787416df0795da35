package io.fenqun.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.year;

import io.fenqun.source.RawColumns;
import io.fenqun.source.SourceColumn;
import io.fenqun.source.SourceDef;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * The declared and derived columns of a source: an expression each, then a cast. A value that the
 * cast makes null, or another number, is a reason.
 */
final class Mapping {
  private static final int LAST_YEAR = 9999;

  private final SourceDef source;

  Mapping(SourceDef source) {
    this.source = source;
  }

  /** Raw records to records with the declared columns; the raw columns end here. */
  Dataset<Row> mapped(Dataset<Row> raw) {
    List<Column> columns = new ArrayList<>();
    columns.add(col(RawColumns.DELIVERY).as(RecordColumns.DELIVERY));
    for (String technical :
        List.of(RawColumns.FILE, RawColumns.RECORD_NO, RawColumns.RECORD_HASH, RawColumns.FAULT)) {
      columns.add(col(technical));
    }
    columns.add(new ContentMask(source).content(raw.schema()).as(RawColumns.CONTENT));
    source.columns().forEach(column -> columns.add(value(column).as(column.name())));
    StructType found = typesOf(raw, source.columns());
    columns.add(
        concat(
                IntStream.range(0, source.columns().size())
                    .mapToObj(i -> castFault(source.columns().get(i), found.fields()[i].dataType()))
                    .toArray(Column[]::new))
            .as(RecordColumns.CASTS));
    return raw.select(columns.toArray(Column[]::new));
  }

  /** With the derived columns, each of which sees those before it. */
  Dataset<Row> derived(Dataset<Row> records) {
    Dataset<Row> with = records;
    for (SourceColumn column : source.derive()) {
      DataType found = typesOf(with, List.of(column)).fields()[0].dataType();
      Column faults = concat(col(RecordColumns.CASTS), castFault(column, found));
      with = with.withColumn(RecordColumns.CASTS, faults).withColumn(column.name(), value(column));
    }
    return with;
  }

  /**
   * The month of the event time (transactions), of the delivery (a snapshot of each month), or null
   * (a snapshot without date), as soon as what it needs is there.
   */
  Dataset<Row> dated(Dataset<Row> records) {
    List<String> present = List.of(records.columns());
    if (present.contains(RecordColumns.MONTH)) {
      return records;
    }
    if (!source.isTransactions()) {
      Column month = source.isMonthly() ? col(RecordColumns.DELIVERY) : lit(null).cast("string");
      return records.withColumn(RecordColumns.MONTH, month);
    }
    String eventTime = source.eventTime().orElseThrow();
    return present.contains(eventTime)
        ? records.withColumn(RecordColumns.MONTH, month(Names.column(eventTime).cast("date")))
        : records;
  }

  /** Null for a year that {@code yyyy-MM} cannot say. */
  private static Column month(Column date) {
    return when(year(date).between(1, LAST_YEAR), date_format(date, "yyyy-MM"));
  }

  private static Column value(SourceColumn column) {
    return column.expr().column().cast(column.type());
  }

  /** The types that the expressions give before they are cast. */
  private static StructType typesOf(Dataset<Row> rows, List<SourceColumn> columns) {
    return rows.select(
            columns.stream().map(column -> column.expr().column()).toArray(Column[]::new))
        .schema();
  }

  private static Column castFault(SourceColumn column, DataType found) {
    Column given = column.expr().column();
    Column isLost = given.isNotNull().and(value(column).isNull());
    return Reasons.reason(
        isLost.or(ExactCast.changes(given, found, column.type())), Reasons.CAST + column.name());
  }
}
