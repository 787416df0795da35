package io.fenqun.store;

import io.delta.tables.DeltaTable;
import io.fenqun.error.FenqunException;
import io.fenqun.table.Tables;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * A warehouse that is there: the folder whose folders are packs. Lists; reads no rows and writes
 * nothing.
 */
public final class WarehouseFolder {
  private final FileSystem files;
  private final Path folder;

  private WarehouseFolder(FileSystem files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /** Refuses with kind CONFIG what is no folder, and the folder of one pack. */
  public static WarehouseFolder open(String uri, Configuration configuration) {
    String refused = "Cannot open the warehouse " + uri + ": ";
    if (uri.isBlank()) {
      throw FenqunException.config(refused + "it is empty; give the --warehouse of a run");
    }
    try {
      FileSystem files = new Path(uri).getFileSystem(configuration);
      Path folder = files.makeQualified(new Path(uri));
      if (!files.getFileStatus(folder).isDirectory()) {
        throw FenqunException.config(refused + "it is a file; give the --warehouse of a run");
      }
      if (files.exists(new Path(folder, Tables.DIM_PUBLICATION.name()))) {
        throw FenqunException.config(
            refused + "it is the folder of one pack; give its parent " + folder.getParent());
      }
      return new WarehouseFolder(files, folder);
    } catch (FileNotFoundException e) {
      throw new FenqunException(
          FenqunException.Kind.CONFIG,
          refused + "there is no such folder; give the --warehouse of a run",
          e);
    } catch (IOException e) {
      throw StorageFaults.translate("Cannot open the warehouse " + uri, e);
    }
  }

  /** Absolute, with its scheme. */
  public String uri() {
    return folder.toString();
  }

  /** Names of the folders that hold publications, sorted; other folders are passed over. */
  public List<String> packs(SparkSession spark) {
    return StorageFaults.translated(
        "Cannot list the warehouse " + folder,
        () ->
            Arrays.stream(listed())
                .filter(FileStatus::isDirectory)
                .map(status -> status.getPath().getName())
                .filter(name -> DeltaTable.isDeltaTable(spark, publications(name)))
                .sorted()
                .toList());
  }

  private String publications(String pack) {
    return new Path(new Path(folder, pack), Tables.DIM_PUBLICATION.name()).toString();
  }

  private FileStatus[] listed() {
    try {
      return files.listStatus(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
