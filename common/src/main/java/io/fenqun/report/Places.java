package io.fenqun.report;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.get_json_object;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.States;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Where customers are counted: in segments alone, or in segments and all of them together ({@code
 * ALL}), of everyone and of the groups of every set of groupings. No scheme is split by itself.
 *
 * @param groupBy features and schemes, whose values make the groups; a null is a group of its own,
 *     in a scheme OUTSIDE
 * @param schemes names that are schemes
 * @param isSpread false: segments alone
 */
record Places(List<String> groupBy, List<String> schemes, boolean isSpread) {
  static final Places SEGMENTS = new Places(List.of(), List.of(), false);

  /** Which groupings a group is of: ALL, or names with commas between, in the declared order. */
  static final String GROUP_BY = "group_by";

  /** The values of a group as JSON array, so that no value can be taken for two. */
  static final String GROUP_KEY = "group_key";

  private static final String NO_VALUES = "[]";
  private static final List<String> SEGMENT_KEYS = List.of("scheme", "month", "segment");

  Places {
    groupBy = List.copyOf(groupBy);
    schemes = List.copyOf(schemes);
  }

  static Places spread(List<String> groupBy, List<String> schemes) {
    return new Places(groupBy, schemes, true);
  }

  /** The text of a group of a customer. */
  static String group(int place) {
    return "__group_" + place;
  }

  /** The group's text under the name {@link #group}, of customers' rows. */
  Column[] groupColumns() {
    return IntStream.range(0, groupBy.size())
        .mapToObj(
            i -> {
              Column text = col(groupBy.get(i)).cast("string");
              return (schemes.contains(groupBy.get(i)) ? coalesce(text, lit(States.OUTSIDE)) : text)
                  .as(group(i));
            })
        .toArray(Column[]::new);
  }

  /** Of rows that are not spread yet. */
  List<String> segmentKeys() {
    return Stream.concat(
            SEGMENT_KEYS.stream(), IntStream.range(0, groupBy.size()).mapToObj(Places::group))
        .toList();
  }

  /** Of the places; none of them is ever null. */
  String[] keys() {
    return Stream.concat(
            SEGMENT_KEYS.stream(), isSpread ? Stream.of(GROUP_BY, GROUP_KEY) : Stream.of())
        .toArray(String[]::new);
  }

  /** Each row once for every place that it counts in. */
  Dataset<Row> spread(Dataset<Row> rows) {
    List<Column> groups = new ArrayList<>();
    Column isSplitByItself = lit(false);
    for (List<Integer> set : sets()) {
      List<String> names = set.stream().map(groupBy::get).toList();
      String text = names.isEmpty() ? States.ALL : String.join(",", names);
      Column[] values = set.stream().map(i -> col(group(i))).toArray(Column[]::new);
      Column key = values.length == 0 ? lit(NO_VALUES) : to_json(array(values));
      groups.add(struct(lit(text).as(GROUP_BY), key.as(GROUP_KEY)));
      isSplitByItself =
          isSplitByItself.or(col(GROUP_BY).equalTo(text).and(col("scheme").isin(names.toArray())));
    }
    return rows.select(col("*"), inline(array(groups.toArray(Column[]::new))))
        .where(not(isSplitByItself))
        .withColumn("segment", explode(array(col("segment"), lit(States.ALL))));
  }

  /** Every set of groupings by their places, the smaller first. */
  private List<List<Integer>> sets() {
    return IntStream.range(0, 1 << groupBy.size())
        .mapToObj(
            bits ->
                IntStream.range(0, groupBy.size())
                    .filter(i -> (bits >> i & 1) == 1)
                    .boxed()
                    .toList())
        .sorted(Comparator.comparing(List::size))
        .toList();
  }

  /** The place of everyone in a segment, for rows of scheme, month and segment. */
  static Column[] ofEveryone() {
    return new Column[] {lit(States.ALL).as(GROUP_BY), lit(NO_VALUES).as(GROUP_KEY)};
  }

  /**
   * What readers see of the values: ALL of everyone, the value itself of one grouping (null where
   * it is), of several the JSON array.
   */
  static Column groupValue() {
    return when(col(GROUP_BY).equalTo(States.ALL), lit(States.ALL))
        .when(col(GROUP_BY).contains(","), col(GROUP_KEY))
        .otherwise(get_json_object(col(GROUP_KEY), "$[0]"));
  }
}
