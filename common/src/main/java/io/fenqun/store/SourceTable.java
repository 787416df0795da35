package io.fenqun.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fenqun.error.FenqunException;
import io.fenqun.source.SourceDef;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

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
        isInDatabase()
            ? inDatabase(
                "(select count(*) as n, max("
                    + changedBy
                    + ") as changed from "
                    + source.location()
                    + ") counted")
            : spark
                .read()
                .table(source.location())
                .agg(count(lit(1)).as("n"), max(changedBy).as("changed"));
    return counted
        .toDF("n", "changed")
        .select(col("n").cast("bigint"), col("changed").cast("string"));
  }

  Dataset<Row> read() {
    Dataset<Row> rows =
        translated(
            () ->
                isInDatabase()
                    ? inDatabase(source.location())
                    : spark.read().table(source.location()));
    new HeaderCheck(spark, source).check(source.location(), rows.schema());
    Column noNumber = lit(null).cast("bigint");
    return rows.select(
        RawRow.columns(rows.schema(), lit(SourceDef.ALL), lit(source.location()), noNumber));
  }

  private boolean isInDatabase() {
    return source.format().equals("jdbc");
  }

  /** A time without a zone stays without one until a column casts it to the pack's zone. */
  private Dataset<Row> inDatabase(String table) {
    return spark
        .read()
        .format("jdbc")
        .option("preferTimestampNTZ", true)
        .options(new SourceSecrets(spark, source).filledIn())
        .option("dbtable", table)
        .load();
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
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String what = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    if (cause instanceof ClassNotFoundException || what.contains("suitable driver")) {
      return refusal(
          FenqunException.Kind.DATA,
          "no driver for this url; give its jar to spark-submit with --jars",
          failure);
    }
    if (failure instanceof AnalysisException analysis) {
      return refusal(
          FenqunException.Kind.DATA,
          analysis.getSimpleMessage().lines().findFirst().orElse(""),
          failure);
    }
    if (cause instanceof SQLException sql) {
      return isOfConnection(sql)
          ? refusal(
              FenqunException.Kind.STORAGE,
              what + "; check the database and the account, then run again",
              failure)
          : refusal(FenqunException.Kind.DATA, what, failure);
    }
    return failure;
  }

  /** As the SQL standard numbers them: no connection, or not for this account. */
  private static boolean isOfConnection(SQLException failure) {
    String state = Objects.requireNonNullElse(failure.getSQLState(), "");
    return state.startsWith("08") || state.startsWith("28");
  }

  private FenqunException refusal(FenqunException.Kind kind, String what, Exception failure) {
    return new FenqunException(
        kind,
        "Cannot read source " + source.name() + ": " + source.location() + ": " + what,
        failure);
  }
}
