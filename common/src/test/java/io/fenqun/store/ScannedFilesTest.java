package io.fenqun.store;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fenqun.SparkTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a query reads is told; what it prunes, and what nobody evaluates, is not. */
class ScannedFilesTest extends SparkTest {
  private static final StructType MONTHS = StructType.fromDDL("month string, n bigint");

  @TempDir Path folder;

  private int tables;

  @Test
  void ofPartitionsThoseThatArePrunedAreNotRead() {
    Dataset<Row> table = table("parquet");
    assertEquals(
        List.of("2024-02"), months(() -> table.where("month = '2024-02'").collectAsList()));
    assertEquals(List.of("2024-01", "2024-02"), months(() -> table.groupBy("n").count().count()));
    assertEquals(List.of(), months(() -> table.where("month = '2024-02'").schema()));
  }

  @Test
  void aDeltaWriteTellsWhatItReadAndNotWhatItsLogHolds() {
    Dataset<Row> table = table("delta");
    String copy = folder.resolve("copy").toString();
    assertEquals(
        List.of("2024-01"),
        months(() -> table.where("month = '2024-01'").write().format("delta").save(copy)));
  }

  @Test
  void aFileReadTwiceStandsThereTwiceUnlessTheRowsAreKept() {
    Dataset<Row> table = table("parquet").where("month = '2024-01'");
    assertEquals(
        List.of("2024-01", "2024-01"),
        months(
            () -> {
              table.collectAsList();
              table.where(col("n").gt(0)).collectAsList();
            }));
    Dataset<Row> kept =
        table("parquet").where("month = '2024-02'").persist(StorageLevel.DISK_ONLY());
    assertEquals(
        List.of("2024-02"),
        months(
            () -> {
              kept.collectAsList();
              kept.where(col("n").gt(0)).collectAsList();
            }));
    kept.unpersist();
  }

  @Test
  void textFilesAreToldToo() throws Exception {
    Path file = Files.writeString(folder.resolve("lines.txt"), "a\nb\n");
    TextLines lines =
        new TextLines(
            new JavaSparkContext(sc()),
            sc().hadoopConfiguration(),
            List.of(new InputFile("all", file.toUri().toString(), "lines.txt", 4, 0)),
            false);
    Dataset<Row> rows =
        spark()
            .createDataFrame(
                lines.rdd().map(line -> RowFactory.create(line._2().toString())),
                StructType.fromDDL("line string"));
    assertEquals(List.of("lines.txt"), names(rows::collectAsList));
  }

  private Dataset<Row> table(String format) {
    String path = folder.resolve("table" + ++tables).toString();
    spark()
        .createDataFrame(
            List.of(RowFactory.create("2024-01", 1L), RowFactory.create("2024-02", 2L)), MONTHS)
        .coalesce(1)
        .write()
        .format(format)
        .partitionBy("month")
        .save(path);
    return spark().read().format(format).load(path);
  }

  private List<String> months(Runnable work) {
    return read(work).stream()
        .map(file -> file.replaceFirst(".*month=([^/]*)/.*", "$1"))
        .sorted()
        .toList();
  }

  private List<String> names(Runnable work) {
    return read(work).stream().map(file -> file.replaceFirst(".*/", "")).toList();
  }

  private List<String> read(Runnable work) {
    try (ScannedFiles scanned = ScannedFiles.of(spark())) {
      scanned.take();
      work.run();
      return scanned.take().orElseThrow();
    }
  }
}
