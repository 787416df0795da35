package io.fenqun.serve;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import scala.collection.JavaConverters;

/**
 * The session's catalogue of views: a database a pack, shared by every session on the same context.
 * Meant for Spark's in-memory catalogue, so that nothing outlives the process.
 */
public final class ViewCatalogue {
  private final SparkSession spark;
  private final String emptyFolder;

  /**
   * @param emptyFolder URI of a folder that Spark may tie to the databases: nothing is kept there.
   *     Never the warehouse, since dropping a database deletes its folder
   */
  public ViewCatalogue(SparkSession spark, String emptyFolder) {
    this.spark = spark;
    this.emptyFolder = emptyFolder;
  }

  /**
   * Makes the pack's database hold exactly these views. A view is replaced at once and carries its
   * versions in itself, so that a query over one view sees one publication. Replacing them all
   * takes about a second, in which two views may show two publications.
   */
  public void register(PublishedPack pack) {
    ReadOnly.lifted(
        () -> {
          spark.sql(
              "create database if not exists "
                  + PublishedTable.quoted(pack.name())
                  + " location "
                  + PublishedTable.literal(emptyFolder + "/" + pack.name()));
          pack.views().forEach(view -> spark.sql(view.statement()));
          Set<String> wanted = pack.views().stream().map(ViewDef::name).collect(Collectors.toSet());
          registered(pack.name()).stream()
              .filter(name -> !wanted.contains(name))
              .forEach(name -> spark.sql("drop view " + qualified(pack, name)));
        });
  }

  /** Names of the views of a database, sorted. */
  public List<String> registered(String database) {
    return JavaConverters.seqAsJavaList(
            spark.sessionState().catalog().externalCatalog().listTables(database))
        .stream()
        .sorted()
        .toList();
  }

  private static String qualified(PublishedPack pack, String name) {
    return PublishedTable.quoted(pack.name()) + "." + PublishedTable.quoted(name);
  }
}
