package io.fenqun.scheme;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;

import io.fenqun.table.HistoryTables;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What was decided, one row a scheme, customer and evaluation, the decision that goes before others
 * first: one of the command before those of sources, then the latest day's, of one day a rejection.
 */
record Rulings(Dataset<Row> rows) {
  private static final String SCHEME = "ruling__scheme";
  private static final String CUSTOMER = "ruling__customer_id";
  private static final String EVALUATED = "ruling__month";
  private static final String ALL = "ruling__all";

  /**
   * @param decisions in the columns of the table approval, which may lack the later ones; a null
   *     proposed_segment decides on whatever is proposed
   */
  static Rulings of(Dataset<Row> decisions) {
    Column ruling =
        struct(
            col("source").isNull().as("is_by_command"),
            col("decided_on"),
            col("decision"),
            col("effective_month"),
            col("decided_by"),
            col("note"),
            col("proposed_segment"));
    return new Rulings(
        decisions
            .select(HistoryTables.APPROVAL.selection(List.of(decisions.columns())))
            .groupBy(
                col("scheme").as(SCHEME),
                col("customer_id").as(CUSTOMER),
                col("month").as(EVALUATED))
            .agg(sort_array(collect_list(ruling), false).as(ALL)));
  }

  /**
   * The same rows with what {@link #on} asks.
   *
   * @param evaluated the month of the evaluation, null where there is none
   */
  Dataset<Row> join(Dataset<Row> proposals, Column scheme, Column customer, Column evaluated) {
    Column isOfRow =
        col(SCHEME)
            .equalTo(scheme)
            .and(col(CUSTOMER).equalTo(customer))
            .and(col(EVALUATED).equalTo(evaluated));
    return proposals.join(rows, isOfRow, "left").drop(SCHEME, CUSTOMER, EVALUATED);
  }

  /** A field of the decision on this segment, over the joined rows; null where nobody decided. */
  static Column on(Column segment, String field) {
    Column first =
        get(
            filter(
                col(ALL),
                ruling ->
                    ruling
                        .getField("proposed_segment")
                        .isNull()
                        .or(ruling.getField("proposed_segment").equalTo(segment))),
            lit(0));
    return first.getField(field);
  }
}
