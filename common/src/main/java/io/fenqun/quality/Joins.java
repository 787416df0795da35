package io.fenqun.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;

import io.fenqun.error.FenqunException;
import io.fenqun.source.SourceDef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Left joins that never multiply a record: the other side is first brought to one row a key, with
 * the number of its rows ({@link RecordColumns#matches}). A record whose key has more than one
 * stops the run later, when records are counted.
 */
final class Joins {
  private static final String OTHER = "__other_";
  private static final String SNAPSHOT = "__other_snapshot";

  private final SourceDef source;
  private final Map<String, JoinedSource> others;

  Joins(SourceDef source, Map<String, JoinedSource> others) {
    this.source = source;
    this.others = others;
  }

  Dataset<Row> joined(Dataset<Row> records) {
    Dataset<Row> with = records;
    for (int i = 0; i < source.joins().size(); i++) {
      with = joined(with, source.joins().get(i), i);
    }
    return with;
  }

  private Dataset<Row> joined(Dataset<Row> records, SourceDef.JoinDef join, int index) {
    JoinedSource other = others.get(join.from());
    if (other == null) {
      throw FenqunException.internal(
          "Cannot join " + source.name() + ": the rows of " + join.from() + " were not given");
    }
    Column sameKey = lit(true);
    for (String key : join.using()) {
      sameKey = sameKey.and(Names.column(key).equalTo(col(OTHER + key)));
    }
    if (other.isDated()) {
      sameKey = sameKey.and(other.snapshotOf(col(RecordColumns.MONTH)).equalTo(col(SNAPSHOT)));
    }
    Dataset<Row> matched =
        records.join(oneRowAKey(other, join, index), sameKey, "left").drop(SNAPSHOT);
    return matched.drop(join.using().stream().map(key -> OTHER + key).toArray(String[]::new));
  }

  private static Dataset<Row> oneRowAKey(JoinedSource other, SourceDef.JoinDef join, int index) {
    Dataset<Row> rows =
        join.where().map(where -> other.rows().where(where.column())).orElse(other.rows());
    List<Column> keys =
        new ArrayList<>(
            join.using().stream().map(key -> Names.column(key).as(OTHER + key)).toList());
    if (other.isDated()) {
      keys.add(col(RecordColumns.MONTH).as(SNAPSHOT));
    }
    Column[] taken =
        join.columns().entrySet().stream()
            .map(column -> first(Names.column(column.getValue())).as(column.getKey()))
            .toArray(Column[]::new);
    return rows.groupBy(keys.toArray(Column[]::new))
        .agg(count(lit(1)).as(RecordColumns.matches(index)), taken);
  }
}
