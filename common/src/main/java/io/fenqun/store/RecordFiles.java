package io.fenqun.store;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/**
 * Writes records as the files of a source, for data that are made up: {@code
 * <folder>/<name>/<column>=<value>/…} where rows are parted by a column, else {@code
 * <folder>/<name>/…}.
 */
public final class RecordFiles {
  private final String folder;

  public RecordFiles(String folder) {
    this.folder = folder;
  }

  /**
   * Replaces what is there; of parted rows, each value of the column that they hold.
   *
   * @param format and options as a source names them
   * @param partedBy a column, or none
   */
  public void write(
      String name,
      Dataset<Row> rows,
      String format,
      Map<String, String> options,
      String... partedBy) {
    List<String> columns = Arrays.asList(partedBy);
    StorageFaults.translated(
        "Cannot write the files of " + name,
        () -> {
          rows.write()
              .format(format)
              .options(options)
              .option("partitionOverwriteMode", "dynamic")
              .mode(SaveMode.Overwrite)
              .partitionBy(columns.toArray(String[]::new))
              .save(folder + "/" + name);
          return name;
        });
  }
}
