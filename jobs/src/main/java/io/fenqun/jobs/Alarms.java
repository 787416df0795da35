package io.fenqun.jobs;

import io.fenqun.store.TableStore;
import io.fenqun.table.PerformanceTables;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import io.fenqun.time.MonthRange;
import io.fenqun.transition.AlarmDef;
import io.fenqun.transition.MovementAlarms;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Writes movement_alarm of the months, from transition_month and roll_rate. */
record Alarms(JobContext context, MonthRange months) {
  private static final TableDef TABLE = PerformanceTables.MOVEMENT_ALARM;

  /** Where the pack wants no alarms any more, those of the months go. */
  void write() {
    Optional<AlarmDef> def = context.pack().alarms();
    if (def.isPresent()) {
      MonthRange read = def.get().reads(months);
      Dataset<Row> alarms =
          MovementAlarms.of(
              rows(Tables.TRANSITION_MONTH, read), rows(Tables.ROLL_RATE, read), def.get(), months);
      replace(alarms.coalesce(1));
    } else if (store().exists(TABLE.name())) {
      replace(context.none(TABLE));
    }
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
