package io.fenqun.report;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.ChangeTables;
import io.fenqun.table.ExactSum;
import io.fenqun.table.MonthColumns;
import io.fenqun.table.NetMoves;
import io.fenqun.table.States;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Why a segment is of another size than a month before: its change split into five parts. All of it
 * is arithmetic on moves that are counted already; no customer is read.
 */
public final class SegmentChange {
  private static final String PART = "part";

  /** True of an effect of transitions: the month has some. */
  private static final String IS_MOVED = "is_moved";

  /** How a changed definition is called among the causes of a revision. */
  private static final String DEFINITION_CAUSE = "definition";

  /** The parts in the order in which they are taken. */
  public enum Part {
    /** The month before is another one than it was when it was reported: its records changed. */
    RESTATED,
    /** The same by a changed definition, of the segments or of their money. */
    DEFINITION,
    /** Who came into the base less who left it. */
    ENTRY_EXIT,
    /** Whoever is in both months: moved because cuts moved, by others. */
    OTHERS,
    /** Whoever is in both months: all else, and the change of money of those who stayed. */
    OWN
  }

  private SegmentChange() {}

  /**
   * Rows of segment_change: of each scheme, month and segment every {@link Part}, 0 where it has
   * none. A segment that only the month before had has rows too; one that it had only as it was
   * reported has those of {@link Part#RESTATED} and {@link Part#DEFINITION} alone: the others are a
   * function of the data, these tell of the publications. Money is the scheme's value, unknown
   * counting 0. The month has no rows where it has no transitions: the first covered one.
   *
   * <p>Always: the parts of a segment sum to its size in the month less its size in the month
   * before as that was reported, in customers and to the cent; over the segments of a scheme {@link
   * Part#OTHERS} sums to 0. See {@link SegmentChangeLaws}.
   *
   * @param transitions rows of transition_month
   * @param revisions rows of revision of the months before, of publications since the month itself
   *     was first reported: what was changed after the report that it is held against. A cause that
   *     names the definition is {@link Part#DEFINITION}, also where it names the data beside it
   * @param others moves of those in both months from the segment at last month's cuts to their own:
   *     scheme, month, from_segment, to_segment, customers, value
   * @param sizes scheme, month and segment of every segment to tell of, as in segment_profile
   * @param schemes those to tell of
   */
  public static Dataset<Row> of(
      Dataset<Row> transitions,
      Dataset<Row> revisions,
      Dataset<Row> others,
      Dataset<Row> sizes,
      List<String> schemes,
      MonthRange months) {
    Dataset<Row> effects =
        moved(transitions)
            .withColumn(IS_MOVED, lit(true))
            .unionByName(
                revised(revisions)
                    .unionByName(byOthers(others, Part.OTHERS, false))
                    .unionByName(byOthers(others, Part.OWN, true))
                    .unionByName(everySegment(sizes))
                    .withColumn(IS_MOVED, lit(false)))
            .where(MonthColumns.within(col("month"), months))
            .where(col("scheme").isin(schemes.toArray()))
            .where(col("segment").isNotNull());
    WindowSpec month = Window.partitionBy("scheme", "month");
    List<Column> sums = new ArrayList<>();
    List<Column> parts = new ArrayList<>();
    for (Part part : Part.values()) {
      Column isOfPart = col(PART).equalTo(part.name());
      sums.add(ExactSum.of(when(isOfPart, col("customers"))).as("customers_" + part));
      sums.add(ExactSum.of(when(isOfPart, col("cents"))).as("cents_" + part));
      parts.add(
          struct(
              lit(part.name()).as(PART),
              col("customers_" + part).as("customers"),
              ExactSum.money(col("cents_" + part)).as("value")));
    }
    sums.add(max(isOfData()).as("is_of_data"));
    sums.add(max(IS_MOVED).as(IS_MOVED));
    Dataset<Row> rows =
        effects
            .groupBy("scheme", "month", "segment")
            .agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new))
            .withColumn(IS_MOVED, max(IS_MOVED).over(month))
            .where(col(IS_MOVED))
            .select(
                col("scheme"),
                col("month"),
                col("segment"),
                col("is_of_data"),
                inline(array(parts.toArray(Column[]::new))))
            .where(col("is_of_data").or(not(isOfData())));
    return rows.select(ChangeTables.SEGMENT_CHANGE.selection(Arrays.asList(rows.columns())));
  }

  private static Column isOfData() {
    return not(col(PART).isin(Part.RESTATED.name(), Part.DEFINITION.name()));
  }

  /** Moves over one month: into and out of the base, and between segments. */
  private static Dataset<Row> moved(Dataset<Row> transitions) {
    Column comes = col("from_segment").isin(States.ENTERED, States.RETURNED);
    Column leaves = col("to_segment").equalTo(States.LEFT);
    Column part = when(comes.or(leaves), Part.ENTRY_EXIT.name()).otherwise(lit(Part.OWN.name()));
    return transitions
        .where(col("horizon_months").equalTo(1).and(col("group_by").equalTo(States.ALL)))
        .select(
            col("scheme"),
            col("month"),
            part.as(PART),
            inline(
                NetMoves.ends(
                    when(not(comes), col("from_segment")),
                    when(not(leaves), col("to_segment")),
                    col("customers"),
                    ExactSum.cents(col("amount_from")),
                    ExactSum.cents(col("amount_to")))));
  }

  /** What was changed in the month before; a null segment was not in the base. */
  static Dataset<Row> revised(Dataset<Row> revisions) {
    Column part =
        when(col("cause").contains(DEFINITION_CAUSE), Part.DEFINITION.name())
            .otherwise(lit(Part.RESTATED.name()));
    return revisions
        .select(
            col("scheme"),
            MonthColumns.text(MonthColumns.index(col("month")).plus(1)).as("month"),
            part.as(PART),
            inline(
                NetMoves.ends(
                    col("from_segment"),
                    col("to_segment"),
                    col("customers"),
                    ExactSum.cents(col("value_from")),
                    ExactSum.cents(col("value_to")))))
        .where(col("segment").isNotNull());
  }

  /** What others moved, or what is then not the customers' own move. */
  private static Dataset<Row> byOthers(Dataset<Row> others, Part part, boolean isBack) {
    String from = isBack ? "to_segment" : "from_segment";
    String to = isBack ? "from_segment" : "to_segment";
    Column cents = ExactSum.cents(col("value"));
    return others.select(
        col("scheme"),
        col("month"),
        lit(part.name()).as(PART),
        inline(NetMoves.ends(col(from), col(to), col("customers"), cents, cents)));
  }

  private static Dataset<Row> everySegment(Dataset<Row> sizes) {
    return sizes.select(
        col("scheme"),
        col("month"),
        lit(Part.OWN.name()).as(PART),
        col("segment"),
        lit(0L).as("customers"),
        lit(0L).as("cents"));
  }
}
