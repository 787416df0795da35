package io.fenqun.feature;

import static io.fenqun.feature.WorkingColumns.CUSTOMER;
import static org.apache.spark.sql.functions.col;

import io.fenqun.error.FenqunException;
import io.fenqun.feature.FeatureDef.Aggregate;
import io.fenqun.feature.FeatureDef.Attribute;
import io.fenqun.source.SourceDef;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/**
 * Adds the attributes and aggregates of one snapshot source to feature rows; both are left joins,
 * so no row is lost or gained.
 */
final class SnapshotFeatures {
  private final SourceDef source;
  private final List<FeatureDef> attributes;
  private final List<FeatureDef> aggregates;
  private final Map<String, DataType> types;
  private final int distinctLimit;

  /**
   * @param features attributes and aggregates of this source
   */
  SnapshotFeatures(
      SourceDef source, List<FeatureDef> features, Map<String, DataType> types, int distinctLimit) {
    this.source = source;
    this.attributes = features.stream().filter(f -> f.calculation() instanceof Attribute).toList();
    this.aggregates = features.stream().filter(f -> f.calculation() instanceof Aggregate).toList();
    this.types = types;
    this.distinctLimit = distinctLimit;
  }

  /** True where each row holds in every month, whatever its {@code month} says. */
  static boolean isTrueOfEveryMonth(SourceDef source) {
    return source.isUndated() || !source.history();
  }

  Dataset<Row> add(Dataset<Row> rows, FeatureInputs inputs) {
    Dataset<Row> snapshot = inputs.snapshots().get(source.name());
    if (snapshot == null) {
      throw FenqunException.internal("the snapshot " + source.name() + " was not handed over");
    }
    Dataset<Row> known = snapshot.filter(col(CUSTOMER).isNotNull());
    Dataset<Row> widened = rows;
    if (!attributes.isEmpty()) {
      widened = new SnapshotAttributes(source, attributes, types).add(widened, known);
    }
    if (!aggregates.isEmpty()) {
      SnapshotAggregates sums = new SnapshotAggregates(source, aggregates, types, distinctLimit);
      widened = sums.add(widened, known, inputs.range());
    }
    return widened;
  }
}
