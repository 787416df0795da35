package io.fenqun.store;

import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Writes records as the files of a source, for data that are made up: {@code
 * <folder>/<name>/month=<yyyy-MM>/…} of monthly ones, else {@code <folder>/<name>/…}.
 */
public final class RecordFiles {
  private static final String MONTH = "month";

  private final String folder;

  public RecordFiles(String folder) {
    this.folder = folder;
  }

  /** Replaces the files of a table. */
  public void write(String name, Dataset<Row> rows, String format, Map<String, String> options) {
    save(folder + "/" + name, rows, format, options);
  }

  /**
   * Replaces the files of these months. A month without rows has a file without rows: it was
   * delivered.
   *
   * @param rows with a column {@code month}, which stands in the names of the folders alone
   */
  public void writeMonths(
      String name,
      Dataset<Row> rows,
      MonthRange months,
      String format,
      Map<String, String> options) {
    String path = folder + "/" + name;
    StorageFaults.translated(
        "Cannot write the files of " + name,
        () -> {
          rows.write()
              .format(format)
              .options(options)
              .option("partitionOverwriteMode", "dynamic")
              .mode(SaveMode.Overwrite)
              .partitionBy(MONTH)
              .save(path);
          return path;
        });
    for (Month month : months.months()) {
      String ofMonth = path + "/" + MONTH + "=" + month;
      if (!exists(ofMonth, rows.sparkSession())) {
        Dataset<Row> none =
            rows.sparkSession().createDataFrame(List.of(), rows.drop(MONTH).schema()).coalesce(1);
        save(ofMonth, none, format, options);
      }
    }
  }

  private static boolean exists(String path, SparkSession spark) {
    return StorageFaults.translated(
        "Cannot look for " + path,
        () -> {
          return exists(new Path(path), spark.sessionState().newHadoopConf());
        });
  }

  private static boolean exists(Path path, Configuration hadoop) {
    try {
      return path.getFileSystem(hadoop).exists(path);
    } catch (IOException e) {
      throw StorageFaults.translate("Cannot look for " + path, e);
    }
  }

  private static void save(
      String path, Dataset<Row> rows, String format, Map<String, String> options) {
    StorageFaults.translated(
        "Cannot write " + path,
        () -> {
          rows.write().format(format).options(options).mode(SaveMode.Overwrite).save(path);
          return path;
        });
  }

  /** What {@link #write} wrote as Parquet. */
  public Dataset<Row> read(SparkSession spark, String name) {
    return StorageFaults.translated(
        "Cannot read the files of " + name, () -> spark.read().parquet(folder + "/" + name));
  }
}
