package io.fenqun.feature;

import static io.fenqun.feature.WorkingColumns.MONTH;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import io.fenqun.sql.FeatureCall;
import io.fenqun.sql.FeatureCall.Kind;
import io.fenqun.table.Exact;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * {@code share(feature, groups…)}: the feature divided by its exact sum over the customers of the
 * group in the month, those who leave in it among them. All shares of one set of groups come from
 * one grouped sum and one join.
 */
final class GroupShares {
  private static final String SUM_MONTH = "_sum_month";

  private final List<String> groups;
  private final List<FeatureCall> calls;
  private final Map<String, DataType> types;

  private GroupShares(List<String> groups, List<FeatureCall> calls, Map<String, DataType> types) {
    this.groups = groups;
    this.calls = calls;
    this.types = types;
  }

  /**
   * Adds the column of each share among {@code calls}: a fraction as double, negative where value
   * and sum differ in sign; null where the value is null or the sum is 0. A null is a group of its
   * own. A sum of more than 18 digits is refused when the rows are evaluated.
   *
   * @param summed true for the rows that are summed; the others have no share
   */
  static Dataset<Row> add(
      Dataset<Row> rows, Column summed, List<FeatureCall> calls, Map<String, DataType> types) {
    Map<List<String>, List<FeatureCall>> bySet =
        calls.stream()
            .filter(call -> call.kind() == Kind.SHARE)
            .collect(
                Collectors.groupingBy(
                    FeatureCall::groups, LinkedHashMap::new, Collectors.toList()));
    Dataset<Row> widened = rows;
    for (Map.Entry<List<String>, List<FeatureCall>> set : bySet.entrySet()) {
      GroupShares shares = new GroupShares(set.getKey(), set.getValue(), types);
      widened = shares.join(widened, shares.sums(rows.filter(summed)), summed);
    }
    return widened;
  }

  /** One row per month and group. */
  private Dataset<Row> sums(Dataset<Row> rows) {
    List<Column> keys = new ArrayList<>(List.of(col(MONTH).as(SUM_MONTH)));
    for (int i = 0; i < groups.size(); i++) {
      keys.add(col(groups.get(i)).as(key(i)));
    }
    List<Column> sums = calls.stream().map(call -> sum(call).as(sumColumn(call))).toList();
    return rows.groupBy(keys.toArray(Column[]::new))
        .agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new));
  }

  private Dataset<Row> join(Dataset<Row> rows, Dataset<Row> sums, Column summed) {
    Column sameGroup = col(MONTH).equalTo(col(SUM_MONTH));
    for (int i = 0; i < groups.size(); i++) {
      sameGroup = sameGroup.and(col(groups.get(i)).eqNullSafe(col(key(i))));
    }
    List<Column> columns = new ArrayList<>(Arrays.stream(rows.columns()).map(n -> col(n)).toList());
    calls.forEach(
        call -> columns.add(when(summed, share(call)).as(DerivedExpression.column(call))));
    return rows.join(sums, sameGroup, "left").select(columns.toArray(Column[]::new));
  }

  private static String key(int group) {
    return "_group_" + group;
  }

  private Column sum(FeatureCall call) {
    return Exact.sumOfUnits(units(call), UnaryOperator.identity(), refusal(call));
  }

  private Column share(FeatureCall call) {
    Column sum = col(sumColumn(call));
    return when(
        sum.notEqual(0),
        units(call).cast(DataTypes.DoubleType).divide(sum.cast(DataTypes.DoubleType)));
  }

  private Column units(FeatureCall call) {
    DataType type = FeatureTables.type(call.name(), types);
    return Exact.units(col(call.name()), type, refusal(call));
  }

  private static String sumColumn(FeatureCall call) {
    return "_sum_of_" + call.name();
  }

  private static String refusal(FeatureCall call) {
    return "Cannot compute a share of "
        + call.name()
        + ": the sum of a group has more than 18 digits; look for wrong amounts in the source";
  }
}
