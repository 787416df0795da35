package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;

import io.fenqun.scheme.Working;
import io.fenqun.table.Memory;
import java.util.List;
import org.apache.spark.sql.Column;

/**
 * What became of a customer at each segment that has a limited number of places: a line a segment,
 * in file order, with the places of the customer's group (null where it has room for all) and what
 * {@link Places} told of the month.
 */
record PlaceWorkings(Capacity capacity, List<String> codes) {
  private static final List<String> HEADINGS =
      List.of("segment", "limit", "order_value", "margin", "place_kind", "blocked_by", "pair_id");

  Working working() {
    List<List<Column>> lines = codes.stream().filter(capacity::limits).map(this::line).toList();
    return Working.ofLines("places", HEADINGS, lines);
  }

  private List<Column> line(String code) {
    Column told =
        get(
            filter(col(Places.PLACES), place -> place.getField(Memory.PLACE_SEGMENT).equalTo(code)),
            lit(0));
    return List.of(
        lit(code),
        capacity.places(code),
        col(Places.VALUE),
        lit(capacity.margin()),
        told.getField(Memory.PLACE_KIND),
        told.getField(Memory.PLACE_BLOCKED_BY),
        told.getField(Memory.PLACE_PAIR));
  }
}
