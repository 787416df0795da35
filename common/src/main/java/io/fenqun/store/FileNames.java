package io.fenqun.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.locate;
import static org.apache.spark.sql.functions.regexp_extract;

import io.fenqun.source.SourceDef;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;

/**
 * Names and deliveries of files, as columns of a scan of Spark's file sources.
 *
 * @param root of the sources, fully qualified
 */
record FileNames(Path root) {
  /** Relative to the source folder. */
  Column name() {
    String folder = root.toUri().getPath() + "/";
    Column path =
        expr("url_decode(replace(_metadata.file_path, '+', '%2B'))"); // + is itself in a path, a
    // space in url_decode
    return path.substr(locate(folder, path).plus(folder.length()), lit(Integer.MAX_VALUE));
  }

  /**
   * Of each row, by the path as Spark gives it: characters that a URI may not have stand encoded in
   * it.
   */
  Column delivery(SourceDef source) {
    if (!source.isMonthly()) {
      return lit(SourceDef.ALL);
    }
    String folder = Pattern.quote(root.toUri().getRawPath() + "/");
    return regexp_extract(
        col("_metadata.file_path"), folder + new LocationPattern(source).encodedRegex() + "$", 1);
  }
}
