package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.fenqun.scheme.Grouping;
import io.fenqun.scheme.SchemeColumns;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Brings those who can get a place of a group together, and nobody else: the best of each slice of
 * the customers, then the best of those. There are no more of them than places, however large the
 * group is.
 */
record PlaceCandidates(Places places) {
  /** Steers parallelism only: any number gives the same places. */
  private static final int SLICES = 64;

  private static final String ENTRY = "place__entry";
  private static final String BOUND = "bound";
  private static final String PLACE_IN_ORDER = "place__place_in_order";

  /** One row a group that has candidates: the outcome of each limited rule. */
  Dataset<Row> outcomes(Dataset<Row> applying) {
    List<Column> entries = new ArrayList<>();
    Column bound = lit(0L);
    for (int rule : places.limitedRules()) {
      bound =
          bound.plus(
              coalesce(places.capacity().places(places.codes().get(rule)), lit(0)).cast("bigint"));
      Column entry =
          struct(
              lit(rule).as(PlaceContest.RULE),
              col(Places.holds(rule)).as(PlaceContest.IS_HOLDER),
              bound.as(BOUND));
      entries.add(when(col(Places.applies(rule)), entry));
    }
    Dataset<Row> candidates =
        applying.select(
            grouping()
                .and(
                    col(Places.ORDER),
                    explode(array_compact(array(entries.toArray(Column[]::new)))).as(ENTRY)));
    Column slice =
        pmod(xxhash64(col(Places.ORDER).getField(SchemeColumns.CUSTOMER_ID)), lit(SLICES));
    Column candidate =
        struct(
            col(ENTRY).getField(PlaceContest.RULE).as(PlaceContest.RULE),
            col(ENTRY).getField(PlaceContest.IS_HOLDER).as(PlaceContest.IS_HOLDER),
            col(Places.ORDER).as(PlaceContest.ORDER));
    Dataset<Row> groups =
        best(best(candidates, slice), lit(0))
            .groupBy(grouping().columns())
            .agg(collect_list(candidate).as(PlaceContest.CANDIDATES));
    Dataset<Row> decided = PlaceContest.start(groups);
    PlaceContest contest = new PlaceContest(places.capacity().margin());
    for (int rule : places.limitedRules()) {
      decided =
          contest.decide(
              decided,
              rule,
              places.capacity().places(places.codes().get(rule)),
              Places.outcome(rule));
    }
    Column[] outcomes =
        places.limitedRules().stream()
            .map(rule -> col(Places.outcome(rule)))
            .toArray(Column[]::new);
    return decided.select(grouping().and(outcomes));
  }

  /**
   * The best of each rule's holders and applicants in a slice of a group: as many as all rules up
   * to it have places, because those who apply may have got one before.
   */
  private Dataset<Row> best(Dataset<Row> candidates, Column slice) {
    Column[] keys =
        grouping()
            .and(
                col(ENTRY).getField(PlaceContest.RULE),
                col(ENTRY).getField(PlaceContest.IS_HOLDER),
                slice);
    return candidates
        .withColumn(
            PLACE_IN_ORDER, row_number().over(Window.partitionBy(keys).orderBy(col(Places.ORDER))))
        .filter(col(PLACE_IN_ORDER).leq(col(ENTRY).getField(BOUND)))
        .drop(PLACE_IN_ORDER);
  }

  private Grouping grouping() {
    return places.scope().grouping();
  }
}
