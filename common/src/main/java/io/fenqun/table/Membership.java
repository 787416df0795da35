package io.fenqun.table;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.fenqun.number.WideSum;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * How many customers, with how much money, are in each segment: counted from customer_month for all
 * schemes in one scan. Each task counts for itself, one row per customer, and gives one row per
 * segment that it met.
 */
public final class Membership {
  private static final int MONTH = 0;
  private static final int SEGMENTS = 1;
  private static final int FIRST_VALUE = 2;

  private static final StructType COUNTED =
      new StructType()
          .add("scheme", DataTypes.StringType)
          .add("month", DataTypes.StringType)
          .add("segment", DataTypes.StringType)
          .add("customers", DataTypes.LongType)
          .add("cents", ExactSum.WIDE);

  private Membership() {}

  /**
   * One row per scheme, month and segment that occurs in the months: {@code scheme}, {@code month},
   * {@code segment}, {@code customers} (bigint), {@code value} (money, exact). A null segment
   * counts as OUTSIDE, a null value as 0.
   *
   * @param customerMonth columns month, one per scheme, and the value columns
   */
  public static Dataset<Row> sizes(
      Dataset<Row> customerMonth, List<SchemeValue> schemes, MonthRange months) {
    List<String> names = schemes.stream().map(SchemeValue::scheme).toList();
    List<String> values = schemes.stream().map(SchemeValue::valueColumn).distinct().toList();
    List<Column> columns = new ArrayList<>(List.of(col("month"), SegmentText.of(names)));
    values.forEach(value -> columns.add(coalesce(ExactSum.cents(col(value)), lit(0L))));
    int[] valueOf =
        schemes.stream().mapToInt(scheme -> values.indexOf(scheme.valueColumn())).toArray();
    MapPartitionsFunction<Row, Row> counted = rows -> counted(rows, names, valueOf);
    return customerMonth
        .where(MonthColumns.within(col("month"), months))
        .select(columns.toArray(Column[]::new))
        .mapPartitions(counted, Encoders.row(COUNTED))
        .groupBy("scheme", "month", "segment")
        .agg(
            ExactSum.of(col("customers")).as("customers"),
            ExactSum.money(ExactSum.ofWide(col("cents"))).as("value"));
  }

  private static Iterator<Row> counted(Iterator<Row> rows, List<String> schemes, int[] valueOf) {
    SegmentText text = new SegmentText(schemes.size());
    int[] segments = new int[schemes.size()];
    Map<String, List<List<Size>>> sizes = new HashMap<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      text.read(row.getString(SEGMENTS), segments);
      List<List<Size>> ofMonth =
          sizes.computeIfAbsent(
              row.getString(MONTH),
              month -> schemes.stream().<List<Size>>map(scheme -> new ArrayList<>()).toList());
      for (int scheme = 0; scheme < segments.length; scheme++) {
        Size size = size(ofMonth.get(scheme), segments[scheme]);
        size.customers++;
        size.cents.add(row.getLong(FIRST_VALUE + valueOf[scheme]));
      }
    }
    List<Row> counted = new ArrayList<>();
    sizes.forEach(
        (month, ofMonth) -> {
          for (int scheme = 0; scheme < segments.length; scheme++) {
            for (int segment = 0; segment < ofMonth.get(scheme).size(); segment++) {
              Size size = ofMonth.get(scheme).get(segment);
              if (size.customers > 0) {
                counted.add(
                    RowFactory.create(
                        schemes.get(scheme),
                        month,
                        text.segment(scheme, segment),
                        size.customers,
                        new BigDecimal(size.cents.value())));
              }
            }
          }
        });
    return counted.iterator();
  }

  private static Size size(List<Size> sizes, int segment) {
    while (sizes.size() <= segment) {
      sizes.add(new Size());
    }
    return sizes.get(segment);
  }

  private static final class Size {
    private final WideSum cents = new WideSum();
    private long customers;
  }
}
