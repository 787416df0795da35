package io.fenqun.feature;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import io.fenqun.feature.FeatureDef.Aggregate;
import io.fenqun.sql.SqlExpression;
import io.fenqun.table.MonthColumns;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/**
 * The steps of a job over tables in memory: what a run of some months reads, computes and replaces.
 */
final class FeatureRun {
  static final int DISTINCT_LIMIT = 50;

  private final List<FeatureDef> features;
  private final Map<String, DataType> types;
  private final CustomerBase customerBase;
  private final Optional<SqlExpression> departed;
  private final Month firstCovered;
  private final Map<String, Dataset<Row>> clean;
  private final Map<String, Dataset<Row>> tables = new HashMap<>();
  private Month lastRun;

  /**
   * @param typesOfOthers DDL types of attributes and derived features
   * @param clean rows by source
   */
  FeatureRun(
      List<FeatureDef> features,
      Map<String, String> typesOfOthers,
      CustomerBase customerBase,
      Optional<SqlExpression> departed,
      Month firstCovered,
      Map<String, Dataset<Row>> clean) {
    this.features = features;
    this.types = types(features, typesOfOthers, clean);
    this.customerBase = customerBase;
    this.departed = departed;
    this.firstCovered = firstCovered;
    this.clean = clean;
    this.lastRun = firstCovered.minus(1);
  }

  private static Map<String, DataType> types(
      List<FeatureDef> features, Map<String, String> others, Map<String, Dataset<Row>> clean) {
    Map<String, DataType> types = new HashMap<>();
    others.forEach((name, ddl) -> types.put(name, DataType.fromDDL(ddl)));
    for (FeatureDef feature : features) {
      if (feature.calculation() instanceof Aggregate aggregate) {
        String argument = aggregate.argument().map(SqlExpression::text).orElse("1");
        Dataset<Row> rows = clean.get(aggregate.source());
        types.put(
            feature.name(),
            aggregate
                .function()
                .resultType(rows.selectExpr(argument).schema().apply(0).dataType()));
      }
    }
    return types;
  }

  /**
   * Tiles and features of a range that begins with the first covered month, lazily; nothing is
   * kept.
   */
  Dataset<Row> features(String from, String to) {
    MonthRange range = new MonthRange(Month.parse(from), Month.parse(to));
    tables.put(Tiles.tableName("txn"), tiles(range));
    return build(range);
  }

  private Dataset<Row> tiles(MonthRange range) {
    Dataset<Row> ofRange = clean.get("txn").filter(MonthColumns.within(col("month"), range));
    return Tiles.of(TestSources.TXN, features, ofRange, DISTINCT_LIMIT);
  }

  /** Everything that a job does for a range. */
  FeatureRun run(String from, String to) {
    MonthRange range = new MonthRange(Month.parse(from), Month.parse(to));
    replace(Tiles.tableName("txn"), range, tiles(range));
    replace("feature_month", range, build(range));
    Dataset<Row> departures = table("feature_month").filter("is_departed");
    boolean continues =
        lastRun.equals(range.from().minus(1)) && tables.containsKey("customer_span");
    Dataset<Row> span =
        continues
            ? CustomerSpan.of(
                Optional.of(table("customer_span")),
                seen().filter(MonthColumns.within(col("month"), range)),
                departures.filter(MonthColumns.within(col("month"), range)))
            : CustomerSpan.of(Optional.empty(), seen(), departures);
    tables.put("customer_span", kept(span));
    if (States.needed(TestSources.TXN, features)) {
      replace(
          "feature_state_txn",
          range,
          States.of(
              TestSources.TXN,
              features,
              range,
              table("feature_tile_txn"),
              stateBefore(range),
              DISTINCT_LIMIT));
    }
    lastRun = range.to().compareTo(lastRun) > 0 ? range.to() : lastRun;
    return this;
  }

  /** The lazy rows of a range over the tables as they are. */
  Dataset<Row> build(MonthRange range) {
    FeatureReads reads = new FeatureReads(features, range, firstCovered);
    Dataset<Row> seen = seen().filter(MonthColumns.within(col("month"), range));
    BaseInputs base = new BaseInputs(customerBase, range, seen, spanBefore(range));
    Map<String, Dataset<Row>> states =
        stateBefore(range).map(state -> Map.of("txn", state)).orElse(Map.of());
    Dataset<Row> tiles =
        tables
            .get("feature_tile_txn")
            .filter(MonthColumns.within(col("month"), reads.tiles("txn")));
    Map<String, Dataset<Row>> snapshots = new HashMap<>(clean);
    snapshots.remove("txn");
    Optional<Dataset<Row>> earlier =
        reads
            .earlier()
            .filter(months -> tables.containsKey("feature_month"))
            .map(
                months ->
                    tables.get("feature_month").filter(MonthColumns.within(col("month"), months)));
    FeatureInputs inputs =
        new FeatureInputs(
            range, firstCovered, base, Map.of("txn", tiles), states, snapshots, earlier);
    return builder().build(inputs);
  }

  FeatureBuilder builder() {
    return new FeatureBuilder(features, types, TestSources.SOURCES, departed, DISTINCT_LIMIT);
  }

  Map<String, Dataset<Row>> tables() {
    return tables;
  }

  Dataset<Row> table(String name) {
    return tables.get(name);
  }

  /** Every row as text, sorted. */
  List<String> rows(String table) {
    return table(table).collectAsList().stream().map(row -> row.mkString(" | ")).sorted().toList();
  }

  private Dataset<Row> seen() {
    return table("feature_tile_txn").select("customer_id", "month");
  }

  private Dataset<Row> spanBefore(MonthRange range) {
    MonthRange before = new MonthRange(firstCovered.minus(1), range.from().minus(1));
    Dataset<Row> departures =
        tables.containsKey("feature_month")
            ? table("feature_month").filter("is_departed")
            : seen().limit(0);
    return CustomerSpan.of(
        Optional.empty(),
        seen().filter(MonthColumns.within(col("month"), before)),
        departures.filter(MonthColumns.within(col("month"), before)));
  }

  private Optional<Dataset<Row>> stateBefore(MonthRange range) {
    return Optional.ofNullable(tables.get("feature_state_txn"))
        .filter(state -> range.from().compareTo(firstCovered) > 0)
        .map(state -> state.filter(col("month").equalTo(range.from().minus(1).toString())));
  }

  private void replace(String name, MonthRange range, Dataset<Row> rows) {
    Dataset<Row> old = tables.get(name);
    Dataset<Row> others =
        old == null
            ? rows
            : old.filter(not(MonthColumns.within(col("month"), range))).unionByName(rows);
    tables.put(name, kept(others));
  }

  /** Evaluated once, away from what it was computed from. */
  private static Dataset<Row> kept(Dataset<Row> rows) {
    return rows.sparkSession()
        .createDataFrame(new ArrayList<>(rows.collectAsList()), rows.schema());
  }
}
