package io.fenqun.quality;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import io.fenqun.source.RawColumns;
import io.fenqun.source.SourceDef;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Good records of one delivery and month with the same key. With the same content in all declared
 * columns the first by file and record number stays, the others are duplicates; with different
 * content all are refused.
 */
final class Copies {
  private static final String SMALLEST = "__smallest_content";
  private static final String LARGEST = "__largest_content";
  private static final String COPY = "__copy";

  private final SourceDef source;

  Copies(SourceDef source) {
    this.source = source;
  }

  /**
   * Good records with duplicates left out, and those in conflict with {@link Reasons#KEY_CONFLICT}.
   */
  Dataset<Row> resolved(Dataset<Row> good) {
    List<String> sameKey = new ArrayList<>(List.of(RecordColumns.DELIVERY, RecordColumns.MONTH));
    sameKey.addAll(source.key());
    WindowSpec copies = Window.partitionBy(Names.columns(sameKey));
    WindowSpec inOrder =
        copies.orderBy(
            col(RawColumns.FILE), col(RawColumns.RECORD_NO), col(RawColumns.RECORD_HASH));
    Column content = RowHash.declared(source);
    Column isConflict = col(SMALLEST).notEqual(col(LARGEST));
    return good.withColumn(SMALLEST, min(content).over(copies))
        .withColumn(LARGEST, max(content).over(copies))
        .withColumn(COPY, row_number().over(inOrder))
        .where(isConflict.or(col(COPY).equalTo(1)))
        .withColumn(
            RecordColumns.REASONS,
            when(isConflict, array(lit(Reasons.KEY_CONFLICT)))
                .otherwise(col(RecordColumns.REASONS)))
        .drop(SMALLEST, LARGEST, COPY);
  }
}
