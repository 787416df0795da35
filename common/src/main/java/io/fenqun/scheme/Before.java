package io.fenqun.scheme;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.fenqun.table.Memory;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What a scheme gave each customer in the month before, beside the rows of a month: a struct with
 * the fields of {@link Memory#EVALUATION} and {@code memory}, null for a customer who had no row
 * then.
 */
public final class Before {
  private static final String BEFORE = "before__";
  private static final String MEMORY = "memory";
  private static final StructType TYPE = Memory.EVALUATION.add(MEMORY, Memory.TYPE);

  private Before() {}

  /** A field of the month before's evaluation; null where there was none. */
  public static Column of(String field) {
    return col(BEFORE).getField(field);
  }

  /** A field of the month before's memory; null where there was none. */
  public static Column memory(String field) {
    return of(MEMORY).getField(field);
  }

  /**
   * The rows with the month before.
   *
   * @param before {@code customer_id} and the columns of a scheme in one month, a row a customer
   */
  static Dataset<Row> join(Dataset<Row> rows, Optional<Dataset<Row>> before, String scheme) {
    return before
        .map(
            month ->
                rows.join(
                    month.select(
                        SchemeColumns.named(SchemeColumns.CUSTOMER_ID),
                        struct(columns(scheme)).cast(TYPE).as(BEFORE)),
                    new String[] {SchemeColumns.CUSTOMER_ID},
                    "left"))
        .orElseGet(() -> rows.withColumn(BEFORE, lit(null).cast(TYPE)));
  }

  /** An evaluation as a struct, from the columns of a scheme. */
  static Column evaluation(String scheme) {
    return struct(fields(scheme).toArray(Column[]::new)).cast(Memory.EVALUATION);
  }

  private static Column[] columns(String scheme) {
    Column memory = SchemeColumns.named(SchemeColumns.memory(scheme)).as(MEMORY);
    return Stream.concat(fields(scheme), Stream.of(memory)).toArray(Column[]::new);
  }

  private static Stream<Column> fields(String scheme) {
    return Stream.of(Memory.EVALUATION.fields())
        .map(StructField::name)
        .map(field -> SchemeColumns.named(SchemeColumns.ofField(scheme, field)).as(field));
  }
}
