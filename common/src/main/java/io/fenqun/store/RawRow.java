package io.fenqun.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.fenqun.source.RawColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.StructType;

/**
 * A record of a source that has columns of its own, as raw record: its content and hash are those
 * of all its columns.
 */
final class RawRow {
  private RawRow() {}

  static Column[] columns(StructType raw, Column delivery, Column file, Column recordNo) {
    Column[] fields =
        Arrays.stream(raw.fieldNames())
            .map(name -> col("`" + name.replace("`", "``") + "`"))
            .toArray(Column[]::new);
    Column content = to_json(struct(fields));
    List<Column> columns = new ArrayList<>();
    columns.add(delivery.as(RawColumns.DELIVERY));
    columns.add(file.as(RawColumns.FILE));
    columns.add(recordNo.as(RawColumns.RECORD_NO));
    columns.add(sha2(content.cast("binary"), 256).as(RawColumns.RECORD_HASH));
    columns.add(lit(null).cast("string").as(RawColumns.FAULT));
    columns.add(content.as(RawColumns.CONTENT));
    columns.addAll(List.of(fields));
    return columns.toArray(Column[]::new);
  }
}
