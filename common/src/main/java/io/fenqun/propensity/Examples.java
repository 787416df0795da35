package io.fenqun.propensity;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.xxhash64;

import io.fenqun.table.MonthColumns;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Customers as they were in a month, and whether the outcome came about in one of the months after
 * it. Whoever has no row in a later month had no outcome in it.
 *
 * @param inputs what a model may see of a customer, each a column of the month itself
 * @param population who is asked about, in the month itself; holders are left out by it
 * @param outcome whether it came about in a month
 * @param lookAhead months in which it may come about
 */
record Examples(List<Column> inputs, Column population, Column outcome, int lookAhead) {
  private static final String CUSTOMER = "customer_id";
  private static final String INDEX = "month_index";
  private static final String OUTCOME = "has_outcome";
  private static final String HASH = "content_hash";

  /**
   * The inputs, named {@code input_0} and so on, then {@code has_outcome}: of the members of the
   * months, at most so many, those with the smallest hash of customer and month, in the order of
   * it.
   *
   * @param rows customer_id, month and what inputs, population and outcome read, of the months and
   *     the {@code lookAhead} months after them
   */
  List<Row> sample(Dataset<Row> rows, MonthRange months, int most) {
    Dataset<Row> chosen =
        labelled(rows, months)
            .withColumn(HASH, xxhash64(col(CUSTOMER), col(INDEX)))
            .orderBy(col(HASH), col(CUSTOMER), col(INDEX))
            .limit(most);
    return chosen.drop(HASH, CUSTOMER, INDEX).collectAsList();
  }

  private Dataset<Row> labelled(Dataset<Row> rows, MonthRange months) {
    Column index = MonthColumns.index(col("month"));
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      columns.add(inputs.get(i).as("input_" + i));
    }
    columns.add(col(CUSTOMER));
    columns.add(index.as(INDEX));
    Dataset<Row> members =
        rows.where(MonthColumns.within(col("month"), months))
            .where(population)
            .select(columns.toArray(Column[]::new));
    MonthRange later = new MonthRange(months.from().plus(1), months.to().plus(lookAhead));
    Dataset<Row> came =
        rows.where(MonthColumns.within(col("month"), later))
            .where(outcome)
            .select(
                col(CUSTOMER), explode(sequence(index.minus(lookAhead), index.minus(1))).as(INDEX))
            .distinct()
            .withColumn(OUTCOME, lit(true));
    return members
        .join(came, new String[] {CUSTOMER, INDEX}, "left")
        .withColumn(OUTCOME, coalesce(col(OUTCOME), lit(false)));
  }
}
