package io.fenqun.feature;

import static io.fenqun.feature.WorkingColumns.LAST_SEEN;
import static io.fenqun.feature.WorkingColumns.byCustomer;
import static io.fenqun.feature.WorkingColumns.index;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;

import io.fenqun.sql.SqlExpression;
import io.fenqun.time.MonthRange;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Marks the month of leaving and drops what follows it: {@code is_departed} is true in the first
 * month, since the customer was last seen, in which the pack's predicate holds; later rows are
 * dropped until the customer is seen again. A predicate that is null does not hold.
 */
final class Departures {
  static final String IS_DEPARTED = "is_departed";

  private static final String LAST_DEPARTURE = "_last_departure";

  private Departures() {}

  static Dataset<Row> mark(Dataset<Row> rows, Optional<SqlExpression> departed, MonthRange range) {
    if (departed.isEmpty()) {
      return rows.withColumn(IS_DEPARTED, lit(false));
    }
    Column holds = coalesce(departed.get().column(), lit(false));
    if (range.size() == 1) { // no earlier row to have left in
      return rows.withColumn(IS_DEPARTED, holds);
    }
    Column holdsEarlier =
        max(when(col(IS_DEPARTED), index()))
            .over(byCustomer().rangeBetween(Window.unboundedPreceding(), -1));
    Column isStillHere = coalesce(col(LAST_DEPARTURE).lt(col(LAST_SEEN)), lit(true));
    return rows.withColumn(IS_DEPARTED, holds)
        .withColumn(LAST_DEPARTURE, holdsEarlier)
        .filter(isStillHere)
        .drop(LAST_DEPARTURE);
  }
}
