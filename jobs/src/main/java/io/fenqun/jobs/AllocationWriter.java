package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.sum;

import io.fenqun.quality.CleanTables;
import io.fenqun.scheme.Staging;
import io.fenqun.scheme.method.Allocation;
import io.fenqun.source.SourceDef;
import io.fenqun.store.TableStore;
import io.fenqun.table.HistoryTables;
import io.fenqun.table.MonthColumns;
import io.fenqun.table.TableDef;
import io.fenqun.time.MonthRange;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Spreads the quantities of the months over the customers: the table allocation. */
record AllocationWriter(JobContext context, MonthRange months) {
  private static final TableDef TABLE = HistoryTables.ALLOCATION;

  /** Says what found no customer, and who found no quantity. */
  void write() {
    List<Allocation> allocations = context.pack().allocations();
    TableStore store = context.store();
    // a pack that allocates nothing any more: what it did before goes, too
    if (allocations.isEmpty() && !store.exists(TABLE.name())) {
      return;
    }
    Dataset<Row> rows =
        allocations.stream()
            .map(this::rows)
            .reduce(Dataset::unionByName)
            .orElseGet(() -> context.none(TABLE));
    store.replaceMonths(TABLE, months, rows);
    warn(store.read(TABLE.name(), months));
  }

  private Dataset<Row> rows(Allocation allocation) {
    return allocation.rows(
        new CustomerRows(context, months).with(allocation.reads()),
        clean(allocation.source()).where(MonthColumns.within(col("month"), months)),
        context.pack().schemeContext().rankBucketRows(),
        Staging.LOCAL);
  }

  private Dataset<Row> clean(String source) {
    Map<String, SourceDef> sources = context.pack().sources();
    return context.store().exists(source)
        ? context.store().read(source)
        : context.none(CleanTables.of(Objects.requireNonNull(sources.get(source)), sources));
  }

  private void warn(Dataset<Row> written) {
    written
        .where(col("outcome").notEqual(Allocation.Outcome.ALLOCATED.name()))
        .groupBy("scheme", "month", "outcome", "unit")
        .agg(countDistinct("group_value"), count("customer_id"), sum("quantity"))
        .orderBy("scheme", "month", "outcome")
        .collectAsList()
        .forEach(row -> context.progress().warning(text(row)));
  }

  private static String text(Row row) {
    String groups = row.getLong(4) + (row.getLong(4) == 1 ? " group" : " groups");
    String what =
        row.getString(2).equals(Allocation.Outcome.NO_CUSTOMER.name())
            ? row.getDecimal(6).stripTrailingZeros().toPlainString()
                + (row.getString(3).isEmpty() ? "" : " " + row.getString(3))
                + " of "
                + groups
                + " find no customer"
            : row.getLong(5) + " customers of " + groups + " have no quantity";
    return "allocation of " + row.getString(0) + " " + row.getString(1) + ": " + what;
  }
}
