package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.fenqun.pack.Pack;
import io.fenqun.scheme.Approvals;
import io.fenqun.scheme.DecisionSource;
import io.fenqun.scheme.Staging;
import io.fenqun.store.TableStore;
import io.fenqun.table.HistoryTables;
import io.fenqun.table.TableDef;
import io.fenqun.time.Month;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What was decided on proposals: by the command, in the table approval, and in the sources that
 * schemes name. Where both decide on one proposal the command's decision stands.
 */
record Decisions(Pack pack, TableStore store) {
  static final TableDef TABLE = HistoryTables.APPROVAL;

  private static final String HOLDS_FROM = "holds_from";

  /** Those of sources are kept while a run reads them, month after month. */
  Approvals approvals() {
    return new Approvals(with(ofSources().map(Staging.LOCAL::keep)));
  }

  /** A line for each scheme of whose source some rows can decide nothing. */
  List<String> warnings() {
    return readable().stream()
        .flatMap(
            source -> {
              long refused = source.refused(store.read(source.source()));
              return refused == 0
                  ? Stream.empty()
                  : Stream.of(
                      source.source()
                          + ": "
                          + refused
                          + (refused == 1 ? " row decides" : " rows decide")
                          + " nothing of "
                          + source.scheme()
                          + ": a decision is APPROVED or REJECTED, on a month in which the scheme is"
                          + " evaluated, and holds before the next evaluation");
            })
        .toList();
  }

  /**
   * A hash over the decisions by the month from which they hold (an approval from its effective
   * month, a rejection from the month of the evaluation) and by scheme; one row of each comes to
   * the driver.
   */
  Map<Month, Map<String, String>> hashes() {
    Map<Month, Map<String, String>> hashes = new TreeMap<>();
    with(ofSources())
        .ifPresent(
            decisions ->
                decisions
                    .withColumn(HOLDS_FROM, holdsFrom())
                    .groupBy(HOLDS_FROM, "scheme")
                    .agg(count(lit(1)), sum(hash().cast("decimal(20,0)")))
                    .collectAsList()
                    .forEach(
                        row ->
                            hashes
                                .computeIfAbsent(
                                    Month.parse(row.getString(0)), any -> new TreeMap<>())
                                .put(row.getString(1), row.getLong(2) + " " + row.getDecimal(3))));
    return hashes;
  }

  /** Those of all sources, as they say it; empty where no scheme reads any. */
  Optional<Dataset<Row>> ofSources() {
    return readable().stream()
        .map(source -> source.decisions(store.read(source.source())))
        .reduce(Dataset::unionByName);
  }

  /** Together with those of the command; empty where there are none. */
  private Optional<Dataset<Row>> with(Optional<Dataset<Row>> ofSources) {
    return ofSources
        .map(sourced -> byCommand().map(sourced::unionByName).orElse(sourced))
        .or(this::byCommand);
  }

  Optional<Dataset<Row>> byCommand() {
    if (!store.exists(TABLE.name())) {
      return Optional.empty();
    }
    Dataset<Row> rows = store.read(TABLE.name());
    return Optional.of(
        rows.select(TABLE.selection(List.of(rows.columns()))).filter(col("source").isNull()));
  }

  private List<DecisionSource> readable() {
    return pack.decisionSources().stream().filter(source -> store.exists(source.source())).toList();
  }

  private static Column holdsFrom() {
    return when(col("decision").equalTo(Approvals.REJECTED), col("month"))
        .otherwise(col("effective_month"));
  }

  /** Nulls add nothing, so that a decision of the command has the hash that it always had. */
  private static Column hash() {
    return xxhash64(
        col("month"),
        col("customer_id"),
        col("proposed_segment"),
        col("decision"),
        col("effective_month"),
        col("decided_by"),
        col("note"),
        col("source"),
        col("decided_on"));
  }
}
