package io.fenqun.feature;

import static io.fenqun.feature.WorkingColumns.CUSTOMER;
import static io.fenqun.feature.WorkingColumns.MONTH;
import static io.fenqun.feature.WorkingColumns.MONTH_END;
import static io.fenqun.table.RowRefusal.refuse;
import static org.apache.spark.sql.functions.any_value;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.fenqun.feature.FeatureDef.Attribute;
import io.fenqun.source.SourceDef;
import io.fenqun.sql.SqlExpression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/**
 * Attributes: expressions over the one row that a snapshot holds of the customer, and month_end.
 */
final class SnapshotAttributes {
  private static final String FEATURE_ROW = "_feature_row";
  private static final String COUNT = "_rows";
  private static final String ONLY = "_only_row";

  private final SourceDef source;
  private final List<FeatureDef> features;
  private final Map<String, DataType> types;
  private final List<String> keys;

  /**
   * @param features attributes of this source
   */
  SnapshotAttributes(SourceDef source, List<FeatureDef> features, Map<String, DataType> types) {
    this.source = source;
    this.features = features;
    this.types = types;
    this.keys =
        SnapshotFeatures.isTrueOfEveryMonth(source) ? List.of(CUSTOMER) : List.of(CUSTOMER, MONTH);
  }

  /**
   * Evaluated after the join, so that coalesce works for a customer without a row. Names of the
   * source hide those of features: a feature may be called like the column that it shows.
   */
  Dataset<Row> add(Dataset<Row> rows, Dataset<Row> snapshot) {
    Dataset<Row> packed =
        rows.select(col(CUSTOMER), col(MONTH), col(MONTH_END), struct(col("*")).as(FEATURE_ROW));
    Dataset<Row> joined = packed.join(oneRowEach(snapshot), keys.toArray(String[]::new), "left");
    List<Column> columns = new ArrayList<>(List.of(col(FEATURE_ROW + ".*")));
    for (FeatureDef feature : features) {
      Column value = expr(feature).column();
      columns.add(FeatureValue.typed(value, FeatureTables.type(feature, types)).as(feature.name()));
    }
    return joined.select(columns.toArray(Column[]::new));
  }

  private static SqlExpression expr(FeatureDef feature) {
    return ((Attribute) feature.calculation()).expr();
  }

  /** The columns that attributes read; more than one row of a customer is refused. */
  private Dataset<Row> oneRowEach(Dataset<Row> snapshot) {
    Column[] keyColumns = keys.stream().map(name -> col(name)).toArray(Column[]::new);
    List<String> read = columnsRead(snapshot);
    if (isKeyedByCustomer()) {
      return snapshot.select(
          Stream.concat(keys.stream(), read.stream())
              .map(name -> col(name))
              .toArray(Column[]::new));
    }
    Column row = struct(read.stream().map(name -> col(name)).toArray(Column[]::new));
    Column isOnly = when(col(COUNT).gt(1), refuse(moreThanOne())).otherwise(lit(true));
    Dataset<Row> only =
        snapshot
            .groupBy(keyColumns)
            .agg(count(lit(1)).as(COUNT), any_value(row).as(ONLY))
            .filter(isOnly);
    List<Column> columns = new ArrayList<>(List.of(keyColumns));
    read.forEach(name -> columns.add(col(ONLY).getField(name).as(name)));
    return only.select(columns.toArray(Column[]::new));
  }

  /** Ingest has seen to it that a key stands once. */
  private boolean isKeyedByCustomer() {
    return source.customer().map(customer -> source.key().equals(List.of(customer))).orElse(false);
  }

  private List<String> columnsRead(Dataset<Row> snapshot) {
    Set<String> named =
        features.stream()
            .flatMap(feature -> DerivedExpression.of(expr(feature)).names().stream())
            .collect(Collectors.toSet());
    return Arrays.stream(snapshot.columns())
        .filter(name -> !name.equals(MONTH) && !name.equals(CUSTOMER))
        .filter(name -> named.contains(name.toLowerCase(Locale.ROOT)))
        .toList();
  }

  private Column moreThanOne() {
    String names = features.stream().map(FeatureDef::name).collect(Collectors.joining(", "));
    String remedy = "aggregate them, or filter the join that names the customer";
    return concat(
        lit("Cannot compute " + names + ": " + source.name() + " has "),
        col(COUNT).cast("string"),
        lit(" rows of one customer; an attribute needs one: " + remedy));
  }
}
