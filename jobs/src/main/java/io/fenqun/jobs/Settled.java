package io.fenqun.jobs;

import io.fenqun.plan.SourceInputs;
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
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the deliveries that were read do to those of other months, on its way to the tables and to
 * the ledger.
 *
 * @param deliveries that were read
 * @param months that are shared
 * @param expected rows of the partitions of other deliveries in these months, after the commit
 */
record Settled(
    SourceDef source,
    List<String> deliveries,
    Settlement settlement,
    SortedSet<String> months,
    Map<SharedMonths.DeliveryMonth, Long> expected) {

  /** Clean rows of the deliveries that were read and of the partitions that change with them. */
  Dataset<Row> clean(TableDef table, Dataset<Row> ofRead) {
    Dataset<Row> mine = ofRead.select(table.selection(List.of(ofRead.columns())));
    boolean isRewritten = settlement.ofOthers().stream().anyMatch(Change::isOfClean);
    return isRewritten ? mine.unionByName(settlement.cleanOfOthers()) : mine;
  }

  Partitions cleanPartitions() {
    return with(
        Partitions.of("delivery", deliveries), delivery -> settlement.months(delivery, true));
  }

  /** In the partitions of other deliveries that the commit of clean rows rewrites. */
  long rowsOfOthers() {
    return expected.entrySet().stream()
        .filter(
            place ->
                settlement.months(place.getKey().delivery(), true).contains(place.getKey().month()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private Partitions with(Partitions first, Function<String, SortedSet<String>> monthsOf) {
    Partitions all = first;
    for (String delivery : others()) {
      SortedSet<String> months = monthsOf.apply(delivery);
      if (!months.isEmpty()) {
        all = all.or(Partitions.of("delivery", List.of(delivery)).and("month", months));
      }
    }
    return all;
  }

  private SortedSet<String> others() {
    SortedSet<String> others = new TreeSet<>();
    settlement.ofOthers().forEach(change -> others.add(change.delivery()));
    return others;
  }

  /** What leaves the clean table is written before that is, so that no row is ever nowhere. */
  void commitLeaving(TableStore store, TableDef clean) {
    TableDef table = DisplacedRows.table(clean);
    if (!settlement.isEmpty() || store.exists(table.name())) {
      store.replacePartitions(
          table,
          with(
              Partitions.of("delivery", deliveries),
              delivery -> settlement.months(delivery, false)),
          settlement.displaced());
    }
  }

  /** What came back into the clean table is removed after that is written. */
  void commitReturned(TableStore store, TableDef clean) {
    if (settlement.givesBack()) {
      TableDef table = DisplacedRows.table(clean);
      store.replacePartitions(
          table,
          with(new Partitions(List.of()), settlement::monthsOfReturn),
          settlement.displacedStill(store.read(table.name())));
    }
  }

  /** Lines for the ledger of the other deliveries, where it is to say something else of them. */
  List<StepResult> results(JobContext context) {
    List<StepResult> results = new ArrayList<>();
    for (StepResult last : context.ledger().lastDone(Delivered.stepName(source)).values()) {
      if (!deliveries.contains(last.month())) {
        StepResult now = result(context, last);
        if (!now.withoutMessage().equals(last.withoutMessage())) {
          results.add(now);
        }
      }
    }
    return results;
  }

  private StepResult result(JobContext context, StepResult last) {
    SourceInputs inputs = SourceInputs.parse(last.inputs());
    if (inputs.equals(SourceInputs.NONE)) {
      return last; // of a release that kept no content: nothing to change
    }
    SortedMap<String, MonthContent> content = content(context, last.month(), inputs);
    long duplicates = last.rowsDuplicate();
    for (Change change : settlement.ofOthers()) {
      if (change.delivery().equals(last.month())) {
        duplicates += sign(change) * change.rows().rows();
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
        last.rowsRead() - last.rowsRefused() - duplicates - written,
        FilesRead.NONE,
        inputs.withContent(content).json(),
        "settled with " + String.join(", ", deliveries));
  }

  /** What the clean rows of another delivery say after the commit. */
  private SortedMap<String, MonthContent> content(
      JobContext context, String delivery, SourceInputs before) {
    SortedMap<String, MonthContent> content = new TreeMap<>(before.content());
    for (Change change : settlement.ofOthers()) {
      if (change.delivery().equals(delivery) && change.isOfClean()) {
        content.merge(change.month(), signed(change), MonthContent::plus);
      }
    }
    for (String month : months) {
      SharedMonths.DeliveryMonth place = new SharedMonths.DeliveryMonth(delivery, month);
      long rows = expected.getOrDefault(place, 0L);
      if (content.getOrDefault(month, MonthContent.NONE).rows() != rows) {
        // A stopped run wrote the rows and not the ledger
        content.put(month, stored(context, place));
      }
      if (rows == 0) {
        content.remove(month);
      }
    }
    return content;
  }

  /** Whether duplicates become more or fewer. */
  private static int sign(Change change) {
    return (change.to() == Standing.DUPLICATE ? 1 : 0)
        - (change.from() == Standing.DUPLICATE ? 1 : 0);
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
