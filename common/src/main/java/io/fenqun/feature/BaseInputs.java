package io.fenqun.feature;

import io.fenqun.time.MonthRange;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Who is in the months of a range, as arguments of {@link CustomerBase#rows}.
 *
 * @param seen customer_id and month of every record in the range
 * @param spanBefore {@link CustomerSpan} as of the month before the range
 */
public record BaseInputs(
    CustomerBase base, MonthRange range, Dataset<Row> seen, Dataset<Row> spanBefore) {

  Dataset<Row> rows() {
    return base.rows(range, seen, spanBefore);
  }

  Dataset<Row> candidates() {
    return CustomerBase.candidates(seen, spanBefore);
  }
}
