package io.fenqun.scheme;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.fenqun.table.Memory;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;

/**
 * What a month brought to a customer at a segment that has a limited number of places: an element
 * of {@link Memory#PLACES}.
 */
public final class Place {
  /** What happened. */
  public enum Kind {
    /** Holds the place as in the month before. */
    KEPT,
    /** Got a place: a vacant one, or in a pair that of the worst holder. */
    ENTERED,
    /** Lost the place to a better applicant, in a pair. */
    REPLACED,
    /** Gave the place up: left the base, the group or the population, no longer fits, rose. */
    VACATED,
    /** Lost the place because the segment has fewer places than before. */
    REDUCED,
    /** Fits, and found no place. */
    BLOCKED
  }

  private Place() {}

  /**
   * @param group the group whose place it is, JSON array of the values of {@code within}
   * @param value by which places are given, decimal(18,6); null where unknown
   * @param pair id that the two rows of an exchange share, else null
   * @param blockedBy customer_id of who stands in the way, else null
   */
  public static Column of(
      Kind kind, String segment, Column group, Column value, Column pair, Column blockedBy) {
    return struct(
            lit(segment).as(Memory.PLACE_SEGMENT),
            lit(kind.name()).as(Memory.PLACE_KIND),
            group.as(Memory.PLACE_GROUP),
            value.as(Memory.PLACE_VALUE),
            pair.as(Memory.PLACE_PAIR),
            blockedBy.as(Memory.PLACE_BLOCKED_BY))
        .cast(Memory.PLACE);
  }

  /** True where an element says that the customer holds the place. */
  public static Column isHeld(Column place) {
    return isOf(place, Kind.KEPT, Kind.ENTERED);
  }

  /** True where an element says that the customer fits and has no place. */
  public static Column isRefused(Column place) {
    return isOf(place, Kind.BLOCKED, Kind.REPLACED, Kind.REDUCED);
  }

  private static Column isOf(Column place, Kind... kinds) {
    Object[] names = Stream.of(kinds).map(Kind::name).toArray();
    return place.getField(Memory.PLACE_KIND).isin(names);
  }
}
