package io.fenqun.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.lit;

import io.fenqun.source.RawColumns;
import io.fenqun.source.SourceColumn;
import io.fenqun.source.SourceDef;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The declared and derived columns of a source: an expression each, then a cast. A value that the
 * cast makes null is a reason.
 */
final class Mapping {
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
    columns.add(
        concat(source.columns().stream().map(Mapping::castFault).toArray(Column[]::new))
            .as(RecordColumns.CASTS));
    return raw.select(columns.toArray(Column[]::new));
  }

  /** With the derived columns, each of which sees those before it. */
  Dataset<Row> derived(Dataset<Row> records) {
    Dataset<Row> with = records;
    for (SourceColumn column : source.derive()) {
      with =
          with.withColumn(RecordColumns.CASTS, concat(col(RecordColumns.CASTS), castFault(column)))
              .withColumn(column.name(), value(column));
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
        ? records.withColumn(
            RecordColumns.MONTH, date_format(Names.column(eventTime).cast("date"), "yyyy-MM"))
        : records;
  }

  private static Column value(SourceColumn column) {
    return column.expr().column().cast(column.type());
  }

  private static Column castFault(SourceColumn column) {
    return Reasons.reason(
        column.expr().column().isNotNull().and(value(column).isNull()),
        Reasons.CAST + column.name());
  }
}
