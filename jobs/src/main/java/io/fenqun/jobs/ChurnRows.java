package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.fenqun.churn.ChurnDef;
import io.fenqun.churn.ChurnEvents;
import io.fenqun.scheme.Grouping;
import io.fenqun.scheme.method.ExactRank;
import io.fenqun.scheme.method.Ties;
import io.fenqun.store.Partitions;
import io.fenqun.store.TableStore;
import io.fenqun.store.WriteResult;
import io.fenqun.table.ChurnTables;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Writes churn_month: the events that begin in the computed months, and when those of earlier
 * months were regained. Reads feature_month, customer_month and churn_month of the months before.
 */
record ChurnRows(JobContext context, RunPlan plan) {
  private static final TableDef TABLE = ChurnTables.CHURN_MONTH;

  /** True where the pack says what churn is, or said so before: events of then go. */
  static boolean areKept(JobContext context) {
    return context.pack().churn().isPresent() || context.store().exists(TABLE.name());
  }

  List<StepResult> write() {
    MonthRange months = plan.computed();
    Optional<ChurnDef> churn = context.pack().churn();
    WriteResult written =
        churn.isPresent()
            ? write(churn.get(), months)
            : context.store().replaceMonths(TABLE, months, context.none(TABLE));
    return StepResults.byMonth("transitions.churn", written, months);
  }

  private WriteResult write(ChurnDef churn, MonthRange months) {
    TableStore store = context.store();
    ChurnEvents events = new ChurnEvents(churn, months);
    Dataset<Row> stored =
        store.exists(TABLE.name()) ? store.read(TABLE.name()) : context.none(TABLE);
    Dataset<Row> followed =
        events
            .follow(
                store.read(Tables.FEATURE_MONTH.name(), events.read()),
                stored,
                context.pack().defaults().reasonBytes())
            .persist(StorageLevel.DISK_ONLY());
    try {
      Dataset<Row> begun =
          events.withLevel(
              ranked(events, events.begun(followed)),
              store.read(Tables.CUSTOMER_MONTH.name(), events.levelMonths()));
      Dataset<Row> carried = events.carried(stored, followed);
      SortedSet<String> changed =
          new TreeSet<>(months.months().stream().map(Month::toString).toList());
      carried
          .where(col(ChurnEvents.IS_CHANGED))
          .select("month")
          .distinct()
          .collectAsList()
          .forEach(row -> changed.add(row.getString(0)));
      Dataset<Row> rows =
          selected(begun)
              .unionByName(selected(carried.where(col("month").isin(changed.toArray()))));
      return store.replacePartitions(TABLE, Partitions.of("month", changed), rows);
    } finally {
      followed.unpersist();
    }
  }

  private Dataset<Row> ranked(ChurnEvents events, Dataset<Row> begun) {
    long bucketRows = context.pack().defaults().rankBucketRows();
    return new ExactRank(Grouping.within(List.of()), bucketRows)
        .ranked(begun, lit(0), events.gravestFirst(), Ties.KEY)
        .withColumn("severity_rank", col(ExactRank.RANK));
  }

  private Dataset<Row> selected(Dataset<Row> rows) {
    return rows.select(TABLE.selection(List.of(rows.columns())));
  }
}
