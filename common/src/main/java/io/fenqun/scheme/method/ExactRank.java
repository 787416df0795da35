package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.aggregate;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_max;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.rank;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.fenqun.scheme.Grouping;
import io.fenqun.scheme.SchemeColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Exact ranks in groups of any size. A window over a whole group would pull it into one task, so
 * the rows of a group are cut into buckets along their order:
 *
 * <ol>
 *   <li>A sample, chosen by a hash of the customer, gives boundaries about {@code bucketRows} rows
 *       apart. They steer parallelism only: any boundaries give the same ranks.
 *   <li>The bucket of a row is the number of boundaries at or before it in the order, so buckets
 *       follow each other without overlap.
 *   <li>Rows are counted per bucket, which gives how many stand before each bucket.
 *   <li>A window inside (group, bucket) ranks locally; the sum is the rank.
 * </ol>
 *
 * <p>A tie that began before its bucket takes the rank of its first row: one more than the rows
 * that are better than the boundary where the bucket starts. Those are counted in step 3 too, by
 * the number of boundaries that are at least as good as the row's value; a row is better than the
 * boundary i exactly when it has at most i of them.
 *
 * <p>All of it are deterministic expressions over the rows, so the ranks do not depend on
 * partitions or on a retried task. The rows are read three times, moved once.
 *
 * @param grouping a rank starts at 1 in each of its groups
 * @param bucketRows about so many rows are ranked in one task
 */
public record ExactRank(Grouping grouping, long bucketRows) {
  /** bigint, 1 is best. */
  public static final String RANK = "rank__place";

  /** bigint, rows ranked in the group. */
  public static final String GROUP_ROWS = "rank__group_rows";

  /** Sampled rows from one boundary to the next: buckets vary by about an eighth. */
  private static final long SAMPLES_PER_BUCKET = 64;

  /** Binary search takes steps of these sizes; buckets beyond a million would share the last. */
  private static final int LARGEST_STEP_LOG2 = 19;

  private static final String ORDER = "rank__order";
  private static final String WORTH = "worth";
  private static final String BOUNDARIES = "rank__boundaries";
  private static final String STEPS = "rank__steps";
  private static final String BUCKET = "rank__bucket";
  private static final String BUCKET_WORTH = "rank__bucket_worth";
  private static final String AS_GOOD = "rank__as_good";
  private static final String ROWS = "rank__rows";
  private static final String CELLS = "rank__cells";
  private static final String ROWS_BEFORE = "rank__rows_before";
  private static final String ROWS_BETTER = "rank__rows_better";

  public ExactRank {
    if (bucketRows < 1) {
      throw new IllegalArgumentException("bucketRows must be positive, not " + bucketRows);
    }
  }

  /**
   * The rows with {@link #RANK} and {@link #GROUP_ROWS}. Order: value descending, then the
   * tie-break columns ascending with nulls first, then customer_id in binary order, which is unique
   * in a group.
   *
   * @param value numeric, exact, not null
   * @param ties {@code KEY}: 1 … n; {@code TOGETHER}: equal values share the rank of the first of
   *     them, whatever the tie-break
   */
  public Dataset<Row> ranked(Dataset<Row> rows, Column value, List<Column> tieBreak, Ties ties) {
    Dataset<Row> ordered = rows.withColumn(ORDER, order(value, tieBreak));
    Dataset<Row> bucketed = bucketed(ordered);
    WindowSpec bucket = Window.partitionBy(grouping.and(col(BUCKET)));
    Column rowsBefore = get(col(ROWS_BEFORE), col(BUCKET));
    Column rowsBetter = get(col(ROWS_BETTER), col(BUCKET));
    Column began = col(ORDER).getField(WORTH).equalTo(col(BUCKET_WORTH));
    Column place =
        switch (ties) {
          case KEY -> rowsBefore.plus(col(RANK));
          case TOGETHER -> when(began, rowsBetter.plus(1)).otherwise(rowsBefore.plus(col(RANK)));
        };
    Column local =
        switch (ties) {
          case KEY -> row_number().over(bucket.orderBy(orderFields(tieBreak.size())));
          case TOGETHER -> rank().over(bucket.orderBy(col(ORDER).getField(WORTH)));
        };
    return grouping
        .join(bucketed.withColumn(RANK, local), bucketCounts(bucketed))
        .withColumn(RANK, place)
        .drop(ORDER, BUCKET, BUCKET_WORTH, AS_GOOD, ROWS_BEFORE, ROWS_BETTER);
  }

