package io.fenqun.feature;

import static org.apache.spark.sql.functions.col;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Columns that accompany feature rows while they are computed. All but month_end begin with an
 * underscore, which no feature does.
 */
final class WorkingColumns {
  static final String CUSTOMER = "customer_id";
  static final String MONTH = "month";

  /** Date; visible to expressions. */
  static final String MONTH_END = "month_end";

  /** Index of the month. */
  static final String INDEX = "_month_index";

  /** Months from a row to the month that is computed. */
  static final String AGE = "_age";

  /** Index of the latest month up to this one in which the customer was seen. */
  static final String LAST_SEEN = "_last_seen_index";

  private WorkingColumns() {}

  /** The customer's rows by month. */
  static WindowSpec byCustomer() {
    return Window.partitionBy(CUSTOMER).orderBy(INDEX);
  }

  static Column index() {
    return col(INDEX);
  }
}
