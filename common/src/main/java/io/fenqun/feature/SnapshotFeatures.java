package io.fenqun.feature;

import static io.fenqun.feature.WorkingColumns.CUSTOMER;
import static io.fenqun.feature.WorkingColumns.MONTH;
import static io.fenqun.feature.WorkingColumns.MONTH_END;
import static io.fenqun.table.RowRefusal.refuse;
import static org.apache.spark.sql.functions.any_value;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.fenqun.error.FenqunException;
import io.fenqun.feature.FeatureDef.Aggregate;
import io.fenqun.feature.FeatureDef.Attribute;
import io.fenqun.source.SourceDef;
import io.fenqun.table.MonthColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/**
 * Adds the attributes and aggregates of one snapshot source to feature rows; both are left joins,
 * so no row is lost or gained.
 */
final class SnapshotFeatures {
  private static final String FEATURE_ROW = "_feature_row";
  private static final String COUNT = "_rows";
  private static final String ONLY = "_only_row";

  private final SourceDef source;
  private final List<FeatureDef> attributes;
  private final List<FeatureDef> aggregates;
  private final Map<String, DataType> types;
  private final SourcePartials partials;

  /**
   * @param features attributes and aggregates of this source
   */
  SnapshotFeatures(
      SourceDef source, List<FeatureDef> features, Map<String, DataType> types, int distinctLimit) {
    this.source = source;
    this.attributes =
        features.stream().filter(feature -> feature.calculation() instanceof Attribute).toList();
    this.aggregates =
        features.stream().filter(feature -> feature.calculation() instanceof Aggregate).toList();
    this.types = types;
    this.partials = new SourcePartials(source, aggregates.stream(), distinctLimit);
  }

  Dataset<Row> add(Dataset<Row> rows, FeatureInputs inputs) {
    Dataset<Row> snapshot = inputs.snapshots().get(source.name());
    if (snapshot == null) {
      throw FenqunException.internal("the snapshot " + source.name() + " was not handed over");
    }
    Dataset<Row> known = snapshot.filter(col(CUSTOMER).isNotNull());
    Dataset<Row> withAttributes = attributes.isEmpty() ? rows : withAttributes(rows, known);
    return aggregates.isEmpty() ? withAttributes : withAggregates(withAttributes, known, inputs);
  }

  /**
   * Names of the source hide those of features computed so far: a feature may be called like the
   * column it shows.
   */
  private Dataset<Row> withAttributes(Dataset<Row> rows, Dataset<Row> snapshot) {
    String[] keys = source.history() ? new String[] {CUSTOMER, MONTH} : new String[] {CUSTOMER};
    Dataset<Row> packed =
        rows.select(col(CUSTOMER), col(MONTH), col(MONTH_END), struct(col("*")).as(FEATURE_ROW));
    Dataset<Row> joined = packed.join(oneRowEach(snapshot, keys), keys, "left");
    List<Column> columns = new ArrayList<>(List.of(col(FEATURE_ROW + ".*")));
    for (FeatureDef feature : attributes) {
      Column value = ((Attribute) feature.calculation()).expr().column();
      columns.add(FeatureValue.typed(value, FeatureTables.type(feature, types)).as(feature.name()));
    }
    return joined.select(columns.toArray(Column[]::new));
  }

  /**
   * Refuses more than one row of a customer; needs no look where the customer is the source's key.
   */
  private Dataset<Row> oneRowEach(Dataset<Row> snapshot, String[] keys) {
    Set<String> named =
        attributes.stream()
            .flatMap(
                feature ->
                    LagExpression.of(((Attribute) feature.calculation()).expr()).names().stream())
            .collect(Collectors.toSet());
    List<String> keyNames = List.of(keys);
    Column[] read =
        Arrays.stream(snapshot.columns())
            .filter(
                name ->
                    !name.equals(MONTH)
                        && !keyNames.contains(name)
                        && named.contains(name.toLowerCase(Locale.ROOT)))
            .map(name -> col(name))
            .toArray(Column[]::new);
    List<Column> keyColumns = keyNames.stream().map(name -> col(name)).toList();
    if (source.customer().map(List::of).equals(java.util.Optional.of(source.key()))) {
      return snapshot.select(concatenated(keyColumns, read));
    }
    Column isOne = when(col(COUNT).gt(1), refuse(moreThanOne())).otherwise(lit(true));
    Column only = read.length == 0 ? lit(0) : struct(read);
    Dataset<Row> counted =
        snapshot
            .groupBy(keyColumns.toArray(Column[]::new))
            .agg(count(lit(1)).as(COUNT), any_value(only).as(ONLY))
            .filter(isOne);
    Column[] unpacked =
        Arrays.stream(read)
            .map(column -> col(ONLY).getField(column.toString()).as(column.toString()))
            .toArray(Column[]::new);
    return counted.select(concatenated(keyColumns, unpacked));
  }

  private static Column[] concatenated(List<Column> first, Column[] second) {
    List<Column> all = new ArrayList<>(first);
    all.addAll(List.of(second));
    return all.toArray(Column[]::new);
  }

  private Column moreThanOne() {
    String features = attributes.stream().map(FeatureDef::name).collect(Collectors.joining(", "));
    return concat(
        lit("Cannot compute " + features + ": " + source.name() + " has "),
        col(COUNT).cast("string"),
        lit(
            " rows of one customer; an attribute needs one: aggregate them, or filter the join that names the customer"));
  }

  private Dataset<Row> withAggregates(
      Dataset<Row> rows, Dataset<Row> snapshot, FeatureInputs inputs) {
    Column[] months =
        inputs.range().months().stream().map(month -> lit(month.toString())).toArray(Column[]::new);
    Dataset<Row> trueOfMonth =
        source.history()
            ? snapshot.filter(MonthColumns.within(col("month"), inputs.range()))
            : snapshot.withColumn(MONTH, explode(array(months)));
    Dataset<Row> dated = trueOfMonth.withColumn(MONTH_END, MonthColumns.end(col(MONTH)));
    List<Column> created = partials.create(dated);
    Column[] others = created.subList(1, created.size()).toArray(Column[]::new);
    Dataset<Row> byCustomer = dated.groupBy(CUSTOMER, MONTH).agg(created.get(0), others);

    AggregateResult result =
        new AggregateResult(partial -> col(partial.name()), partial -> col(partial.name()));
    List<Column> columns =
        new ArrayList<>(Arrays.stream(rows.columns()).map(name -> col(name)).toList());
    for (FeatureDef feature : aggregates) {
      DataType type = FeatureTables.type(feature, types);
      columns.add(FeatureValue.typed(result.of(feature, source, type), type).as(feature.name()));
    }
    return rows.join(byCustomer, new String[] {CUSTOMER, MONTH}, "left")
        .select(columns.toArray(Column[]::new));
  }
}
