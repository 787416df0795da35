package io.fenqun.table;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.struct;

import org.apache.spark.sql.Column;

/**
 * What a move does to the segments at its two ends: one gains what comes, the other loses what was
 * there. Over the moves of any steps the nets of a segment add up to what it is larger after the
 * last than before the first.
 */
public final class NetMoves {
  private NetMoves() {}

  /**
   * Both ends of a move as an array of {@code (segment, customers, cents)}; who stays brings the
   * change of money alone. The segment is null at an end that is no segment.
   *
   * @param from segment before; null: came from nowhere
   * @param to segment after; null: went away
   * @param centsFrom money before, a long
   * @param centsTo money after, a long
   */
  public static Column ends(
      Column from, Column to, Column customers, Column centsFrom, Column centsTo) {
    return array(end(to, customers, centsTo), end(from, negate(customers), negate(centsFrom)));
  }

  private static Column end(Column segment, Column customers, Column cents) {
    return struct(segment.as("segment"), customers.as("customers"), cents.as("cents"));
  }
}
