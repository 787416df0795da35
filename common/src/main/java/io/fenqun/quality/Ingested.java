package io.fenqun.quality;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Raw records told apart; the laws of {@link CleanSource} hold. Both Datasets read the source again
 * when they are written.
 *
 * @param clean columns of {@link CleanTables}
 * @param quarantine columns of the quarantine table; no row when {@code counts} has none
 *     quarantined
 */
public record Ingested(Dataset<Row> clean, Dataset<Row> quarantine, SourceCounts counts) {}
