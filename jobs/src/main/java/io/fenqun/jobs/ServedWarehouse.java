package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import io.fenqun.serve.PublishedPack;
import io.fenqun.serve.ViewCatalogue;
import io.fenqun.store.WarehouseFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * The packs of a warehouse as databases, and what keeps them up to date. A pack that appears later
 * is taken in; one that cannot be read keeps the views it had, and a warning says so.
 */
final class ServedWarehouse {
  private final SparkSession spark;
  private final WarehouseFolder folder;
  private final Path views;
  private final Progress progress;
  private final ViewCatalogue catalogue;

  /** Pack to the commit of its publications that is served, or had nothing readable. */
  private final Map<String, Long> seen = new HashMap<>();

  /** Pack to what was last told of it, so that it is not told at every look. */
  private final Map<String, String> warnings = new HashMap<>();

  private final SortedMap<String, PublishedPack> served = new TreeMap<>();

  /**
   * @param views where Spark may make an empty folder for each database
   */
  ServedWarehouse(SparkSession spark, WarehouseFolder folder, Path views, Progress progress) {
    this.spark = spark;
    this.folder = folder;
    this.views = views;
    this.progress = progress;
    this.catalogue = new ViewCatalogue(spark, views.toUri().toString());
  }

  /** Serves what is published; refuses with kind NOT_READY where nothing is. */
  void requirePublished() {
    List<String> packs = folder.packs(spark);
    Optional<FenqunException> first = packs.stream().flatMap(p -> refresh(p).stream()).findFirst();
    if (served.isEmpty()) {
      throw first.orElseGet(
          () ->
              FenqunException.notReady(
                  "Cannot serve the warehouse "
                      + folder.uri()
                      + ": nothing is published there yet; run a pack to its end first"));
    }
  }

  List<String> databases() {
    return List.copyOf(served.keySet());
  }

  /** Looks again and again; returns when Spark has stopped. */
  void refreshUntilStopped(Duration pause) throws InterruptedException {
    while (!spark.sparkContext().isStopped()) {
      Thread.sleep(pause.toMillis());
      refresh();
    }
  }

  /** Looks once. */
  void refresh() {
    try {
      folder.packs(spark).forEach(this::refresh);
    } catch (Exception failure) { // whatever it is, clients are served on
      warn("", Failures.text(Failures.known(failure)));
    }
  }

  /** The failure, if it could not be read; the next look tries again. */
  private Optional<FenqunException> refresh(String pack) {
    try {
      long commit = PublishedPack.lastCommit(spark, folder.uri(), pack);
      if (seen.getOrDefault(pack, -1L) < commit) {
        PublishedPack.open(spark, folder.uri(), pack).ifPresent(this::serve);
        seen.put(pack, commit);
        warnings.remove(pack);
      }
      return Optional.empty();
    } catch (Exception failure) { // Spark throws checked ones that it does not declare
      FenqunException known = Failures.known(failure);
      warn(pack, "database " + pack + " is not made new: " + Failures.text(known));
      return Optional.of(known);
    }
  }

  private void warn(String about, String text) {
    if (!spark.sparkContext().isStopped() && !text.equals(warnings.put(about, text))) {
      progress.warning(text);
    }
  }

  private void serve(PublishedPack pack) {
    catalogue.register(pack);
    views.resolve(pack.name()).toFile().deleteOnExit();
    served.put(pack.name(), pack);
    progress.line(
        "database "
            + pack.name()
            + ": publication "
            + pack.publication()
            + ", months up to "
            + pack.month()
            + ", views "
            + String.join(", ", catalogue.registered(pack.name())));
  }
}
