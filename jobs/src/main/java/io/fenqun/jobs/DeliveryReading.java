package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import io.fenqun.plan.SourceInputs;
import io.fenqun.quality.CleanSource;
import io.fenqun.quality.CleanTables;
import io.fenqun.quality.Ingested;
import io.fenqun.quality.JoinedSource;
import io.fenqun.quality.MonthContent;
import io.fenqun.quality.SourceCounts;
import io.fenqun.source.SourceDef;
import io.fenqun.store.RawRecords;
import io.fenqun.store.TableStore;
import io.fenqun.table.TableDef;
import io.fenqun.time.Month;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Reads given deliveries of one source and works out what becomes of their records. Writes nothing.
 *
 * @param delivered what was read before of the sources that this one joins, by name; the others are
 *     taken from the store
 */
record DeliveryReading(JobContext context, SourceDef source, Map<String, Delivered> delivered) {

  Delivered read(List<String> deliveries) {
    Map<String, String> fingerprints = new HashMap<>();
    deliveries.forEach(
        delivery -> fingerprints.put(delivery, context.reader().fingerprint(source, delivery)));
    RawRecords raw = context.reader().read(source, deliveries);
    Ingested ingested = CleanSource.clean(source, deliveries, raw.rows(), joined());
    Optional<Settled> settled =
        SharedMonths.arePossible(source)
            ? SharedMonths.of(context, source).settle(deliveries, ingested)
            : Optional.empty();
    return new Delivered(
        source,
        Delivered.definition(context.pack(), source),
        deliveries,
        fingerprints,
        joinedContent(deliveries, ingested.counts()),
        settled.map(one -> one.settlement().ingested()).orElse(ingested),
        raw.warnings(),
        settled);
  }

  /** By delivery and joined source. */
  private Map<String, SortedMap<String, String>> joinedContent(
      List<String> deliveries, SourceCounts counts) {
    Map<String, SortedMap<String, String>> hashes = new HashMap<>();
    for (SourceDef.JoinDef join : source.joins()) {
      SourceDef other = Objects.requireNonNull(context.pack().sources().get(join.from()));
      SortedMap<String, SourceInputs> inputs = context.ledger().inputs(other);
      Optional.ofNullable(delivered.get(other.name()))
          .ifPresent(read -> read.deliveries().forEach(d -> inputs.put(d, read.inputs(d))));
      SortedMap<String, MonthContent> content = new TreeMap<>();
      inputs
          .values()
          .forEach(
              one ->
                  one.content()
                      .forEach((month, of) -> content.merge(month, of, MonthContent::plus)));
      for (String delivery : deliveries) {
        List<Month> months =
            counts.months().stream()
                .filter(month -> month.delivery().equals(delivery) && month.clean() > 0)
                .flatMap(month -> month.month().stream())
                .map(Month::parse)
                .toList();
        hashes
            .computeIfAbsent(delivery, any -> new TreeMap<>())
            .put(other.name(), JoinedContent.text(other, content, months));
      }
    }
    return hashes;
  }

  private Map<String, JoinedSource> joined() {
    Map<String, JoinedSource> joined = new HashMap<>();
    for (SourceDef.JoinDef join : source.joins()) {
      SourceDef other = Objects.requireNonNull(context.pack().sources().get(join.from()));
      Dataset<Row> rows = rows(other, Optional.ofNullable(delivered.get(join.from())));
      List<Month> snapshots =
          other.isUndated() ? List.of() : List.copyOf(SourceReading.months(rows));
      joined.put(other.name(), new JoinedSource(other, rows, snapshots));
    }
    return joined;
  }

  /**
   * The clean rows of another source as they will be: what was just read in place of what is stored
   * of it.
   */
  private Dataset<Row> rows(SourceDef other, Optional<Delivered> read) {
    TableStore store = context.store();
    if (read.isEmpty()) {
      return store.read(other.name());
    }
    TableDef table = CleanTables.of(other, context.pack().sources());
    Dataset<Row> clean = read.get().ingested().clean();
    Dataset<Row> fresh = clean.select(table.selection(List.of(clean.columns())));
    if (!other.isMonthly() || !store.exists(other.name())) {
      return fresh;
    }
    Dataset<Row> stored = store.read(other.name());
    return stored
        .where(not(col("delivery").isin(read.get().deliveries().toArray())))
        .select(table.selection(List.of(stored.columns())))
        .unionByName(fresh);
  }
}
