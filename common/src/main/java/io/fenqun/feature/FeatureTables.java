package io.fenqun.feature;

import io.fenqun.error.FenqunException;
import io.fenqun.table.ColumnDef;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataType;

/** The published table of features, which a pack widens. */
public final class FeatureTables {
  private FeatureTables() {}

  /**
   * {@link Tables#FEATURE_MONTH} with one column per feature, in declared order.
   *
   * @param types by feature name
   */
  public static TableDef featureMonth(List<FeatureDef> features, Map<String, DataType> types) {
    List<ColumnDef> columns =
        features.stream()
            .map(f -> new ColumnDef(f.name(), type(f, types), f.unit(), false, f.labels()))
            .toList();
    return Tables.FEATURE_MONTH.with(columns);
  }

  static DataType type(FeatureDef feature, Map<String, DataType> types) {
    return type(feature.name(), types);
  }

  static DataType type(String feature, Map<String, DataType> types) {
    DataType type = types.get(feature);
    if (type == null) {
      throw FenqunException.internal("feature " + feature + " has no type");
    }
    return type;
  }
}
