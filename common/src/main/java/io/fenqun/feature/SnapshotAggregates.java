package io.fenqun.feature;

import static io.fenqun.feature.WorkingColumns.CUSTOMER;
import static io.fenqun.feature.WorkingColumns.MONTH;
import static io.fenqun.feature.WorkingColumns.MONTH_END;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;

import io.fenqun.source.SourceDef;
import io.fenqun.table.MonthColumns;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/** Aggregates of a snapshot's rows as of the month; where and argument may read month_end. */
final class SnapshotAggregates {
  private final SourceDef source;
  private final List<FeatureDef> features;
  private final Map<String, DataType> types;
  private final SourcePartials partials;
  private final SmallestHashes distinct;

  /**
   * @param features aggregates of this source
   */
  SnapshotAggregates(
      SourceDef source, List<FeatureDef> features, Map<String, DataType> types, int distinctLimit) {
    this.source = source;
    this.features = features;
    this.types = types;
    this.partials = new SourcePartials(source, features.stream(), distinctLimit);
    this.distinct = new SmallestHashes(distinctLimit);
  }

  /** A customer without rows counts as an empty group. */
  Dataset<Row> add(Dataset<Row> rows, Dataset<Row> snapshot, MonthRange range) {
    Dataset<Row> ofMonths = ofMonths(snapshot, range).withColumn(MONTH_END, monthEnd());
    List<Column> created = partials.create(ofMonths);
    Column[] others = created.subList(1, created.size()).toArray(Column[]::new);
    Dataset<Row> byCustomer = ofMonths.groupBy(CUSTOMER, MONTH).agg(created.get(0), others);

    AggregateResult result =
        new AggregateResult(
            partial -> col(partial.name()),
            partial -> col(partial.name()),
            partial -> byCustomer.schema().apply(partial.name()).dataType(),
            distinct);
    List<Column> columns = new ArrayList<>(Arrays.stream(rows.columns()).map(n -> col(n)).toList());
    for (FeatureDef feature : features) {
      DataType type = FeatureTables.type(feature, types);
      columns.add(FeatureValue.typed(result.of(feature, source, type), type).as(feature.name()));
    }
    return rows.join(byCustomer, new String[] {CUSTOMER, MONTH}, "left")
        .select(columns.toArray(Column[]::new));
  }

  private Dataset<Row> ofMonths(Dataset<Row> snapshot, MonthRange range) {
    if (!SnapshotFeatures.isTrueOfEveryMonth(source)) {
      return snapshot.filter(MonthColumns.within(col(MONTH), range));
    }
    Column[] months = range.months().stream().map(m -> lit(m.toString())).toArray(Column[]::new);
    return snapshot.withColumn(MONTH, explode(array(months)));
  }

  private static Column monthEnd() {
    return MonthColumns.end(col(MONTH));
  }
}
