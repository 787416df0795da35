package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.fenqun.pack.Pack;
import io.fenqun.table.Tables;
import io.fenqun.time.MonthRange;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The rows of customer_month of some months, beside them features that it does not show. */
record CustomerRows(JobContext context, MonthRange months) {
  private static final String PACK_VALUE = "value";

  Dataset<Row> customerMonth() {
    return context.store().read(Tables.CUSTOMER_MONTH.name(), months);
  }

  /**
   * With a column of each of these names, features and schemes; feature_month is read if need be.
   */
  Dataset<Row> with(Set<String> names) {
    Pack pack = context.pack();
    Dataset<Row> wide = customerMonth();
    Set<String> missing = new TreeSet<>(names);
    missing.removeAll(Arrays.asList(wide.columns()));
    String value = pack.settings().value();
    if (missing.contains(value) && Tables.MONEY.equals(pack.featureTypes().get(value))) {
      wide = wide.withColumn(value, col(PACK_VALUE));
      missing.remove(value);
    }
    if (missing.isEmpty()) {
      return wide;
    }
    Column[] read =
        Stream.concat(Stream.of("customer_id", "month"), missing.stream())
            .map(name -> col(name))
            .toArray(Column[]::new);
    Dataset<Row> features =
        context
            .store()
            .read(Tables.FEATURE_MONTH.name(), months)
            .where(col("is_departed").equalTo(lit(false)))
            .select(read);
    return wide.join(features, new String[] {"customer_id", "month"});
  }
}
