package io.fenqun.store;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a source's deliveries hold, before any rule of the pack.
 *
 * @param rows one a record: {@link io.fenqun.source.RawColumns}, then the raw columns
 * @param warnings one line each, for the person who runs it
 */
public record RawRecords(Dataset<Row> rows, List<String> warnings) {}
