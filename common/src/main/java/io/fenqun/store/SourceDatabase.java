package io.fenqun.store;

import static org.apache.spark.sql.functions.expr;

import io.fenqun.error.FenqunException;
import io.fenqun.source.SourceDef;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.TimestampNTZType;

/**
 * The database of a source of format {@code jdbc}. A time without a zone stays without one until a
 * column casts it to the pack's zone; drivers hand it over in the zone of the JVM and Spark takes
 * it for UTC, so that the JVM must be there.
 */
final class SourceDatabase {
  /** Options that cut a table in parts by one of its columns. */
  private static final Set<String> PARTS =
      Set.of("partitioncolumn", "lowerbound", "upperbound", "numpartitions");

  private final SparkSession spark;
  private final SourceDef source;

  SourceDatabase(SparkSession spark, SourceDef source) {
    this.spark = spark;
    this.source = source;
  }

  /** The source's rows; refuses with kind CONFIG times that would be of another hour. */
  Dataset<Row> rows() {
    Dataset<Row> rows = read(source.location(), new SourceSecrets(spark, source).filledIn());
    boolean hasTimes =
        Arrays.stream(rows.schema().fields())
            .anyMatch(field -> field.dataType() instanceof TimestampNTZType);
    if (hasTimes && !isInUtc()) {
      throw FenqunException.config(
          "Cannot read source "
              + source.name()
              + ": times without a zone are read as they stand in JVMs that are in UTC; add"
              + " --conf spark.driver.extraJavaOptions=-Duser.timezone=UTC"
              + " --conf spark.executor.extraJavaOptions=-Duser.timezone=UTC");
    }
    return rows;
  }

  /** Number of rows and highest value of a column; the database works both out. */
  Dataset<Row> counted(String column) {
    Map<String, String> options = new TreeMap<>(new SourceSecrets(spark, source).filledIn());
    options.keySet().removeIf(name -> PARTS.contains(name.toLowerCase(Locale.ROOT)));
    return read(
        "(select count(*) as n, max(" + column + ") as changed from " + source.location() + ") c",
        options);
  }

  private Dataset<Row> read(String table, Map<String, String> options) {
    return spark
        .read()
        .format("jdbc")
        .option("preferTimestampNTZ", true)
        .options(options)
        .option("dbtable", table)
        .load();
  }

  /** Of a JVM that runs tasks. */
  private boolean isInUtc() {
    String zone =
        spark
            .range(1)
            .select(expr("java_method('java.time.ZoneId', 'systemDefault')"))
            .first()
            .getString(0);
    return ZoneId.of(zone).normalized().equals(ZoneOffset.UTC);
  }
}
