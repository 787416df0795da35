package io.fenqun.jobs;

import io.fenqun.quality.Change;
import io.fenqun.quality.CleanTables;
import io.fenqun.quality.DisplacedRows;
import io.fenqun.quality.MonthContent;
import io.fenqun.quality.Settlement;
import io.fenqun.quality.Standing;
import io.fenqun.quality.StoredContent;
import io.fenqun.source.SourceDef;
import io.fenqun.store.Partitions;
import io.fenqun.store.TableStore;
import io.fenqun.table.TableDef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the deliveries that were read do to those of other months, on its way to the tables and to
 * the ledger.
 *
 * @param deliveries that were read
 * @param expected rows of each partition of other deliveries that the commit rewrites
 */
record Settled(
    SourceDef source,
    List<String> deliveries,
    Settlement settlement,
    Map<SharedMonths.DeliveryMonth, Long> expected) {

  /** Clean rows of the deliveries that were read and of the partitions that change with them. */
  Dataset<Row> clean(TableDef table, Dataset<Row> ofRead) {
    Dataset<Row> mine = ofRead.select(table.selection(List.of(ofRead.columns())));
    return expected.isEmpty() ? mine : mine.unionByName(settlement.cleanOfOthers());
  }

  Partitions cleanPartitions() {
    return partitions(true);
  }

  long rowsOfOthers() {
    return expected.values().stream().mapToLong(Long::longValue).sum();
  }

  private Partitions partitions(boolean ofClean) {
    Partitions replaced = Partitions.of("delivery", deliveries);
    for (String delivery : others()) {
      SortedSet<String> months = settlement.months(delivery, ofClean);
      if (!months.isEmpty()) {
        replaced = replaced.or(Partitions.of("delivery", List.of(delivery)).and("month", months));
      }
    }
    return replaced;
  }

  private SortedSet<String> others() {
    SortedSet<String> others = new TreeSet<>();
    settlement.ofOthers().forEach(change -> others.add(change.delivery()));
    return others;
  }

  /** What leaves the clean table is written before that is, so that no row is ever nowhere. */
  void commitLeaving(TableStore store, TableDef clean) {
    commitDisplaced(store, clean, settlement.givesBack());
  }

  /** What came back into the clean table is removed after that is written. */
  void commitReturned(TableStore store, TableDef clean) {
    if (settlement.givesBack()) {
      commitDisplaced(store, clean, false);
    }
  }

  private void commitDisplaced(TableStore store, TableDef clean, boolean withReturning) {
    TableDef table = DisplacedRows.table(clean);
    if (!settlement.isEmpty() || store.exists(table.name())) {
      store.replacePartitions(table, partitions(false), settlement.displaced(withReturning));
    }
  }

  /** Lines for the ledger of the other deliveries, as it has them with what changes. */
  List<StepResult> results(JobContext context) {
    List<StepResult> results = new ArrayList<>();
    String step = Delivered.stepName(source);
    Map<String, StepResult> before = context.ledger().lastDone(step);
    for (String delivery : others()) {
      Optional.ofNullable(before.get(delivery))
          .ifPresent(last -> results.add(result(context, last)));
    }
    return results;
  }

  private StepResult result(JobContext context, StepResult last) {
    SourceInputs inputs = SourceInputs.parse(last.inputs());
    SortedMap<String, MonthContent> content = new TreeMap<>(inputs.content());
    long duplicates = last.rowsDuplicate();
    long superseded = last.rowsSuperseded();
    for (Change change : settlement.ofOthers()) {
      if (change.delivery().equals(last.month())) {
        long rows = change.rows().rows();
        duplicates += sign(change, Standing.DUPLICATE) * rows;
        superseded += sign(change, Standing.SUPERSEDED) * rows;
        if (change.isOfClean()) {
          content.merge(change.month(), signed(change), MonthContent::plus);
        }
      }
    }
    for (Map.Entry<SharedMonths.DeliveryMonth, Long> month : expected.entrySet()) {
      if (month.getKey().delivery().equals(last.month())) {
        String name = month.getKey().month();
        if (content.getOrDefault(name, MonthContent.NONE).rows() != month.getValue()) {
          // A stopped run wrote the rows and not the ledger
          content.put(name, stored(context, month.getKey()));
        }
        content.computeIfPresent(name, (same, of) -> of.rows() == 0 ? null : of);
      }
    }
    long written = content.values().stream().mapToLong(MonthContent::rows).sum();
    return new StepResult(
        last.step(),
        last.month(),
        last.rowsRead(),
        written,
        last.rowsRefused(),
        duplicates,
        superseded,
        inputs.withContent(content).json(),
        "settled with " + String.join(", ", deliveries));
  }

  private static int sign(Change change, Standing standing) {
    return (change.to() == standing ? 1 : 0) - (change.from() == standing ? 1 : 0);
  }

  private static MonthContent signed(Change change) {
    return change.to() == Standing.CLEAN ? change.rows() : MonthContent.NONE.minus(change.rows());
  }

  private MonthContent stored(JobContext context, SharedMonths.DeliveryMonth place) {
    TableDef table = CleanTables.of(source, context.pack().sources());
    Dataset<Row> rows =
        context
            .store()
            .read(
                source.name(),
                Partitions.of("delivery", List.of(place.delivery()))
                    .and("month", List.of(place.month())));
    return StoredContent.of(source, rows.select(table.selection(List.of(rows.columns()))))
        .getOrDefault(place.delivery(), new TreeMap<>())
        .getOrDefault(place.month(), MonthContent.NONE);
  }
}
