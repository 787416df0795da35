package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.fenqun.scheme.Before;
import io.fenqun.scheme.MethodScope;
import io.fenqun.scheme.Place;
import io.fenqun.scheme.SchemeColumns;
import io.fenqun.scheme.Scores;
import io.fenqun.table.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Gives the places of a {@link Capacity} month by month. A customer falls into the first rule that
 * fits and has room for him: a rule without a limit has, one with a limit where {@link
 * PlaceContest} gives him a place. A holder is who held the place of this group in the month before
 * and still fits; who comes from another group applies like anybody. Before the first month there
 * are no holders.
 *
 * <p>Whether a customer is in is read off his order against that of the last one in.
 *
 * @param codes of the rules in file order
 * @param fits whether each rule's predicate is true, never null
 */
record Places(List<String> codes, List<Column> fits, Capacity capacity, MethodScope scope) {
  /** int, the place of the rule in the file that gives the segment; null where none does. */
  static final String RULE = "place__rule";

  /** {@link Memory#PLACES} of the month. */
  static final String PLACES = "place__places";

  /** struct(segment, by): the first segment that had no place, and who stands there; else null. */
  static final String BLOCKED = "place__blocked";

  private static final String MEMBER = "place__member";
  static final String GROUP = "place__group";
  static final String VALUE = "place__value";
  static final String ORDER = "place__order";
  private static final String OPEN = "place__open";

  /** The rows with {@link #RULE}, {@link #PLACES} and {@link #BLOCKED}. */
  Dataset<Row> given(Dataset<Row> frame, Column isMember) {
    Dataset<Row> applying = applying(frame, isMember);
    Dataset<Row> decided =
        scope
            .grouping()
            .join(applying, new PlaceCandidates(this).outcomes(applying))
            .withColumn(RULE, rule());
    Column refused = get(filter(col(PLACES), Place::isRefused), lit(0));
    Column blocked =
        struct(
            refused.getField(Memory.PLACE_SEGMENT).as("segment"),
            refused.getField(Memory.PLACE_BLOCKED_BY).as("by"));
    return decided
        .withColumn(PLACES, array_compact(array(events())))
        .withColumn(BLOCKED, when(refused.isNotNull(), blocked));
  }

  private Column[] events() {
    PlaceEvents events = new PlaceEvents(this);
    return limitedRules().stream().flatMap(events::of).toArray(Column[]::new);
  }

  List<Integer> limitedRules() {
    return IntStream.range(0, codes.size())
        .filter(rule -> capacity.limits(codes.get(rule)))
        .boxed()
        .toList();
  }

  /** With the first rule that has room for all, and per limited rule who applies and who holds. */
  private Dataset<Row> applying(Dataset<Row> frame, Column isMember) {
    Dataset<Row> rows =
        frame
            .withColumn(MEMBER, isMember)
            .withColumn(GROUP, scope.grouping().text())
            .withColumn(VALUE, Scores.of(SchemeColumns.column(capacity.by()), scope.scheme()))
            .withColumn(ORDER, PlaceContest.order(col(VALUE)))
            .withColumn(OPEN, open());
    for (int rule : limitedRules()) {
      String code = codes.get(rule);
      Column applies =
          col(MEMBER)
              .and(fits.get(rule))
              .and(capacity.places(code).isNotNull())
              .and(col(OPEN).gt(rule));
      Column held =
          exists(
              Before.memory(Memory.PLACES),
              place -> place.getField(Memory.PLACE_SEGMENT).equalTo(code).and(Place.isHeld(place)));
      Column heldHere =
          exists(
              Before.memory(Memory.PLACES),
              place ->
                  place
                      .getField(Memory.PLACE_SEGMENT)
                      .equalTo(code)
                      .and(Place.isHeld(place))
                      .and(place.getField(Memory.PLACE_GROUP).equalTo(col(GROUP))));
      rows =
          rows.withColumn(applies(rule), applies)
              .withColumn(held(rule), coalesce(held, lit(false)))
              .withColumn(holds(rule), col(applies(rule)).and(coalesce(heldHere, lit(false))));
    }
    return rows;
  }

  /** The first rule that fits and has room for all; beyond the last where there is none. */
  private Column open() {
    Stream<Column> cases =
        IntStream.range(0, codes.size())
            .mapToObj(
                rule ->
                    when(fits.get(rule).and(capacity.places(codes.get(rule)).isNull()), lit(rule)));
    return coalesce(Stream.concat(cases, Stream.of(lit(codes.size()))).toArray(Column[]::new));
  }

  private Column rule() {
    List<Column> cases = new ArrayList<>();
    for (int rule : limitedRules()) {
      Column last =
          when(col(holds(rule)), ofOutcome(rule, PlaceContest.LAST_STAYING))
              .otherwise(ofOutcome(rule, PlaceContest.LAST_ENTERED));
      cases.add(when(col(applies(rule)).and(col(ORDER).leq(last)), lit(rule)));
    }
    cases.add(when(col(OPEN).lt(codes.size()), col(OPEN)));
    return when(col(MEMBER), coalesce(cases.toArray(Column[]::new)));
  }

  static Column ofOutcome(int rule, String field) {
    return col(outcome(rule)).getField(field);
  }

  static String applies(int rule) {
    return "place__applies_" + rule;
  }

  static String held(int rule) {
    return "place__held_" + rule;
  }

  static String holds(int rule) {
    return "place__holds_" + rule;
  }

  static String outcome(int rule) {
    return "place__outcome_" + rule;
  }
}
