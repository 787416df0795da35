package io.fenqun.transition;

import io.fenqun.table.States;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Rows of transition_month, as far as forecasts and tests read them. */
final class MoveRows {
  static final String SCHEMA =
      "scheme string, month string, horizon_months int, group_by string, group_value string,"
          + " from_segment string, to_segment string, customers bigint";

  private final List<Row> rows = new ArrayList<>();

  /** Of all customers, month over month. */
  MoveRows move(String scheme, String month, String from, String to, long customers) {
    return move(scheme, month, 1, States.ALL, States.ALL, from, to, customers);
  }

  MoveRows move(
      String scheme,
      String month,
      int horizon,
      String groupBy,
      String groupValue,
      String from,
      String to,
      long customers) {
    rows.add(RowFactory.create(scheme, month, horizon, groupBy, groupValue, from, to, customers));
    return this;
  }

  List<Row> rows() {
    return rows;
  }
}
