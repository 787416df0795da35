package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.isnull;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.reverse;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.slice;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import io.fenqun.scheme.SchemeColumns;
import java.math.BigDecimal;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Who gets the places of a group, one row a group. Of each segment, in file order: holders keep
 * their places (the best of them where there are fewer places now), the best applicants take the
 * vacant ones, and then the k-th best of the applicants left meets the k-th worst holder, while he
 * is better by the margin. Whoever has a place in an earlier segment applies no more.
 *
 * <p>Better by the margin: strictly more than the holder's quantity and the margin's percent of its
 * amount, {@code applicant − holder > |holder| × margin ÷ 100} in decimals, so that a negative
 * quantity asks for a rise too. A known quantity beats an unknown one; an unknown one beats none.
 *
 * <p>All of it are expressions over arrays of at most as many elements as the segments have places.
 *
 * @param margin percent
 */
record PlaceContest(BigDecimal margin) {
  /** Array of struct(rule, is_holder, order): who may get a place. */
  static final String CANDIDATES = "contest__candidates";

  static final String RULE = "rule";
  static final String IS_HOLDER = "is_holder";
  static final String ORDER = "order";

  /** Fields of an outcome: the order of the last one who enters, and of the last who stays. */
  static final String LAST_ENTERED = "last_entered";

  static final String LAST_STAYING = "last_staying";

  /** Fields of an outcome: customers who came in for another, and those others, pair by pair. */
  static final String WINNERS = "winners";

  static final String LOSERS = "losers";

  /** Field of an outcome: the worst who holds a place, of the holders of before if one stays. */
  static final String WORST = "worst";

  private static final String TAKEN = "contest__taken";
  private static final String HOLDERS = "contest__holders";
  private static final String APPLICANTS = "contest__applicants";
  private static final String LEFT_OVER = "contest__left_over";
  private static final String WON = "contest__won";
  private static final String STAYING = "contest__staying";
  private static final String ENTERING = "contest__entering";

  private static final String IS_UNKNOWN = "is_unknown";
  private static final String WORTH = "worth";

  /** Compares as places are given: the best is the least. */
  static Column order(Column value) {
    return struct(
        isnull(value).cast("int").as(IS_UNKNOWN),
        coalesce(negate(value), lit(0).cast("decimal(18,6)")).as(WORTH),
        col(SchemeColumns.CUSTOMER_ID).as(SchemeColumns.CUSTOMER_ID));
  }

  /** Groups with their candidates, before the first segment. */
  static Dataset<Row> start(Dataset<Row> groups) {
    return groups.withColumn(TAKEN, array().cast("array<string>"));
  }

  /**
   * The groups with the outcome of a segment as column {@code outcome}; call it for the segments in
   * file order.
   *
   * @param places int, null where the segment is not limited in the group
   */
  Dataset<Row> decide(Dataset<Row> groups, int rule, Column places, String outcome) {
    Column vacant = coalesce(places, lit(0)).minus(size(col(HOLDERS)));
    Column worstFirst = reverse(col(HOLDERS));
    Column beats = transform(col(LEFT_OVER), (order, k) -> isBetter(order, get(worstFirst, k)));
    Column firstLost = array_position(beats, false).cast("int");
    Column won = when(firstLost.equalTo(0), size(col(LEFT_OVER))).otherwise(firstLost.minus(1));
    return groups
        .withColumn(HOLDERS, slice(candidates(rule, true), lit(1), coalesce(places, lit(0))))
        .withColumn(APPLICANTS, candidates(rule, false))
        .withColumn(LEFT_OVER, slice(col(APPLICANTS), vacant.plus(1), size(col(HOLDERS))))
        .withColumn(WON, won)
        .withColumn(STAYING, slice(col(HOLDERS), lit(1), size(col(HOLDERS)).minus(col(WON))))
        .withColumn(ENTERING, slice(col(APPLICANTS), lit(1), vacant.plus(col(WON))))
        .withColumn(
            outcome,
            struct(
                last(ENTERING).as(LAST_ENTERED),
                last(STAYING).as(LAST_STAYING),
                customers(slice(col(LEFT_OVER), lit(1), col(WON))).as(WINNERS),
                customers(slice(worstFirst, lit(1), col(WON))).as(LOSERS),
                coalesce(last(STAYING), last(ENTERING))
                    .getField(SchemeColumns.CUSTOMER_ID)
                    .as(WORST)))
        .withColumn(TAKEN, concat(col(TAKEN), customers(concat(col(STAYING), col(ENTERING)))))
        .drop(HOLDERS, APPLICANTS, LEFT_OVER, WON, STAYING, ENTERING);
  }

  /** Orders, best first. */
  private static Column candidates(int rule, boolean areHolders) {
    Column ofRule =
        filter(
            col(CANDIDATES),
            candidate ->
                candidate
                    .getField(RULE)
                    .equalTo(rule)
                    .and(candidate.getField(IS_HOLDER).equalTo(areHolders))
                    .and(
                        array_contains(col(TAKEN), customer(candidate.getField(ORDER)))
                            .equalTo(false)));
    return sort_array(transform(ofRule, candidate -> candidate.getField(ORDER)));
  }

  private Column isBetter(Column applicant, Column holder) {
    // worth is the quantity negated
    Column ahead = holder.getField(WORTH).minus(applicant.getField(WORTH));
    Column needed = abs(holder.getField(WORTH)).multiply(lit(margin));
    return when(applicant.getField(IS_UNKNOWN).equalTo(1), false)
        .when(holder.getField(IS_UNKNOWN).equalTo(1), true)
        .otherwise(ahead.multiply(lit(new BigDecimal(100))).gt(needed));
  }

  private static Column last(String orders) {
    return get(col(orders), size(col(orders)).minus(1));
  }

  private static Column customers(Column orders) {
    return transform(orders, PlaceContest::customer);
  }

  private static Column customer(Column order) {
    return order.getField(SchemeColumns.CUSTOMER_ID);
  }
}
