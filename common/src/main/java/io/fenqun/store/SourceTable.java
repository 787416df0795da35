package io.fenqun.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.hex;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fenqun.error.FenqunException;
import io.fenqun.source.SourceDef;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.BinaryType;

/**
 * A source that is a table and not files: {@code table} (a table or view of Spark's catalogue) and
 * {@code jdbc} (of a database). One delivery, {@code all}. Its records have no number: a hash of
 * all columns tells them apart.
 */
final class SourceTable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SparkSession spark;
  private final SourceDef source;

  SourceTable(SparkSession spark, SourceDef source) {
    this.spark = spark;
    this.source = source;
  }

  static SortedSet<String> deliveries() {
    return new TreeSet<>(List.of(SourceDef.ALL));
  }

  /**
   * Number of rows and highest value of the change column, as JSON; the name alone where there is
   * no such column. A database works both out itself.
   */
  String fingerprint() {
    ObjectNode known = JSON.createObjectNode().put("table", source.location());
    source
        .changedBy()
        .ifPresent(
            column -> {
              Row counted = translated(() -> counted(column).first());
              known.put("rows", counted.getLong(0));
              known.put("changed", counted.isNullAt(1) ? null : counted.getString(1));
            });
    try {
      return JSON.writeValueAsString(JSON.createArrayNode().add(known));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Dataset<Row> counted(String changedBy) {
    Dataset<Row> counted =
        (isInDatabase()
                ? new SourceDatabase(spark, source).counted(changedBy)
                : spark.read().table(source.location()).agg(count(lit(1)), max(changedBy)))
            .toDF("n", "changed");
    Column changed = col("changed");
    boolean isBinary = counted.schema().apply("changed").dataType() instanceof BinaryType;
    return counted.select(
        col("n").cast("bigint"), (isBinary ? hex(changed) : changed).cast("string"));
  }

  Dataset<Row> read() {
    Dataset<Row> rows =
        translated(
            () ->
                isInDatabase()
                    ? new SourceDatabase(spark, source).rows()
                    : spark.read().table(source.location()));
    new HeaderCheck(spark, source).check(source.location(), rows.schema());
    Column noNumber = lit(null).cast("bigint");
    return rows.select(
        RawRow.columns(rows.schema(), lit(SourceDef.ALL), lit(source.location()), noNumber));
  }

  private boolean isInDatabase() {
    return source.format().equals("jdbc");
  }

  /** What fails before a row is read; a failure of the reading itself is Spark's. */
  private <T> T translated(Supplier<T> read) {
    try {
      return read.get();
    } catch (Exception e) { // Scala code throws checked exceptions that it does not declare
      throw StorageFaults.translate("Cannot read source " + source.name(), translatable(e));
    }
  }

  private Exception translatable(Exception failure) {
    String act = "Cannot read source " + source.name() + ": " + source.location();
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ClassNotFoundException
        || DatabaseFaults.firstLine(cause).contains("suitable driver")) {
      return FenqunException.data(
          act
              + ": no driver for this url; give its jar to spark-submit with --jars, and name its class"
              + " in options: driver");
    }
    if (failure instanceof AnalysisException analysis) {
      return FenqunException.data(
          act + ": " + analysis.getSimpleMessage().lines().findFirst().orElse(""));
    }
    return DatabaseFaults.find(act, failure).<Exception>map(ours -> ours).orElse(failure);
  }
}
