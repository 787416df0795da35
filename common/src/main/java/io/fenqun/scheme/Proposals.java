package io.fenqun.scheme;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.fenqun.table.Memory;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What an evaluation proposed that somebody must decide on. */
public final class Proposals {
  private Proposals() {}

  /**
   * One row per customer whose evaluation in this month proposed another segment than the one in
   * effect, in that month or in a later one that it serves: {@code customer_id}, {@code
   * proposed_segment}. Decided or not; nobody decides on OUTSIDE. The later months matter to a
   * customer whose segment was confirmed and who was away for a month since: nothing is in effect
   * for him any more.
   *
   * @param evaluated the month of the evaluation
   * @param segmentRows rows of segment_month, at least of this scheme and the months that the
   *     evaluation serves
   */
  public static Dataset<Row> toDecide(Dataset<Row> segmentRows, String scheme, Month evaluated) {
    Column memory = col("memory");
    Column proposal = memory.getField(Memory.PROPOSAL);
    Column proposed = proposal.getField("segment");
    Column isServed =
        col("scheme")
            .equalTo(scheme)
            .and(proposal.getField("evaluated_month").equalTo(evaluated.toString()));
    Column inEffect = coalesce(memory.getField(Memory.PREVIOUS_SEGMENT), lit(Segments.OUTSIDE));
    return segmentRows
        .select(Tables.SEGMENT_MONTH.selection(List.of(segmentRows.columns())))
        .filter(isServed)
        .filter(not(proposed.isin(Segments.OUTSIDE)).and(not(proposed.equalTo(inEffect))))
        .select(col("customer_id"), proposed.as("proposed_segment"))
        .distinct();
  }
}
