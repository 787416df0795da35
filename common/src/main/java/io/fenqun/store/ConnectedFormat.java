package io.fenqun.store;

import static org.apache.spark.sql.functions.lit;

import io.fenqun.source.SourceDef;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Sources that are tables and not files: {@code table} (a table or view of the session's catalog)
 * and {@code jdbc}. One delivery, {@code all}.
 */
final class ConnectedFormat {
  private static final Set<String> FORMATS = Set.of("table", "jdbc");

  private final SparkSession spark;

  ConnectedFormat(SparkSession spark) {
    this.spark = spark;
  }

  static boolean reads(SourceDef source) {
    return FORMATS.contains(source.format());
  }

  static SortedSet<String> deliveries() {
    return new TreeSet<>(List.of(SourceDef.ALL));
  }

  /** Says only what is read: whether it changed cannot be known without reading it. */
  static String fingerprint(SourceDef source) {
    return "[{\"table\":\"" + source.location().replace("\"", "\\\"") + "\"}]";
  }

  Dataset<Row> read(SourceDef source) {
    Dataset<Row> rows =
        StorageFaults.translated(
            "Cannot read source " + source.name(),
            () ->
                source.format().equals("table")
                    ? spark.read().table(source.location())
                    : spark
                        .read()
                        .format("jdbc")
                        .options(source.options())
                        .option("dbtable", source.location())
                        .load());
    new HeaderCheck(spark, source).check(source.location(), rows.schema());
    Column noNumber = lit(null).cast("bigint");
    return rows.select(
        RawRow.columns(rows.schema(), lit(SourceDef.ALL), lit(source.location()), noNumber));
  }
}
