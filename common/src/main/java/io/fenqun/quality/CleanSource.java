package io.fenqun.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;

import io.fenqun.error.FenqunException;
import io.fenqun.source.RawColumns;
import io.fenqun.source.SourceDef;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * From raw records to clean rows and quarantine: columns mapped and cast, joins, derived columns,
 * month and customer, reasons to refuse, copies of a key. All deliveries of a range at once; the
 * result depends on the records alone.
 */
public final class CleanSource {
  private final SourceDef source;
  private final Map<String, JoinedSource> others;

  private CleanSource(SourceDef source, Map<String, JoinedSource> others) {
    this.source = source;
    this.others = others;
  }

  /**
   * Tells the records apart and counts them, which reads the source once: they stay on the
   * executors' disks until {@link Ingested#release}. Only where records are refused are the files
   * of the deliveries read again, for their content; a table never is. Refuses with kind DATA,
   * before anything is written: a delivery without records that may not be empty, with all records
   * refused, or with more of them than the source's budget; an expectation failed by more rows of a
   * month than its limit; a join that matches twice; counts or money that do not add up.
   *
   * @param deliveries that were read
   * @param raw columns of {@link RawColumns}, then the raw columns
   * @param others the sources that this one joins, by name
   */
  public static Ingested clean(
      SourceDef source,
      List<String> deliveries,
      Dataset<Row> raw,
      Map<String, JoinedSource> others) {
    return new CleanSource(source, others).clean(deliveries, raw);
  }

  private Ingested clean(List<String> deliveries, Dataset<Row> raw) {
    RecordsRead read = new RecordsRead(source, deliveries);
    Dataset<Row> records = kept(judged(read.counting(raw))).persist(StorageLevel.DISK_ONLY());
    try {
      Census census = new Census(source);
      Dataset<Row> counted = census.counted(records);
      Dataset<Row> whole = source.isTable() ? records : judged(raw);
      Dataset<Row> again =
          source.isTable()
              ? records.select(col(RecordColumns.DELIVERY).as(RawColumns.DELIVERY))
              : raw;
      SourceCounts counts = SourceCounts.of(failingAsOurs(() -> census.lines(counted)));
      new IngestLaws(source, counts)
          .check(deliveries, failingAsOurs(() -> read.of(counted, counts, again)));
      boolean hasCopies = counts.total(MonthCounts::duplicates) > 0 || hasConflicts(counts);
      Dataset<Row> clean = hasCopies ? good(resolved(good(records))) : good(records);
      Dataset<Row> refused =
          counts.total(MonthCounts::quarantined) > 0 ? refused(whole, counts) : none(whole);
      return new Ingested(published(clean), quarantine(refused), counts, records);
    } catch (RuntimeException fault) {
      records.unpersist();
      throw fault;
    }
  }

  /**
   * Of files what is not needed of a good record; of a table, which may be another when it is read
   * again, all.
   */
  private Dataset<Row> kept(Dataset<Row> judged) {
    return source.isTable()
        ? judged
        : judged
            .drop(RawColumns.CONTENT)
            .withColumn(RawColumns.RECORD_HASH, lit(null).cast("string"));
  }

  private Dataset<Row> resolved(Dataset<Row> good) {
    return new Copies(source).resolved(good);
  }

  /** Records in conflict among them. */
  private Dataset<Row> refused(Dataset<Row> whole, SourceCounts counts) {
    Column isRefused = size(col(RecordColumns.REASONS)).gt(0);
    Dataset<Row> refused = whole.where(isRefused);
    return hasConflicts(counts) ? refused.union(resolved(good(whole)).where(isRefused)) : refused;
  }

  private static Dataset<Row> good(Dataset<Row> records) {
    return records.where(size(col(RecordColumns.REASONS)).equalTo(0));
  }

  private static Dataset<Row> none(Dataset<Row> rows) {
    return rows.sparkSession().createDataFrame(List.of(), rows.schema());
  }

  private static boolean hasConflicts(SourceCounts counts) {
    return counts.total(month -> month.refused().getOrDefault(Reasons.KEY_CONFLICT, 0L)) > 0;
  }

  /** Every record with all its columns, its month and all reasons to refuse it. */
  private Dataset<Row> judged(Dataset<Row> raw) {
    Mapping mapping = new Mapping(source);
    Dataset<Row> mapped = mapping.dated(mapping.mapped(raw));
    Dataset<Row> joined = new Joins(source, others).joined(mapped);
    Dataset<Row> derived = mapping.dated(mapping.derived(mapping.dated(joined)));
    return derived.withColumn(RecordColumns.REASONS, Reasons.of(source));
  }

  private Dataset<Row> published(Dataset<Row> clean) {
    return source
        .customer()
        .map(
            customer ->
                clean.withColumn(RecordColumns.CUSTOMER_ID, Names.column(customer).cast("string")))
        .orElse(clean);
  }

  private Dataset<Row> quarantine(Dataset<Row> refused) {
    return refused.select(
        lit(source.name()).as("source"),
        col(RecordColumns.DELIVERY),
        col(RawColumns.FILE).as("file"),
        col(RawColumns.RECORD_NO).as("record_no"),
        col(RawColumns.RECORD_HASH).as("record_hash"),
        col(RecordColumns.REASONS).as("reasons"),
        col(RawColumns.CONTENT).as("content"));
  }

  private static <T> T failingAsOurs(Supplier<T> job) {
    try {
      return job.get();
    } catch (RuntimeException e) {
      throw FenqunException.behind(e).<RuntimeException>map(ours -> ours).orElse(e);
    } catch (Exception e) { // Scala code throws checked exceptions that it does not declare
      throw FenqunException.behind(e).orElseThrow(() -> new IllegalStateException(e));
    }
  }
}
