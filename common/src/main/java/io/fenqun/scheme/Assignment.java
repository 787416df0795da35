package io.fenqun.scheme;

import static org.apache.spark.sql.functions.lit;

import io.fenqun.table.Tables;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/**
 * What a method gives a member of the population, as expressions over the prepared frame.
 *
 * @param segment code; null where no condition fits, which makes the customer OUTSIDE
 * @param score decimal(18,6); null where the method has none
 * @param rank bigint, 1 is best; null where the method does not rank
 * @param percentile double, (n - rank + 1) / n; null where the method does not rank
 * @param reason JSON made by {@link Reasons}
 * @param distanceUp double, the least rise of the deciding quantity that changes the segment; null
 *     where there is none or it is not known
 * @param distanceDown double, the largest fall that keeps the segment; null likewise
 */
public record Assignment(
    Column segment,
    Column score,
    Column rank,
    Column percentile,
    Column reason,
    Column distanceUp,
    Column distanceDown) {

  /** Without distances. */
  public Assignment(Column segment, Column score, Column rank, Column percentile, Column reason) {
    this(segment, score, rank, percentile, reason, noNumber(), noNumber());
  }

  /** Of a method that neither scores nor ranks. */
  public static Assignment ofSegment(Column segment, Column reason) {
    return ofScore(segment, lit(null).cast(Tables.SCORE), reason);
  }

  /** Of a method that scores without ranking. */
  public static Assignment ofScore(Column segment, Column score, Column reason) {
    return new Assignment(segment, score, lit(null).cast(DataTypes.LongType), noNumber(), reason);
  }

  /** The same with distances. */
  public Assignment within(Column up, Column down) {
    return new Assignment(segment, score, rank, percentile, reason, up, down);
  }

  private static Column noNumber() {
    return lit(null).cast(DataTypes.DoubleType);
  }
}
