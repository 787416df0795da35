package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.fenqun.scheme.Before;
import io.fenqun.scheme.Place;
import io.fenqun.scheme.Place.Kind;
import io.fenqun.scheme.SchemeColumns;
import io.fenqun.table.Memory;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;

/** Says what a month brought to each customer at the segments with limited places. */
record PlaceEvents(Places places) {

  /** What happened at a limited rule to its holder of before, and to who applies. */
  Stream<Column> of(int rule) {
    Column customer = SchemeColumns.named(SchemeColumns.CUSTOMER_ID);
    Column lost = pairIn(rule, PlaceContest.LOSERS, customer);
    Column won = pairIn(rule, PlaceContest.WINNERS, customer);
    Column isPlaced = coalesce(col(Places.RULE).equalTo(rule), lit(false));
    Column isPlacedBefore = coalesce(col(Places.RULE).lt(rule), lit(false));
    Column winner = get(Places.ofOutcome(rule, PlaceContest.WINNERS), lost.minus(1));
    Column none = lit(null);
    Column groupBefore =
        get(
                filter(
                    Before.memory(Memory.PLACES),
                    place ->
                        place
                            .getField(Memory.PLACE_SEGMENT)
                            .equalTo(places.codes().get(rule))
                            .and(Place.isHeld(place))),
                lit(0))
            .getField(Memory.PLACE_GROUP);
    Column ofHolder =
        when(isPlaced, here(Kind.KEPT, rule, none, none))
            .when(isPlacedBefore, here(Kind.VACATED, rule, none, none))
            .when(lost.gt(0), here(Kind.REPLACED, rule, pair(rule, lost), winner))
            .otherwise(here(Kind.REDUCED, rule, none, none));
    Column ofApplicant =
        when(isPlaced, here(Kind.ENTERED, rule, when(won.gt(0), pair(rule, won)), none))
            .otherwise(here(Kind.BLOCKED, rule, none, Places.ofOutcome(rule, PlaceContest.WORST)));
    Column gaveUp =
        Place.of(
            Kind.VACATED, places.codes().get(rule), groupBefore, col(Places.VALUE), none, none);
    return Stream.of(
        when(col(Places.holds(rule)), ofHolder).when(col(Places.held(rule)), gaveUp),
        when(
            col(Places.applies(rule)).and(not(col(Places.holds(rule)))).and(not(isPlacedBefore)),
            ofApplicant));
  }

  private Column here(Kind kind, int rule, Column pair, Column blockedBy) {
    return Place.of(
        kind, places.codes().get(rule), col(Places.GROUP), col(Places.VALUE), pair, blockedBy);
  }

  /** 1 for the first pair of the group; 0 where the customer is in none. */
  private static Column pairIn(int rule, String side, Column customer) {
    return coalesce(array_position(Places.ofOutcome(rule, side), customer), lit(0L)).cast("int");
  }

  /** The same for both of a pair, and in every run. */
  private Column pair(int rule, Column number) {
    return concat_ws(
        "/",
        lit(places.scope().scheme()),
        SchemeColumns.named(SchemeColumns.MONTH),
        col(Places.GROUP),
        lit(places.codes().get(rule)),
        number.cast("string"));
  }
}
