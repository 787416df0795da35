package io.fenqun.store;

import io.fenqun.source.SourceDef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Reads the raw records of sources below one folder, on any file system that Hadoop knows, or
 * wherever a Spark source finds them.
 */
public final class SourceReader {
  private static final long MIB = 1L << 20;

  private final SparkSession spark;
  private final SourceFolder folder;
  private final long gzipWarningBytes;

  /**
   * @param sourceUri the folder to which locations are relative
   * @param gzipWarningBytes a gz file, or one with records over several lines, that is longer than
   *     this is warned of: one task has to read it alone
   */
  public SourceReader(SparkSession spark, String sourceUri, long gzipWarningBytes) {
    this.spark = spark;
    this.folder = new SourceFolder(sourceUri, spark.sessionState().newHadoopConf());
    this.gzipWarningBytes = gzipWarningBytes;
  }

  /**
   * The deliveries that are there, by the names of files alone: months of a monthly location,
   * {@code all} for another one, nothing where no file is.
   */
  public SortedSet<String> deliveries(SourceDef source) {
    return source.isTable() ? SourceTable.deliveries() : folder.deliveries(source);
  }

  /**
   * What tells whether a delivery changed, as JSON: name, length and modification time of each
   * file; of a table its name, and where it says by which column it changes, rows and last change.
   */
  public String fingerprint(SourceDef source, String delivery) {
    return source.isTable()
        ? new SourceTable(spark, source).fingerprint()
        : folder.fingerprint(source, delivery);
  }

  /** The delivery that a file belongs to; none where it is no file of the source. */
  public Optional<String> delivery(SourceDef source, String path) {
    return source.isTable() ? Optional.empty() : folder.delivery(source, path);
  }

  /**
   * All records of these deliveries in one Dataset. A delivery without a file is refused with kind
   * NOT_READY; a file that cannot be read as a whole, or lacks a column that the mapping names,
   * with kind DATA. A damage that shows only while rows are read (a cut gz) stops the Spark job
   * that reads them, with the same kind.
   */
  public RawRecords read(SourceDef source, List<String> deliveries) {
    if (source.isTable()) {
      return new RawRecords(new SourceTable(spark, source).read(), List.of());
    }
    List<InputFile> files = new ArrayList<>();
    deliveries.forEach(delivery -> files.addAll(folder.files(source, delivery)));
    Dataset<Row> rows = format(source).read(source, files);
    return new RawRecords(rows, warnings(source, files));
  }

  private RawFormat format(SourceDef source) {
    return source.format().equals("csv")
        ? new CsvFormat(spark)
        : new ColumnarFormat(spark, new FileNames(folder.root()));
  }

  private List<String> warnings(SourceDef source, List<InputFile> files) {
    return files.stream()
        .filter(file -> source.multiLine() || file.name().endsWith(".gz"))
        .filter(file -> file.length() > gzipWarningBytes)
        .map(
            file ->
                source.name()
                    + ": "
                    + file.name()
                    + " is "
                    + file.length() / MIB
                    + (source.multiLine()
                        ? " MiB with records over several lines, which a single task has to read; deliver it in parts, or as Parquet"
                        : " MiB of gz, which a single task has to read; deliver it in parts, as bz2 or as Parquet"))
        .toList();
  }
}
