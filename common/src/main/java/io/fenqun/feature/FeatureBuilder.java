package io.fenqun.feature;

import static io.fenqun.feature.WorkingColumns.CUSTOMER;
import static io.fenqun.feature.WorkingColumns.MONTH;
import static org.apache.spark.sql.functions.col;

import io.fenqun.error.FenqunException;
import io.fenqun.source.SourceDef;
import io.fenqun.sql.SqlExpression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/**
 * Computes the features of every customer of the base (design section 3). In this order: windows
 * over transactions, snapshots (attributes and aggregates), derived features of one row,
 * departures, derived features that look at earlier months or other customers. Every feature is
 * cast to its declared type and doubles are rounded as soon as they are computed, so that features
 * of features read what is published.
 */
public final class FeatureBuilder {
  private final List<FeatureDef> features;
  private final Map<String, DataType> types;
  private final Map<String, SourceDef> sources;
  private final Optional<SqlExpression> departed;
  private final int distinctLimit;
  private final FeatureOrder order;

  /**
   * Refuses with kind CONFIG features that need one another, and a departure that looks beyond the
   * row: it decides which rows there are.
   *
   * @param features in declared order
   * @param types of every feature, by name; see {@link AggregateFunction#resultType}
   * @param sources by name
   * @param departed over features: true in the month of leaving
   * @param distinctLimit values per customer and window that count(distinct …) counts exactly, from
   *     3; more are estimated
   */
  public FeatureBuilder(
      List<FeatureDef> features,
      Map<String, DataType> types,
      Map<String, SourceDef> sources,
      Optional<SqlExpression> departed,
      int distinctLimit) {
    this.features = List.copyOf(features);
    this.types = Map.copyOf(types);
    this.sources = Map.copyOf(sources);
    this.departed = departed;
    this.distinctLimit = distinctLimit;
    this.order = new FeatureOrder(features);
    departed.ifPresent(this::refuseLookBeyondTheRow);
  }

  private void refuseLookBeyondTheRow(SqlExpression predicate) {
    Set<String> beyond = order.beyondTheRowIn(DerivedExpression.of(predicate));
    if (!beyond.isEmpty()) {
      throw FenqunException.config(
          predicate.position()
              + ": departed must not depend on earlier months or other customers, whose rows it decides: "
              + String.join(", ", beyond));
    }
  }

  /**
   * One row per customer and month of the base, but none from the month after a departure until the
   * customer is seen again.
   *
   * <p>The rows are a function of the inputs' rows: the same for any layout, and for the months one
   * by one or all at once. What the data forbid (a total of more than 18 digits, too many distinct
   * values, two rows of a customer for an attribute) is refused when the rows are evaluated, see
   * {@link io.fenqun.table.RowRefusal}.
   *
   * @return customer_id, month, is_departed, then one column per feature in declared order; what
   *     null means depends on the feature: see {@link AggregateResult} for aggregates, {@link
   *     FeatureDef#complete} for windows that reach too far back
   */
  public Dataset<Row> build(FeatureInputs inputs) {
    DerivedFeatures derived = new DerivedFeatures(order, types, inputs.firstCovered());
    Dataset<Row> rows = WindowFeatures.of(sourceWindows(), inputs, types);
    for (SnapshotFeatures snapshot : snapshotFeatures()) {
      rows = snapshot.add(rows, inputs);
    }
    Dataset<Row> candidates = derived.addOfOneRow(rows);
    Dataset<Row> present = Departures.mark(candidates, departed, inputs.range());
    return derived.addBeyondTheRow(present, inputs.earlier()).select(published());
  }

  private List<SourceWindows> sourceWindows() {
    return featuresBySource().entrySet().stream()
        .filter(entry -> source(entry.getKey()).isTransactions())
        .map(entry -> new SourceWindows(source(entry.getKey()), entry.getValue(), distinctLimit))
        .toList();
  }

  private List<SnapshotFeatures> snapshotFeatures() {
    return featuresBySource().entrySet().stream()
        .filter(entry -> !source(entry.getKey()).isTransactions())
        .map(
            entry ->
                new SnapshotFeatures(
                    source(entry.getKey()), entry.getValue(), types, distinctLimit))
        .toList();
  }

  /** Aggregates and attributes, by source in declared order. */
  private Map<String, List<FeatureDef>> featuresBySource() {
    Map<String, List<FeatureDef>> bySource = new LinkedHashMap<>();
    for (FeatureDef feature : features) {
      feature
          .calculation()
          .readsSource()
          .ifPresent(
              source -> bySource.computeIfAbsent(source, absent -> new ArrayList<>()).add(feature));
    }
    return bySource;
  }

  private SourceDef source(String name) {
    SourceDef source = sources.get(name);
    if (source == null) {
      throw FenqunException.internal("features read the unknown source " + name);
    }
    return source;
  }

  private Column[] published() {
    List<Column> columns =
        new ArrayList<>(List.of(col(CUSTOMER), col(MONTH), col(Departures.IS_DEPARTED)));
    features.forEach(feature -> columns.add(col(feature.name())));
    return columns.toArray(Column[]::new);
  }
}
