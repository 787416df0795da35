package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;

import io.fenqun.scheme.SchemeDef;
import io.fenqun.store.Partitions;
import io.fenqun.store.TableStore;
import io.fenqun.table.PerformanceTables;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import io.fenqun.time.MonthRange;
import io.fenqun.transition.AlarmDef;
import io.fenqun.transition.MovementAlarms;
import io.fenqun.transition.RolledGroups;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Writes movement_alarm of the months, from transition_month and roll_rate; where a roll rate is
 * out of its band also from roll_rate_state of the months of its band and customer_month of the
 * base months.
 */
record Alarms(JobContext context, MonthRange months) {
  private static final TableDef TABLE = PerformanceTables.MOVEMENT_ALARM;

  /** Where the pack wants no alarms any more, those of the months go. */
  void write() {
    Optional<AlarmDef> def = context.pack().alarms();
    if (def.isPresent()) {
      write(def.get().reads(months), def.get());
    } else if (store().exists(TABLE.name())) {
      replace(context.none(TABLE));
    }
  }

  private void write(MonthRange read, AlarmDef def) {
    MovementAlarms alarms =
        new MovementAlarms(
            def, rows(Tables.TRANSITION_MONTH, read), rows(Tables.ROLL_RATE, read), months);
    Dataset<Row> raised = alarms.raised().persist();
    try {
      replace(alarms.traced(raised, rolled(MovementAlarms.rolling(raised), read)).coalesce(1));
    } finally {
      raised.unpersist();
    }
  }

  /** By group, of the schemes whose roll rates are out of their band. */
  private Optional<Dataset<Row>> rolled(List<String> rolling, MonthRange read) {
    List<String> groupBy = context.pack().settings().transitions().groupBy();
    if (rolling.isEmpty() || groupBy.isEmpty()) {
      return Optional.empty();
    }
    Dataset<Row> state =
        store()
            .read(Tables.ROLL_RATE_STATE.name(), read)
            .where(col("scheme").isin(rolling.toArray()));
    RolledGroups groups =
        new RolledGroups(
            groupBy,
            context.pack().schemes().stream().map(SchemeDef::name).collect(Collectors.toSet()));
    return Optional.of(
        groups.of(
            state,
            store()
                .read(
                    Tables.CUSTOMER_MONTH.name(),
                    Partitions.of("month", groups.baseMonths(state)))));
  }

  private void replace(Dataset<Row> alarms) {
    store().replaceMonths(TABLE, months, alarms);
  }

  private TableStore store() {
    return context.store();
  }

  private Dataset<Row> rows(TableDef table, MonthRange read) {
    return store().exists(table.name()) ? store().read(table.name(), read) : context.none(table);
  }
}
