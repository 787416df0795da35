package io.fenqun.scheme;

import static org.apache.spark.sql.functions.col;

import io.fenqun.time.Month;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Takes months one after the other, each with what the one before gave.
 *
 * @param months in order, at least one
 * @param staging keeps each month, so that it is computed once though the next one reads it
 */
record MonthByMonth(List<Month> months, String scheme, Staging staging) {
  /**
   * The columns of the scheme for all months.
   *
   * @param rows of all these months
   * @param before the columns of the scheme in the month that the first one starts from; empty
   *     where there is none
   * @param month from the rows of a month with {@link Before} to the columns of the scheme
   */
  Dataset<Row> run(
      Dataset<Row> rows,
      Optional<Dataset<Row>> before,
      BiFunction<Dataset<Row>, Month, Dataset<Row>> month) {
    List<Dataset<Row>> done = new ArrayList<>();
    Optional<Dataset<Row>> last = before;
    for (Month next : months) {
      Dataset<Row> ofMonth = rows.filter(col(SchemeColumns.MONTH).equalTo(next.toString()));
      Dataset<Row> kept = staging.keep(month.apply(Before.join(ofMonth, last, scheme), next));
      done.add(kept);
      last = Optional.of(kept);
    }
    return done.stream().reduce(Dataset::unionByName).orElseThrow();
  }
}
