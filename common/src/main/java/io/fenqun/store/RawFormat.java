package io.fenqun.store;

import io.fenqun.source.SourceDef;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A way to read files as raw records: the columns of {@link io.fenqun.source.RawColumns}, then the
 * raw columns.
 */
interface RawFormat {
  /** A file that cannot be read, or whose columns cannot be mapped, is refused with kind DATA. */
  Dataset<Row> read(SourceDef source, List<InputFile> files);
}
