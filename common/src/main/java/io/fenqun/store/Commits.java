package io.fenqun.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.get_json_object;
import static org.apache.spark.sql.functions.sum;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.util.FileNames;
import scala.Option;
import scala.collection.JavaConverters;

/** What Delta's log says of a table's last commit. */
final class Commits {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Commits() {}

  /** -1 for a table without a commit. */
  static long version(SparkSession spark, String path) {
    return DeltaLog.forTable(spark, path).update(false, Option.empty(), Option.empty()).version();
  }

  /** Adds up the rows of the files of each partition. */
  static List<StoredPartition> partitions(SparkSession spark, String path) {
    Snapshot snapshot =
        DeltaLog.forTable(spark, path).update(false, Option.empty(), Option.empty());
    List<String> names =
        JavaConverters.seqAsJavaList(snapshot.metadata().partitionColumns()).stream().toList();
    Column[] values =
        names.stream()
            .map(name -> col("partitionValues").getItem(name).as(name))
            .toArray(Column[]::new);
    Column rows = get_json_object(col("stats"), "$.numRecords").cast("bigint");
    List<StoredPartition> partitions = new ArrayList<>();
    for (Row row :
        snapshot.allFiles().toDF().groupBy(values).agg(sum(rows), sum("size")).collectAsList()) {
      Map<String, String> present = new TreeMap<>();
      for (int i = 0; i < names.size(); i++) {
        if (!row.isNullAt(i)) {
          present.put(names.get(i), row.getString(i));
        }
      }
      partitions.add(
          new StoredPartition(present, row.getLong(names.size()), row.getLong(names.size() + 1)));
    }
    return partitions;
  }

  /** A write that had nothing to change makes no commit. */
  static WriteResult since(long before, SparkSession spark, String path) {
    long version = version(spark, path);
    return version == before
        ? new WriteResult(version, 0, Map.of())
        : written(spark, new Path(path, "_delta_log"), version);
  }

  /** One line of a commit is one action: what was done, or a file added, each with its rows. */
  private static WriteResult written(SparkSession spark, Path log, long version) {
    Path commit = FileNames.unsafeDeltaFile(log, version);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                commit.getFileSystem(spark.sessionState().newHadoopConf()).open(commit),
                StandardCharsets.UTF_8))) {
      long rows = 0;
      Map<String, Long> rowsByMonth = new TreeMap<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode action = JSON.readTree(line);
        rows += action.path("commitInfo").path("operationMetrics").path("numOutputRows").asLong();
        JsonNode month = action.path("add").path("partitionValues").path("month");
        if (month.isTextual()) {
          JsonNode statistics = JSON.readTree(action.path("add").path("stats").asText());
          rowsByMonth.merge(month.asText(), statistics.required("numRecords").asLong(), Long::sum);
        }
      }
      return new WriteResult(version, rows, rowsByMonth);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
