package io.fenqun.scheme;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.Memory;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;

/** Rows of segment_month as the columns of a scheme, for the months after them. */
final class EarlierSegments {
  private static final String MEMORY = "memory";

  private EarlierSegments() {}

  /**
   * The rows of one scheme and month: customer_id, month and the columns of the scheme. What a
   * table of an earlier release lacks is null.
   */
  static Dataset<Row> of(Dataset<Row> segmentRows, SchemeDef scheme, Month month) {
    String name = scheme.name();
    Column isOfMonth =
        col("scheme").equalTo(name).and(col(SchemeColumns.MONTH).equalTo(month.toString()));
    Stream<Column> evaluation = fields().map(field -> col(field).as(column(name, field)));
    Stream<Column> more =
        Stream.of(
            col("proposed_segment").as(SchemeColumns.proposedSegment(name)),
            col(MEMORY).as(SchemeColumns.memory(name)));
    return segmentRows
        .select(Tables.SEGMENT_MONTH.selection(List.of(segmentRows.columns())))
        .filter(isOfMonth)
        .select(columns(evaluation, more));
  }

  /**
   * The evaluations in these rows, whether or not they have taken effect: what was proposed, or,
   * where the scheme needed no approval then, the segment itself.
   */
  static Dataset<Row> evaluations(Dataset<Row> rows, SchemeDef scheme) {
    String name = scheme.name();
    Column memory = SchemeColumns.named(SchemeColumns.memory(name));
    Column proposal = memory.getField(Memory.PROPOSAL);
    Stream<Column> evaluation = fields().map(field -> evaluation(name, field, memory));
    Stream<Column> more =
        Stream.of(
            lit(null).cast("string").as(SchemeColumns.proposedSegment(name)),
            lit(null).cast(Memory.TYPE).as(SchemeColumns.memory(name)));
    return rows.filter(memory.isNull().or(proposal.isNotNull())).select(columns(evaluation, more));
  }

  private static Column evaluation(String scheme, String field, Column memory) {
    String column = column(scheme, field);
    return when(memory.isNull(), SchemeColumns.named(column))
        .otherwise(memory.getField(Memory.PROPOSAL).getField(field))
        .as(column);
  }

  private static Column[] columns(Stream<Column> evaluation, Stream<Column> more) {
    Stream<Column> keys =
        Stream.of(SchemeColumns.CUSTOMER_ID, SchemeColumns.MONTH).map(SchemeColumns::named);
    return Stream.of(keys, evaluation, more).flatMap(columns -> columns).toArray(Column[]::new);
  }

  private static Stream<String> fields() {
    return Stream.of(Memory.EVALUATION.fields()).map(StructField::name);
  }

  private static String column(String scheme, String field) {
    return SchemeColumns.ofField(scheme, field);
  }
}
