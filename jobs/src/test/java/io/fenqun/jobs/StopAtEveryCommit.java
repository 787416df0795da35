package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.store.Partitions;
import io.fenqun.store.StoredPartition;
import io.fenqun.store.TableStore;
import io.fenqun.store.WriteResult;
import io.fenqun.table.TableDef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Lets one commit follow the other and keeps a copy of the warehouse at every boundary between two
 * of them: what is on the disk when the process is killed there.
 */
final class StopAtEveryCommit implements TableStore {
  /**
   * @param boundary what was about to be written, or had been
   */
  record Stopped(String boundary, Path warehouse) {}

  private final TableStore store;
  private final Path warehouse;
  private final Path copies;
  private final List<Stopped> stopped = new ArrayList<>();
  private Set<String> before = Set.of();

  StopAtEveryCommit(TableStore store, Path warehouse, Path copies) {
    this.store = store;
    this.warehouse = warehouse;
    this.copies = copies;
  }

  /** After the last commit and at the end of all, too. */
  synchronized void keep(String boundary) {
    try {
      Path copy = copies.resolve(Integer.toString(stopped.size()));
      Folders.copy(warehouse, copy);
      stopped.add(new Stopped(boundary, copy));
      before = files();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Stopped> stopped() {
    return List.copyOf(stopped);
  }

  private synchronized <T> T commit(TableDef table, Supplier<T> write) {
    if (!stopped.isEmpty()) {
      assertThat(files()).as("after one commit and before the next").isEqualTo(before);
    }
    String boundary = "before " + stopped.size() + " " + table.name();
    if (stopped.isEmpty()) {
      keep(boundary);
    }
    T result = write.get();
    keep("after " + stopped.size() + " " + table.name());
    return result;
  }

  /** Without the lock's: it beats meanwhile. */
  private Set<String> files() {
    try (Stream<Path> paths = Files.walk(warehouse)) {
      Set<String> files = new TreeSet<>();
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        if (!path.getParent().endsWith("_lock")) {
          files.add(warehouse.relativize(path) + " " + Files.size(path));
        }
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public WriteResult replacePartitions(TableDef table, Partitions partitions, Dataset<Row> rows) {
    return commit(table, () -> store.replacePartitions(table, partitions, rows));
  }

  @Override
  public WriteResult replaceAll(TableDef table, Dataset<Row> rows) {
    return commit(table, () -> store.replaceAll(table, rows));
  }

  @Override
  public WriteResult append(TableDef table, Dataset<Row> rows) {
    return commit(table, () -> store.append(table, rows));
  }

  @Override
  public void describe(TableDef table) {
    store.describe(table);
  }

  @Override
  public boolean exists(String table) {
    return store.exists(table);
  }

  @Override
  public Dataset<Row> read(String table) {
    return store.read(table);
  }

  @Override
  public Dataset<Row> read(String table, Partitions partitions) {
    return store.read(table, partitions);
  }

  @Override
  public Dataset<Row> readVersion(String table, long version) {
    return store.readVersion(table, version);
  }

  @Override
  public List<StoredPartition> partitions(String table) {
    return store.partitions(table);
  }

  @Override
  public long version(String table) {
    return store.version(table);
  }
}
