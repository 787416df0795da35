package io.fenqun.stability;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;

import io.fenqun.stability.PopulationShift.Limits;
import io.fenqun.table.MonthColumns;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** How far the values of features have shifted from one month to the next: see FeatureBin. */
public final class FeatureShift {
  private static final StructType COUNTED =
      new StructType()
          .add("month", DataTypes.StringType)
          .add("feature", DataTypes.StringType)
          .add("bin", DataTypes.IntegerType)
          .add("customers", DataTypes.LongType);

  private FeatureShift() {}

  /**
   * Rows of feature_stability: one per feature and month, against the month before; bins are those
   * that have customers in either. Each task counts all features in one scan and gives a row per
   * bin; the driver sees bins, never customers.
   *
   * @param featureMonth month, is_departed and the features, of the months and the one before; who
   *     has departed is not counted
   */
  public static List<Row> of(
      Dataset<Row> featureMonth, List<String> features, MonthRange months, Limits limits) {
    MapPartitionsFunction<Row, Row> counted = rows -> counted(rows, features);
    Column[] columns =
        Stream.concat(Stream.of("month"), features.stream())
            .map(name -> col(name))
            .toArray(Column[]::new);
    MonthRange read = new MonthRange(months.from().minus(1), months.to());
    SortedMap<String, Map<String, Map<Integer, Long>>> bins = new TreeMap<>();
    featureMonth
        .where(MonthColumns.within(col("month"), read).and(not(col("is_departed"))))
        .select(columns)
        .mapPartitions(counted, Encoders.row(COUNTED))
        .groupBy("month", "feature", "bin")
        .agg(sum("customers"))
        .collectAsList()
        .forEach(
            row ->
                bins.computeIfAbsent(row.getString(1), any -> new HashMap<>())
                    .computeIfAbsent(row.getString(0), any -> new HashMap<>())
                    .put(row.getInt(2), row.getLong(3)));
    List<Row> rows = new ArrayList<>();
    bins.forEach(
        (feature, byMonth) -> {
          for (Month month : months.months()) {
            rows.add(
                row(
                    feature,
                    month.toString(),
                    byMonth.getOrDefault(month.minus(1).toString(), Map.of()),
                    byMonth.getOrDefault(month.toString(), Map.of()),
                    limits));
          }
        });
    return rows;
  }

  private static Row row(
      String feature,
      String month,
      Map<Integer, Long> before,
      Map<Integer, Long> now,
      Limits limits) {
    TreeSet<Integer> bins = new TreeSet<>(before.keySet());
    bins.addAll(now.keySet());
    PopulationShift shift = new PopulationShift(counts(before, bins), counts(now, bins));
    List<@Nullable Object> cells =
        new ArrayList<>(
            Arrays.asList(
                month,
                feature,
                PopulationShift.share(
                    before.getOrDefault(FeatureBin.MISSING, 0L), shift.customersBefore()),
                PopulationShift.share(
                    now.getOrDefault(FeatureBin.MISSING, 0L), shift.customers())));
    cells.addAll(Arrays.asList(shift.cells(limits)));
    return RowFactory.create(cells.toArray());
  }

  private static long[] counts(Map<Integer, Long> counted, TreeSet<Integer> bins) {
    return bins.stream().mapToLong(bin -> counted.getOrDefault(bin, 0L)).toArray();
  }

  private static Iterator<Row> counted(Iterator<Row> rows, List<String> features) {
    Map<String, List<Map<Integer, Long>>> months = new HashMap<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      List<Map<Integer, Long>> counts =
          months.computeIfAbsent(
              row.getString(0),
              any -> features.stream().<Map<Integer, Long>>map(name -> new HashMap<>()).toList());
      for (int feature = 0; feature < counts.size(); feature++) {
        counts.get(feature).merge(FeatureBin.of(row.get(1 + feature)), 1L, Long::sum);
      }
    }
    List<Row> counted = new ArrayList<>();
    months.forEach(
        (month, counts) -> {
          for (int feature = 0; feature < counts.size(); feature++) {
            String name = features.get(feature);
            counts
                .get(feature)
                .forEach(
                    (bin, customers) ->
                        counted.add(RowFactory.create(month, name, bin, customers)));
          }
        });
    return counted.iterator();
  }
}
