package io.fenqun.jobs;

import io.fenqun.quality.Change;
import io.fenqun.quality.CleanTables;
import io.fenqun.quality.DisplacedRows;
import io.fenqun.quality.Ingested;
import io.fenqun.quality.MonthCounts;
import io.fenqun.quality.Settlement;
import io.fenqun.quality.Standing;
import io.fenqun.source.SourceDef;
import io.fenqun.store.Partitions;
import io.fenqun.store.StoredPartition;
import io.fenqun.store.TableStore;
import io.fenqun.table.TableDef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The months of a source of which more than one delivery has rows, as the log of its table tells.
 * Where there is none, nothing that is stored is read.
 *
 * @param clean rows by delivery and month in the clean table
 * @param displaced the same of the displaced rows
 */
record SharedMonths(
    JobContext context,
    SourceDef source,
    Map<DeliveryMonth, Long> clean,
    Map<DeliveryMonth, Long> displaced) {

  /** A partition of the clean table that has a month. */
  record DeliveryMonth(String delivery, String month) {}

  static SharedMonths of(JobContext context, SourceDef source) {
    return new SharedMonths(
        context,
        source,
        rows(context.store(), source.name()),
        rows(context.store(), DisplacedRows.tableName(source.name())));
  }

  private static Map<DeliveryMonth, Long> rows(TableStore store, String table) {
    Map<DeliveryMonth, Long> rows = new HashMap<>();
    for (StoredPartition partition : store.partitions(table)) {
      String delivery = partition.values().get("delivery");
      String month = partition.values().get("month");
      if (delivery != null && month != null) {
        rows.merge(new DeliveryMonth(delivery, month), partition.rows(), Long::sum);
      }
    }
    return rows;
  }

  /** Only a record that has a date of its own can come in another month's delivery. */
  static boolean arePossible(SourceDef source) {
    return source.isMonthly() && source.isTransactions();
  }

  /** Empty where no month is shared. */
  Optional<Settled> settle(List<String> deliveries, Ingested read) {
    SortedSet<String> shared = shared(deliveries, read);
    if (shared.isEmpty()) {
      return Optional.empty();
    }
    TableDef table = CleanTables.of(source, context.pack().sources());
    Settlement settlement =
        Settlement.of(
            source,
            deliveries,
            shared,
            read,
            stored(table, shared),
            stored(DisplacedRows.table(table), shared));
    return Optional.of(new Settled(source, deliveries, settlement, shared, expected(settlement)));
  }

  private SortedSet<String> shared(List<String> deliveries, Ingested read) {
    Set<DeliveryMonth> found = new HashSet<>();
    SortedSet<String> concerned = new TreeSet<>();
    for (MonthCounts counts : read.counts().months()) {
      if (counts.clean() > 0 && counts.month().isPresent()) {
        found.add(new DeliveryMonth(counts.delivery(), counts.month().get()));
        concerned.add(counts.month().get());
      }
    }
    List<DeliveryMonth> stored = new ArrayList<>(clean.keySet());
    stored.addAll(displaced.keySet());
    for (DeliveryMonth one : stored) {
      if (deliveries.contains(one.delivery())) {
        concerned.add(one.month());
      } else {
        found.add(one);
      }
    }
    SortedSet<String> shared = new TreeSet<>();
    for (String month : concerned) {
      long owners = found.stream().filter(one -> one.month().equals(month)).count();
      boolean anyDisplaced = displaced.keySet().stream().anyMatch(one -> one.month().equals(month));
      if (owners > 1 || anyDisplaced) {
        shared.add(month);
      }
    }
    return shared;
  }

  private Dataset<Row> stored(TableDef table, SortedSet<String> months) {
    TableStore store = context.store();
    if (!store.exists(table.name())) {
      return context.spark().createDataFrame(List.of(), table.schema());
    }
    Dataset<Row> rows = store.read(table.name(), Partitions.of("month", months));
    return rows.select(table.selection(List.of(rows.columns())));
  }

  /** Rows of the partitions as they are stored, with the changes of other deliveries. */
  private Map<DeliveryMonth, Long> expected(Settlement settlement) {
    Map<DeliveryMonth, Long> expected = new HashMap<>(clean);
    for (Change change : settlement.ofOthers()) {
      if (change.isOfClean()) {
        long rows = change.rows().rows();
        expected.merge(
            new DeliveryMonth(change.delivery(), change.month()),
            change.to() == Standing.CLEAN ? rows : -rows,
            Long::sum);
      }
    }
    return expected;
  }
}
