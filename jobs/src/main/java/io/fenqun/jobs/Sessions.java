package io.fenqun.jobs;

import io.fenqun.serve.ReadOnly;
import io.fenqun.store.LocalDisk;
import java.time.ZoneId;
import org.apache.spark.sql.SparkSession;

/**
 * The Spark session of a run: spark-submit decides master and resources, the pack decides the time
 * zone.
 */
final class Sessions {
  private Sessions() {}

  /**
   * A session of its own on the JVM's one context, so that two packs in one JVM keep their zones
   * apart.
   */
  static SparkSession open(ZoneId zone) {
    SparkSession session =
        SparkSession.builder()
            .appName("fenqun")
            .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            // A month compiles some hundred pieces of code; of the default 100 none would be left
            // for the next month
            .config("spark.sql.codegen.cache.maxEntries", "1000")
            .getOrCreate()
            .newSession();
    LocalDisk.useIn(session.sparkContext());
    session.conf().set("spark.sql.session.timeZone", zone.getId());
    // A date that does not parse is null and goes to quarantine; the default would stop the job on
    // some of them.
    session.conf().set("spark.sql.legacy.timeParserPolicy", "CORRECTED");
    session.conf().set("spark.sql.ansi.enabled", "false");
    // Dates are proleptic Gregorian in every file we write and read.
    session.conf().set("spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED");
    session.conf().set("spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED");
    // Delta would list all files a second time after every commit, only to compare it with its own
    // books, because the zone is not UTC; our partitions and statistics hold no timestamps.
    session
        .conf()
        .set(
            "spark.databricks.delta.allFilesInCrc.verificationMode.forceOnNonUTC.enabled", "false");
    // Rows of a commit are counted from its files' statistics
    session.conf().set("spark.databricks.delta.stats.collect", "true");
    // Frames that are already distributed by customer are joined by (customer, month) without
    // moving them again.
    session.conf().set("spark.sql.requireAllClusterKeysForCoPartition", "false");
    return session;
  }

  /**
   * The session behind a server of SQL: reads only, its catalogue in memory, every client's session
   * like it. The folder is there, so that Spark makes none.
   */
  static SparkSession serving(String warehouse) {
    return SparkSession.builder()
        .appName("fenqun serve")
        .config(
            "spark.sql.extensions",
            "io.delta.sql.DeltaSparkSessionExtension," + ReadOnly.class.getName())
        .config(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.sql.catalogImplementation", "in-memory")
        .config("spark.sql.warehouse.dir", warehouse)
        // ${env:…} in a statement would show the server's environment
        .config("spark.sql.variable.substitute", "false")
        // A large result goes to the client partition by partition, not whole into the driver
        .config("spark.sql.thriftServer.incrementalCollect", "true")
        .getOrCreate();
  }
}
