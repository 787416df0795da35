package io.fenqun.feature;

import static org.apache.spark.sql.functions.aggregate;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.MonthColumns;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;

/**
 * The latest months in a row that hold a selected row, as struct of the indexes of the first and
 * the last of them. It is merged from single months, and from one running partial with the months
 * after it: then the run of the earlier part either goes on or is over.
 */
final class LatestRun {
  /** First in the struct: runs are ordered by it. */
  private static final String FIRST = "first";

  private static final String LAST = "last";

  private LatestRun() {}

  /** The run that a month is by itself; null where {@code isSelected} is not true. */
  static Column ofMonth(Column isSelected) {
    Column index = MonthColumns.index(col(WorkingColumns.MONTH));
    return when(isSelected, struct(index.as(FIRST), index.as(LAST)));
  }

  /** Null where no month has a selected row. */
  static Column merge(Column runs, DataType type, UnaryOperator<Column> over) {
    return aggregate(
        array_sort(over.apply(collect_list(runs))),
        lit(null).cast(type),
        (before, run) ->
            when(
                    run.getField(FIRST).minus(before.getField(LAST)).leq(1),
                    struct(
                        before.getField(FIRST).as(FIRST),
                        greatest(before.getField(LAST), run.getField(LAST)).as(LAST)))
                .otherwise(run));
  }

  /** Months in a row up to and including the month with this index; 0 where it has none. */
  static Column months(Column run, Column index) {
    return when(run.getField(LAST).equalTo(index), index.minus(run.getField(FIRST)).plus(1))
        .otherwise(0);
  }
}
