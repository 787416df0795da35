package io.fenqun.stability;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import io.fenqun.table.MonthColumns;
import io.fenqun.table.SegmentText;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Customers who went out of a segment and came straight back: A, B, A in three months that follow
 * each other. One join for all schemes.
 */
public final class FlipFlops {
  private static final String HASH = "customer_hash";
  private static final String CUSTOMER = "customer_id";
  private static final String INDEX = "month_index";
  private static final int MONTHS = 3;

  private static final StructType COUNTED =
      new StructType()
          .add("scheme", DataTypes.StringType)
          .add("month_index", DataTypes.IntegerType)
          .add("followed", DataTypes.LongType)
          .add("flipped", DataTypes.LongType);

  private FlipFlops() {}

  /**
   * One row per scheme and month in which anyone is in the base who was in it in the two months
   * before: {@code scheme}, {@code month}, {@code followed} (those customers), {@code flipped} (of
   * them, in the segment of two months ago and not last month). OUTSIDE is a segment like others,
   * and a null segment counts as it.
   *
   * @param customerMonth the months and the two before them
   */
  public static Dataset<Row> of(
      Dataset<Row> customerMonth, List<String> schemes, MonthRange months) {
    Dataset<Row> rows = segments(customerMonth, schemes, months, 0);
    for (int ago = 1; ago < MONTHS; ago++) {
      rows =
          rows.join(
              segments(customerMonth, schemes, months, ago), new String[] {HASH, CUSTOMER, INDEX});
    }
    MapPartitionsFunction<Row, Row> counted = ofTask -> counted(ofTask, schemes);
    return rows.select(INDEX, "segments_0", "segments_1", "segments_2")
        .mapPartitions(counted, Encoders.row(COUNTED))
        .groupBy("scheme", INDEX)
        .agg(functions.sum("followed").as("followed"), functions.sum("flipped").as("flipped"))
        .select(
            col("scheme"),
            MonthColumns.text(col(INDEX)).as("month"),
            col("followed"),
            col("flipped"));
  }

  /** By the month that is looked at, the segments so many months before it. */
  private static Dataset<Row> segments(
      Dataset<Row> customerMonth, List<String> schemes, MonthRange months, int ago) {
    Month from = months.from().minus(ago);
    Month to = months.to().minus(ago);
    return customerMonth
        .where(MonthColumns.within(col("month"), new MonthRange(from, to)))
        .select(
            xxhash64(col(CUSTOMER)).as(HASH),
            col(CUSTOMER),
            MonthColumns.index(col("month")).plus(ago).as(INDEX),
            SegmentText.of(schemes).as("segments_" + ago));
  }

  private static Iterator<Row> counted(Iterator<Row> rows, List<String> schemes) {
    SegmentText text = new SegmentText(schemes.size());
    int[][] segments = new int[MONTHS][schemes.size()];
    Map<Integer, long[]> flippedIn = new TreeMap<>();
    Map<Integer, Long> followedIn = new TreeMap<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      int month = row.getInt(0);
      for (int ago = 0; ago < MONTHS; ago++) {
        text.read(row.getString(1 + ago), segments[ago]);
      }
      followedIn.merge(month, 1L, Long::sum);
      long[] flipped = flippedIn.computeIfAbsent(month, any -> new long[schemes.size()]);
      for (int scheme = 0; scheme < flipped.length; scheme++) {
        boolean isBack = segments[0][scheme] == segments[2][scheme];
        flipped[scheme] += isBack && segments[0][scheme] != segments[1][scheme] ? 1 : 0;
      }
    }
    List<Row> counted = new ArrayList<>();
    flippedIn.forEach(
        (month, flipped) -> {
          for (int scheme = 0; scheme < flipped.length; scheme++) {
            counted.add(
                RowFactory.create(
                    schemes.get(scheme), month, followedIn.get(month), flipped[scheme]));
          }
        });
    return counted.iterator();
  }
}
