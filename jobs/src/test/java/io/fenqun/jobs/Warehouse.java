package io.fenqun.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * The tables of one pack as a reader finds them.
 *
 * @param folder the warehouse
 * @param pack name of the pack
 */
record Warehouse(SparkSession spark, Path folder, String pack) {
  /** Books of the runs themselves: two warehouses may be equal and differ in these. */
  static final Set<String> BOOKS = Set.of("run_ledger", "dim_publication", "revision");

  /** What a month is held against hangs on when it was first reported. */
  private static final Map<String, String> NOT_OF_RUNS =
      Map.of("segment_change", "part not in ('RESTATED', 'DEFINITION')");

  private static final Set<String> CLOCKS_AND_RUNS =
      Set.of("run_id", "started_at", "seconds", "published_at", "code_version");

  /** Where a record stood in its file. */
  static final Set<String> PLACE_IN_FILE = Set.of("record_no", "file");

  List<String> tables() {
    Path tables = folder.resolve(pack);
    if (!Files.isDirectory(tables)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(tables)) {
      return folders
          .filter(table -> Files.isDirectory(table.resolve("_delta_log")))
          .map(table -> table.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  Path path(String table) {
    return folder.resolve(pack).resolve(table);
  }

  Dataset<Row> read(String table) {
    return spark.read().format("delta").load(path(table).toString());
  }

  Dataset<Row> readVersion(String table, long version) {
    return spark.read().format("delta").option("versionAsOf", version).load(path(table).toString());
  }

  /** The last version of each table. */
  SortedMap<String, Long> versions() {
    return tables().stream()
        .collect(Collectors.toMap(Function.identity(), this::version, (a, b) -> a, TreeMap::new));
  }

  private long version(String table) {
    try (Stream<Path> log = Files.list(path(table).resolve("_delta_log"))) {
      return log.map(file -> file.getFileName().toString())
          .filter(name -> name.matches("\\d{20}\\.json"))
          .mapToLong(name -> Long.parseLong(name.substring(0, 20)))
          .max()
          .orElseThrow();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Every table but the books, as how often each row stands in it. */
  SortedMap<String, Map<String, Long>> content(Set<String> ignored) {
    return tables().stream()
        .filter(table -> !BOOKS.contains(table))
        .collect(
            Collectors.toMap(
                Function.identity(), table -> rows(table, ignored), (a, b) -> a, TreeMap::new));
  }

  /**
   * How often each row stands in a table; columns by name, without clocks, run numbers and those
   * ignored, and without rows that tell of the runs.
   */
  Map<String, Long> rows(String table, Set<String> ignored) {
    Dataset<Row> rows = read(table).where(NOT_OF_RUNS.getOrDefault(table, "true"));
    Column[] compared =
        Arrays.stream(rows.columns())
            .sorted()
            .filter(column -> !CLOCKS_AND_RUNS.contains(column) && !ignored.contains(column))
            .map(column -> functions.col("`" + column + "`"))
            .toArray(Column[]::new);
    return rows.select(compared).collectAsList().stream()
        .collect(Collectors.groupingBy(Row::json, TreeMap::new, Collectors.counting()));
  }

  Map<String, Long> rows(String table) {
    return rows(table, Set.of());
  }

  /** A copy that another run may change. */
  Warehouse copy(Path to) throws IOException {
    Folders.copy(folder, to);
    return new Warehouse(spark, to, pack);
  }
}
