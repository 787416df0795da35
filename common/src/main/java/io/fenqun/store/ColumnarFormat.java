package io.fenqun.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.fenqun.error.FenqunException;
import io.fenqun.source.SourceDef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Files that Spark itself reads with their columns: Parquet, and others (ORC, JSON) as they are.
 * Deliveries with the same columns are one scan; a raw column that only other deliveries have is
 * null. Timestamps without a zone are in the session's.
 */
final class ColumnarFormat implements RawFormat {
  private final SparkSession spark;
  private final FileNames names;

  ColumnarFormat(SparkSession spark, FileNames names) {
    this.spark = spark;
    this.names = names;
  }

  @Override
  public Dataset<Row> read(SourceDef source, List<InputFile> files) {
    Map<String, List<InputFile>> deliveries =
        files.stream()
            .collect(Collectors.groupingBy(InputFile::delivery, TreeMap::new, Collectors.toList()));
    Map<StructType, List<InputFile>> filesBySchema = new LinkedHashMap<>();
    deliveries
        .values()
        .forEach(
            delivery ->
                filesBySchema
                    .computeIfAbsent(schema(source, delivery), s -> new ArrayList<>())
                    .addAll(delivery));

    HeaderCheck mapping = new HeaderCheck(spark, source);
    filesBySchema.forEach((schema, same) -> mapping.check(same.get(0).name(), schema));
    return filesBySchema.entrySet().stream()
        .map(same -> records(source, same.getKey(), same.getValue()))
        .reduce((left, right) -> left.unionByName(right, true))
        .orElseThrow(() -> new IllegalArgumentException("no file of " + source.name()));
  }

  private Dataset<Row> records(SourceDef source, StructType schema, List<InputFile> files) {
    Dataset<Row> rows = reader(source).schema(schema).load(paths(files));
    boolean hasIndex = source.format().equals("parquet");
    Column recordNo = hasIndex ? col("_metadata.row_index") : lit(null).cast("bigint");
    return rows.select(RawRow.columns(schema, names.delivery(source), names.name(), recordNo));
  }

  private DataFrameReader reader(SourceDef source) {
    return spark.read().format(source.format()).options(source.options());
  }

  private StructType schema(SourceDef source, List<InputFile> delivery) {
    try {
      return reader(source).option("mergeSchema", "true").load(paths(delivery)).schema();
    } catch (Exception e) { // Scala code throws checked exceptions that it does not declare
      throw fault(source, delivery, e);
    }
  }

  private static RuntimeException fault(
      SourceDef source, List<InputFile> delivery, Exception failure) {
    StringBuilder said = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AccessControlException) {
        return StorageFaults.translate("Cannot read source " + source.name(), failure);
      }
      said.append(cause.getMessage()).append('\n');
    }
    String named =
        delivery.stream()
            .map(InputFile::name)
            .filter(name -> said.indexOf(name) >= 0)
            .findFirst()
            .orElse(delivery.get(0).name());
    String what =
        said.indexOf("NANOS") >= 0
            ? " has timestamps in nanoseconds, which Spark does not read; write it with microseconds"
            : " cannot be read as "
                + source.format()
                + ", or the files of "
                + delivery.get(0).delivery()
                + " contradict each other; deliver it again";
    return new FenqunException(
        FenqunException.Kind.DATA,
        "Cannot read source " + source.name() + ": " + named + what,
        failure);
  }

  private static String[] paths(List<InputFile> files) {
    return files.stream().map(InputFile::path).toArray(String[]::new);
  }
}
