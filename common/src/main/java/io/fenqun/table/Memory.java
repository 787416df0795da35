package io.fenqun.table;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;
import static org.apache.spark.sql.types.DataTypes.createDecimalType;

import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What a scheme must know of a customer next month, beside the segment itself: the column {@code
 * memory} of segment_month. Null in schemes whose months stand alone; a field is null in schemes
 * that have no use for it.
 */
public final class Memory {
  /**
   * For how many months in a row, up to the number needed, the condition of a segment has held:
   * texts such as {@code DECLINE=2}.
   */
  public static final String HELD = "held";

  /** Grades below the grade that is adjusted. */
  public static final String STEPS_DOWN = "steps_down";

  /** The latest score by which the grade was adjusted, decimal(18,6). */
  public static final String LAST_SCORE = "last_score";

  /** Month in which the grade that is adjusted was given. */
  public static final String GRADED_MONTH = "graded_month";

  /** The segment of the month before; null where there was none. */
  public static final String PREVIOUS_SEGMENT = "previous_segment";

  /** The latest evaluation, whether or not it has taken effect: columns as in segment_month. */
  public static final String PROPOSAL = "proposal";

  /** What the month brought to a customer at segments with a limited number of places. */
  public static final String PLACES = "places";

  /** The segment that has the places. */
  public static final String PLACE_SEGMENT = "segment";

  /** Name of a {@code Place.Kind}. */
  public static final String PLACE_KIND = "kind";

  /** The group whose place it is, JSON array of the values of {@code within}. */
  public static final String PLACE_GROUP = "group_value";

  /** The quantity by which places are given. */
  public static final String PLACE_VALUE = "order_value";

  /** What the two rows of an exchange share. */
  public static final String PLACE_PAIR = "pair_id";

  /** Who stands in the way. */
  public static final String PLACE_BLOCKED_BY = "blocked_by";

  /** An element of {@link #PLACES}. */
  public static final StructType PLACE =
      new StructType()
          .add(PLACE_SEGMENT, StringType)
          .add(PLACE_KIND, StringType)
          .add(PLACE_GROUP, StringType)
          .add(PLACE_VALUE, createDecimalType(18, 6))
          .add(PLACE_PAIR, StringType)
          .add(PLACE_BLOCKED_BY, StringType);

  /** An evaluation of a customer. */
  public static final StructType EVALUATION =
      new StructType()
          .add("segment", StringType)
          .add("score", createDecimalType(18, 6))
          .add("rank", LongType)
          .add("percentile", DoubleType)
          .add("reason", StringType)
          .add("distance_up", DoubleType)
          .add("distance_down", DoubleType)
          .add("evaluated_month", StringType)
          .add("definition", StringType);

  public static final StructType TYPE =
      new StructType()
          .add(PREVIOUS_SEGMENT, StringType)
          .add(HELD, createArrayType(StringType))
          .add(STEPS_DOWN, IntegerType)
          .add(LAST_SCORE, createDecimalType(18, 6))
          .add(GRADED_MONTH, StringType)
          .add(PROPOSAL, EVALUATION)
          .add(PLACES, createArrayType(PLACE));

  private Memory() {}

  /** Of these fields; the others are null. */
  public static Column of(Map<String, Column> fields) {
    Column[] all =
        Stream.of(TYPE.fields())
            .map(StructField::name)
            .map(name -> fields.getOrDefault(name, functions.lit(null)).as(name))
            .toArray(Column[]::new);
    return functions.struct(all).cast(TYPE);
  }
}
