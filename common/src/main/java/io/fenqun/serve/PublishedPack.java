package io.fenqun.serve;

import io.fenqun.store.DeltaTableStore;
import io.fenqun.table.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * What SQL shows of a pack: the views of its last readable publication. Opening reads the log of
 * every table and no rows of it; nothing is registered yet.
 *
 * @param name of the pack, which is the name of its database
 * @param publication number of the publication
 * @param month last month published, {@code yyyy-MM}
 */
public record PublishedPack(String name, long publication, String month, List<ViewDef> views) {

  /** Moves with every publication; reads the log of one table and no rows. */
  public static long lastCommit(SparkSession spark, String warehouse, String pack) {
    return new DeltaTableStore(spark, warehouse, pack).version(Tables.DIM_PUBLICATION.name());
  }

  /**
   * Empty where nothing readable is published. A version that is gone is refused with kind STORAGE.
   */
  public static Optional<PublishedPack> open(SparkSession spark, String warehouse, String pack) {
    DeltaTableStore store = new DeltaTableStore(spark, warehouse, pack);
    return published(store)
        .map(
            set -> {
              List<PublishedTable> tables = new ArrayList<>();
              Map<String, Long> versions = new TreeMap<>(set.versions());
              // the set names the version before it, which does not know of the set
              versions.put(
                  Tables.DIM_PUBLICATION.name(), store.version(Tables.DIM_PUBLICATION.name()));
              versions.forEach((table, version) -> tables.add(at(store, table, version)));
              return new PublishedPack(
                  pack,
                  set.publication(),
                  set.month(),
                  new PublishedTables(set.month(), tables).views(pack));
            });
  }

  private static PublishedTable at(DeltaTableStore store, String table, long version) {
    return new PublishedTable(table, store.relation(table, version), store.schema(table, version));
  }

  private static Optional<PublishedSet> published(DeltaTableStore store) {
    return PublishedSet.last(store.read(Tables.DIM_PUBLICATION.name()));
  }
}