  /** Compares as the order does: ascending, so that the value is negated. */
  private static Column order(Column value, List<Column> tieBreak) {
    List<Column> fields = new ArrayList<>();
    fields.add(negate(value).as(WORTH));
    for (Column column : tieBreak) {
      fields.add(column.as(tieField(fields.size() - 1)));
    }
    fields.add(col(SchemeColumns.CUSTOMER_ID).as(SchemeColumns.CUSTOMER_ID));
    return struct(fields.toArray(Column[]::new));
  }

  private static String tieField(int index) {
    return "tie_" + index;
  }

  private static Column[] orderFields(int tieBreaks) {
    List<Column> fields = new ArrayList<>();
    fields.add(col(ORDER).getField(WORTH));
    IntStream.range(0, tieBreaks).forEach(i -> fields.add(col(ORDER).getField(tieField(i))));
    fields.add(col(ORDER).getField(SchemeColumns.CUSTOMER_ID));
    return fields.toArray(Column[]::new);
  }

  /** The rows with their bucket, the worth it starts at, and how many boundaries are as good. */
  private Dataset<Row> bucketed(Dataset<Row> ordered) {
    Column worth = col(ORDER).getField(WORTH);
    return grouping
        .join(ordered, boundaries(ordered))
        .withColumn(BUCKET, boundariesWhere(boundary -> boundary.leq(col(ORDER))))
        .withColumn(AS_GOOD, boundariesWhere(boundary -> boundary.getField(WORTH).leq(worth)))
        .withColumn(BUCKET_WORTH, get(col(BOUNDARIES), col(BUCKET).minus(1)).getField(WORTH))
        .drop(BOUNDARIES, STEPS);
  }

  /** One row a group that was sampled: sorted boundaries and the steps that search them. */
  private Dataset<Row> boundaries(Dataset<Row> ordered) {
    long samples = Math.min(SAMPLES_PER_BUCKET, bucketRows);
    Column isSampled =
        pmod(xxhash64(col(SchemeColumns.CUSTOMER_ID)), lit(bucketRows)).lt(lit(samples));
    Column sorted = sort_array(collect_list(col(ORDER)));
    Column boundaries =
        filter(col(BOUNDARIES), (order, i) -> i.plus(1).mod(lit(samples)).equalTo(0));
    Column steps = filter(allSteps(), step -> step.leq(size(col(BOUNDARIES))));
    return ordered
        .filter(isSampled)
        .groupBy(grouping.columns())
        .agg(sorted.as(BOUNDARIES))
        .withColumn(BOUNDARIES, boundaries)
        .withColumn(STEPS, steps);
  }

  private static Column allSteps() {
    return array(
        IntStream.rangeClosed(0, LARGEST_STEP_LOG2)
            .mapToObj(i -> lit(1 << (LARGEST_STEP_LOG2 - i)))
            .toArray(Column[]::new));
  }

  /**
   * How many boundaries satisfy a condition that holds up to some boundary and not after it; 0 in a
   * group without boundaries. {@code get} beyond the end is null, which does not satisfy.
   */
  private static Column boundariesWhere(UnaryOperator<Column> holds) {
    Column found =
        aggregate(
            col(STEPS),
            lit(0),
            (low, step) ->
                when(holds.apply(get(col(BOUNDARIES), low.plus(step).minus(1))), low.plus(step))
                    .otherwise(low));
    return coalesce(found, lit(0));
  }

  /**
   * One row a group: its rows, and for each bucket the rows before it and better than its start.
   */
  private Dataset<Row> bucketCounts(Dataset<Row> bucketed) {
    Dataset<Row> cells =
        bucketed.groupBy(grouping.and(col(BUCKET), col(AS_GOOD))).agg(count(lit(1)).as(ROWS));
    Column cell = struct(col(BUCKET), col(AS_GOOD), col(ROWS));
    Column buckets = sequence(lit(0), array_max(transform(col(CELLS), c -> c.getField(BUCKET))));
    return cells
        .groupBy(grouping.columns())
        .agg(collect_list(cell).as(CELLS))
        .withColumn(GROUP_ROWS, rowsWhere(c -> lit(true)))
        .withColumn(ROWS_BEFORE, transform(buckets, b -> rowsWhere(c -> c.getField(BUCKET).lt(b))))
        .withColumn(ROWS_BETTER, transform(buckets, b -> rowsWhere(c -> c.getField(AS_GOOD).lt(b))))
        .drop(CELLS);
  }

  private static Column rowsWhere(UnaryOperator<Column> condition) {
    return aggregate(
        col(CELLS),
        lit(0L),
        (sum, cell) -> sum.plus(when(condition.apply(cell), cell.getField(ROWS)).otherwise(0L)));
  }
}
