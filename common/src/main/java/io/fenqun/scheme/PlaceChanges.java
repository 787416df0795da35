package io.fenqun.scheme;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.fenqun.table.HistoryTables;
import io.fenqun.table.Memory;
import io.fenqun.table.MonthColumns;
import io.fenqun.table.Tables;
import io.fenqun.time.MonthRange;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Who got, lost or found no place in the segments that have a limited number of them (domain page,
 * section 2.1: one in, one out; every change is recorded).
 *
 * @param schemes all schemes of the pack
 */
public record PlaceChanges(List<SchemeDef> schemes) {
  private static final String MEMORY = "memory";
  private static final String PLACE = "place";
  private static final String SEGMENT_NOW = "segment_now";

  public boolean areRecorded() {
    return limited().findAny().isPresent();
  }

  private Stream<String> limited() {
    return schemes.stream().filter(scheme -> scheme.method().limitsPlaces()).map(SchemeDef::name);
  }

  /**
   * The rows of tier_change: one per scheme, month, customer, limited segment and {@link
   * Place.Kind}; whoever keeps his place has none. Two rows of an exchange share their pair_id. A
   * holder who is not in the base any more has a VACATED row without to_segment and order_value.
   * None where no scheme limits places.
   *
   * @param wide as {@link SegmentBuilder#wide} gives it
   * @param earlier rows of segment_month, at least of the month before the range; empty where there
   *     are none
   * @param range the months of the wide frame
   */
  public Dataset<Row> rows(Dataset<Row> wide, Optional<Dataset<Row>> earlier, MonthRange range) {
    if (!areRecorded()) {
      return wide.sparkSession().createDataFrame(List.of(), HistoryTables.PLACE_CHANGE.schema());
    }
    Dataset<Row> states =
        wide.select(
            col(SchemeColumns.CUSTOMER_ID),
            col(SchemeColumns.MONTH),
            inline(array(limited().map(PlaceChanges::state).toArray(Column[]::new))));
    Column change = col(PLACE);
    Dataset<Row> changes =
        places(states)
            .filter(change.getField(Memory.PLACE_KIND).notEqual(Place.Kind.KEPT.name()))
            .select(row(col(MEMORY).getField(Memory.PREVIOUS_SEGMENT), col(SEGMENT_NOW)));
    Dataset<Row> all = changes.unionByName(leavers(wide, states, earlier, range));
    return all.select(HistoryTables.PLACE_CHANGE.selection(List.of(all.columns())));
  }

  /** Holders of the month before who have no row in the month. */
  private Dataset<Row> leavers(
      Dataset<Row> wide, Dataset<Row> states, Optional<Dataset<Row>> earlier, MonthRange range) {
    Object[] names = limited().toArray();
    Dataset<Row> known =
        earlier
            .map(
                rows ->
                    rows.select(Tables.SEGMENT_MONTH.selection(List.of(rows.columns())))
                        .filter(
                            col("scheme")
                                .isin(names)
                                .and(
                                    col(SchemeColumns.MONTH)
                                        .equalTo(range.from().minus(1).toString())))
                        .select(
                            col(SchemeColumns.CUSTOMER_ID),
                            col(SchemeColumns.MONTH),
                            col("scheme"),
                            col("segment").as(SEGMENT_NOW),
                            col(MEMORY)))
            .map(states::unionByName)
            .orElse(states);
    Column next = MonthColumns.text(MonthColumns.index(col(SchemeColumns.MONTH)).plus(1));
    Dataset<Row> holders =
        places(known)
            .filter(Place.isHeld(col(PLACE)))
            .withColumn(SchemeColumns.MONTH, next)
            .filter(MonthColumns.within(col(SchemeColumns.MONTH), range));
    String[] keys = {SchemeColumns.CUSTOMER_ID, SchemeColumns.MONTH};
    return holders
        .join(wide.select(keys[0], keys[1]), keys, "left_anti")
        .withColumn(PLACE, vacated(col(PLACE)))
        .select(row(col(SEGMENT_NOW), lit(null)));
  }

  private static Column vacated(Column place) {
    Column none = lit(null);
    return place
        .withField(Memory.PLACE_KIND, lit(Place.Kind.VACATED.name()))
        .withField(Memory.PLACE_VALUE, none)
        .withField(Memory.PLACE_PAIR, none);
  }

  private static Column state(String scheme) {
    return struct(
        lit(scheme).as("scheme"),
        SchemeColumns.named(SchemeColumns.segment(scheme)).as(SEGMENT_NOW),
        SchemeColumns.named(SchemeColumns.memory(scheme)).as(MEMORY));
  }

  private static Dataset<Row> places(Dataset<Row> states) {
    return states.withColumn(PLACE, explode(col(MEMORY).getField(Memory.PLACES)));
  }

  private static Column[] row(Column from, Column to) {
    Column place = col(PLACE);
    return new Column[] {
      col(SchemeColumns.MONTH),
      col("scheme"),
      col(SchemeColumns.CUSTOMER_ID),
      place.getField(Memory.PLACE_SEGMENT).as("segment"),
      place.getField(Memory.PLACE_KIND).as("kind"),
      from.as("from_segment"),
      to.as("to_segment"),
      place.getField(Memory.PLACE_GROUP).as("group_value"),
      place.getField(Memory.PLACE_VALUE).as("order_value"),
      place.getField(Memory.PLACE_PAIR).as("pair_id"),
      place.getField(Memory.PLACE_BLOCKED_BY).as("blocked_by")
    };
  }
}
