package io.fenqun.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.util.FileNames;
import scala.Option;

/** What Delta's log says of a table's last commit. */
final class Commits {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Commits() {}

  /** -1 for a table without a commit. */
  static long version(SparkSession spark, String path) {
    return DeltaLog.forTable(spark, path).update(false, Option.empty(), Option.empty()).version();
  }

  /** A write that had nothing to change makes no commit. */
  static WriteResult since(long before, SparkSession spark, String path) {
    long version = version(spark, path);
    return new WriteResult(version, version == before ? 0 : rowsWritten(spark, path, version));
  }

  private static long rowsWritten(SparkSession spark, String path, long version) {
    Path commit = FileNames.unsafeDeltaFile(new Path(path, "_delta_log"), version);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                commit.getFileSystem(spark.sessionState().newHadoopConf()).open(commit),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode info = JSON.readTree(line).path("commitInfo");
        if (!info.isMissingNode()) {
          return info.path("operationMetrics").path("numOutputRows").asLong();
        }
      }
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
