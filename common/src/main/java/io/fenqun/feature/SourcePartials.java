package io.fenqun.feature;

import io.fenqun.conf.Labels;
import io.fenqun.error.FenqunException;
import io.fenqun.feature.FeatureDef.Aggregate;
import io.fenqun.source.SourceDef;
import io.fenqun.table.ColumnDef;
import io.fenqun.table.Exact;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The partials that features need of one source, each once, in the order of their names, and who
 * needs them.
 */
final class SourcePartials {
  private final SourceDef source;
  private final SmallestHashes distinct;
  private final Map<Partial, Set<String>> featuresOf =
      new TreeMap<>(Comparator.comparing(Partial::name));

  /**
   * @param features those of other sources are passed over
   * @param distinctLimit distinct values that are counted exactly
   */
  SourcePartials(SourceDef source, Stream<FeatureDef> features, int distinctLimit) {
    this.source = source;
    this.distinct = new SmallestHashes(distinctLimit);
    features.forEach(
        feature -> {
          if (feature.calculation() instanceof Aggregate aggregate
              && aggregate.source().equals(source.name())) {
            Partial.of(aggregate, source)
                .forEach(
                    p ->
                        featuresOf
                            .computeIfAbsent(p, absent -> new TreeSet<>())
                            .add(feature.name()));
          }
        });
  }

  /** With the count of all rows, which every tile has. */
  SourcePartials withRows() {
    featuresOf.computeIfAbsent(Partial.ROWS, absent -> new TreeSet<>());
    return this;
  }

  List<Partial> all() {
    return List.copyOf(featuresOf.keySet());
  }

  List<String> names() {
    return featuresOf.keySet().stream().map(Partial::name).toList();
  }

  /** The aggregates of a grouped scan over rows of the source, named. */
  List<Column> create(Dataset<Row> rows) {
    List<Partial> partials = all();
    StructType arguments =
        rows.select(partials.stream().map(Partial::argumentColumn).toArray(Column[]::new)).schema();
    List<Column> created = new ArrayList<>();
    for (int i = 0; i < partials.size(); i++) {
      Partial partial = partials.get(i);
      DataType type = arguments.apply(i).dataType();
      if (partial.kind().isSum() && !Exact.isSummable(type)) {
        throw FenqunException.config(
            "Cannot sum "
                + type.simpleString()
                + " in "
                + features(partial)
                + ": its sums depend on the order of rows; declare a decimal");
      }
      created.add(partial.kind().create(partial, source, type, distinct).as(partial.name()));
    }
    return created;
  }

  /** Partials of several months merged over a window. */
  Column merge(Partial partial, Column column, DataType type, UnaryOperator<Column> over) {
    return partial.kind().merge(partial, column, type, distinct, over);
  }

  private String features(Partial partial) {
    return String.join(", ", featuresOf.getOrDefault(partial, Set.of()));
  }

  /**
   * A table of customer_id, month and these partials with the types of {@code schema}, partitioned
   * by month.
   */
  TableDef table(String name, Labels labels, StructType schema) {
    List<ColumnDef> columns = new ArrayList<>();
    for (Partial partial : all()) {
      DataType type = schema.apply(partial.name()).dataType();
      columns.add(
          new ColumnDef(
              partial.name(),
              type,
              "",
              false,
              new Labels(partial.description(), partial.description())));
    }
    return Tables.table(name, labels.zh(), labels.en())
        .partitioned("month", "月份", "month")
        .key("customer_id", DataTypes.StringType, "客户号", "customer")
        .build()
        .with(columns);
  }
}
