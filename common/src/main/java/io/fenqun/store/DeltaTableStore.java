package io.fenqun.store;

import io.delta.tables.DeltaTable;
import io.fenqun.error.FenqunException;
import io.fenqun.table.TableDef;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Tables as Delta at {@code <warehouse>/<pack>/<table>}, at reader protocol 1 so that every reader
 * can read them (stack page, section 4). Small data makes one file a partition; large partitions
 * are split by Spark's advisory partition size, which needs adaptive execution.
 */
public final class DeltaTableStore implements TableStore {
  private final SparkSession spark;
  private final Path folder;
  private final Optional<PackLock> lock;
  private final TableLogs logs;

  /**
   * For reading, and for writing where the caller knows to be the only writer. Nothing is created
   * before the first write.
   */
  public DeltaTableStore(SparkSession spark, String warehouseUri, String packName) {
    this(spark, warehouseUri, packName, Optional.empty());
  }

  /** Every commit is one of this lock, and refused with kind LOCKED when it was lost. */
  public DeltaTableStore(SparkSession spark, String warehouseUri, String packName, PackLock lock) {
    this(spark, warehouseUri, packName, Optional.of(lock));
  }

  private DeltaTableStore(
      SparkSession spark, String warehouseUri, String packName, Optional<PackLock> lock) {
    this.spark = spark;
    this.folder = new Path(new Path(warehouseUri), packName);
    this.lock = lock;
    this.logs = new TableLogs(spark);
  }

  @Override
  public boolean exists(String table) {
    return StorageFaults.translated(
        "Cannot look for table " + table, () -> DeltaTable.isDeltaTable(spark, path(table)));
  }

  @Override
  public Dataset<Row> read(String table) {
    return read(table, Partitions.ALL);
  }

  @Override
  public Dataset<Row> readVersion(String table, long version) {
    return StorageFaults.translated(
        "Cannot read version " + version + " of table " + table,
        () -> spark.read().format("delta").option("versionAsOf", version).load(path(table)));
  }

  @Override
  public Dataset<Row> read(String table, Partitions partitions) {
    if (!exists(table)) {
      throw FenqunException.internal(
          "Cannot read table " + table + ": " + path(table) + " does not exist");
    }
    return StorageFaults.translated(
        "Cannot read table " + table, () -> logs.read(path(table), partitions));
  }

  @Override
  public WriteResult replacePartitions(TableDef table, Partitions partitions, Dataset<Row> rows) {
    return write(table, rows, Optional.of(partitions));
  }

  @Override
  public WriteResult replaceAll(TableDef table, Dataset<Row> rows) {
    return write(table, rows, Optional.of(Partitions.ALL));
  }

  @Override
  public WriteResult append(TableDef table, Dataset<Row> rows) {
    return write(table, rows, Optional.empty());
  }

  @Override
  public List<StoredPartition> partitions(String table) {
    return exists(table)
        ? StorageFaults.translated(
            "Cannot list the partitions of table " + table,
            () -> Commits.partitions(logs.latest(path(table)).files().values()))
        : List.of();
  }

  @Override
  public long version(String table) {
    return StorageFaults.translated(
        "Cannot read the version of table " + table, () -> Commits.version(spark, path(table)));
  }

  /**
   * How SQL names a table at one version, for the {@code from} of a query or a view; neither looks
   * whether it exists nor reads.
   */
  public String relation(String table, long version) {
    return "delta.`" + path(table).replace("`", "``") + "` version as of " + version;
  }

  /** The columns of a table at one version; one that is gone is refused with kind STORAGE. */
  public StructType schema(String table, long version) {
    return readVersion(table, version).schema();
  }

  private WriteResult write(TableDef table, Dataset<Row> rows, Optional<Partitions> replaced) {
    String path = path(table.name());
    return StorageFaults.translated(
        "Cannot write table " + table.name(),
        () -> {
          long before = Commits.version(spark, path);
          Dataset<Row> shaped = shaped(table, rows);
          if (before >= 0
              && PartitionCommit.fits(
                  logs.latest(path).snapshot().metadata(), shaped.schema(), table)) {
            new PartitionCommit(spark, logs, path, lock, replaced).write(shaped);
          } else {
            define(table, shaped, replaced, before < 0);
          }
          WriteResult result = Commits.since(before, spark, path);
          if (lock.isPresent() && result.version() == before) {
            throw lock.get().lost(); // Delta passed over it: the table has a later number
          }
          return result;
        });
  }

  /** A write that makes the table, or adds columns to it. */
  private void define(
      TableDef table, Dataset<Row> rows, Optional<Partitions> replaced, boolean isNew) {
    DataFrameWriter<Row> writer =
        rows.write()
            .format("delta")
            .mode(replaced.isPresent() ? SaveMode.Overwrite : SaveMode.Append)
            .partitionBy(table.partitionedBy().toArray(String[]::new))
            .option("mergeSchema", "true");
    replaced
        .filter(partitions -> !partitions.equals(Partitions.ALL))
        .ifPresent(partitions -> writer.option("replaceWhere", partitions.where()));
    if (isNew) {
      writer.options(properties(table));
    }
    lock.ifPresent(
        held ->
            writer
                .option("txnAppId", TokenCommits.APPLICATION)
                .option("txnVersion", held.nextCommit()));
    writer.save(path(table.name()));
  }

  /**
   * The definition's columns with their comments, gathered so that a partition's rows meet in one
   * file while they are few.
   */
  private static Dataset<Row> shaped(TableDef table, Dataset<Row> rows) {
    Dataset<Row> selected = rows.select(table.selection(List.of(rows.columns())));
    Column[] commented =
        Arrays.stream(table.schema().fields())
            .map(f -> selected.col("`" + f.name() + "`").as(f.name(), f.metadata()))
            .toArray(Column[]::new);
    Object[] partitions =
        table.partitionedBy().stream().map(name -> functions.col(name).expr()).toArray();
    return selected.select(commented).hint("rebalance", partitions);
  }

  private static Map<String, String> properties(TableDef table) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("delta.minReaderVersion", "1");
    properties.put("delta.minWriterVersion", "2");
    properties.put("delta.enableDeletionVectors", "false");
    properties.put("delta.columnMapping.mode", "none");
    properties.put("delta.checkpointPolicy", "classic");
    if (table.statistics().isEmpty()) {
      properties.put("delta.dataSkippingNumIndexedCols", "0");
    } else {
      properties.put("delta.dataSkippingStatsColumns", String.join(",", table.statistics()));
    }
    return properties;
  }

  @Override
  public void describe(TableDef table) {
    StructType stored = read(table.name()).schema();
    Map<String, String> comments = new HashMap<>();
    table.columns().forEach(column -> comments.put(column.name(), column.comment()));
    StructField[] described =
        Arrays.stream(stored.fields())
            .map(f -> comments.containsKey(f.name()) ? f.withComment(comments.get(f.name())) : f)
            .toArray(StructField[]::new);
    if (!Arrays.equals(described, stored.fields())) {
      StorageFaults.translated(
          "Cannot describe table " + table.name(),
          () -> TokenCommits.describe(spark, path(table.name()), new StructType(described), lock));
    }
  }

  private String path(String table) {
    return new Path(folder, table).toString();
  }
}
