package io.fenqun.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.actions.AddFile;
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

  /** Adds up the rows of the files of each partition, in the order of the first of them. */
  static List<StoredPartition> partitions(Collection<AddFile> files) {
    Map<Map<String, String>, long[]> sums = new LinkedHashMap<>();
    for (AddFile file : files) {
      Map<String, String> present =
          new TreeMap<>(JavaConverters.mapAsJavaMap(file.partitionValues()));
      present.values().removeIf(Objects::isNull);
      long[] sum = sums.computeIfAbsent(present, any -> new long[2]);
      sum[0] += rows(file.stats());
      sum[1] += file.size();
    }
    return sums.entrySet().stream()
        .map(one -> new StoredPartition(one.getKey(), one.getValue()[0], one.getValue()[1]))
        .toList();
  }

  private static long rows(String statistics) {
    try {
      return JSON.readTree(statistics).required("numRecords").asLong();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
          rowsByMonth.merge(
              month.asText(), rows(action.path("add").path("stats").asText()), Long::sum);
        }
      }
      return new WriteResult(version, rows, rowsByMonth);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
