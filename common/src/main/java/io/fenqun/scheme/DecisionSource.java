package io.fenqun.scheme;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.HistoryTables;
import io.fenqun.table.MonthColumns;
import io.fenqun.time.EvaluationCycle;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A source whose clean rows are decisions on the proposals of a scheme (审批, domain page section
 * 2.2). A row decides on one customer and evaluation. Where it names the proposed segment it is
 * bound to it as a decision of the command is; where it names none it is a decision in bulk: on
 * whatever the evaluation proposes, also when changed data propose another segment.
 *
 * @param source its name; a row that names another scheme than this one is not for it
 * @param decidedOn the source's column with the day of the decision: of several decisions on one
 *     proposal the latest stands, of one day a rejection
 */
public record DecisionSource(
    String scheme, EvaluationCycle evaluate, String source, String decidedOn) {
  /** Columns that the source must have beside its customer, texts; months as {@code yyyy-MM}. */
  public static final List<String> REQUIRED =
      List.of("evaluated_month", "decision", "effective_month");

  /** Columns that it may have, texts. */
  public static final List<String> OPTIONAL =
      List.of("scheme", "proposed_segment", "decided_by", "note");

  private static final String MONTH = "^\\d{4}-(0[1-9]|1[0-2])$";
  private static final String LAST = "decision__last";
  private static final String PROPOSAL = "decision__proposal";

  /**
   * The decisions that can take effect, one per customer, evaluation and proposed segment (null: in
   * bulk), in the columns of the table approval. A row must say APPROVED or REJECTED of a month in
   * which the scheme is evaluated; an approval must hold from that month on or a later one before
   * the next evaluation. {@link #refused} counts the others.
   *
   * @param clean rows of the source's clean table
   */
  public Dataset<Row> decisions(Dataset<Row> clean) {
    return latest(ofScheme(clean).filter(isValid()));
  }

  /**
   * The decisions that meet a proposal, each with the segment that it decides on: what the table
   * approval keeps of sources.
   *
   * @param decisions as {@link #decisions} gives them, of any schemes and sources
   * @param proposals scheme, month, customer_id, proposed_segment: what is or was to be decided
   */
  public static Dataset<Row> met(Dataset<Row> decisions, Dataset<Row> proposals) {
    Column decidesOnIt =
        col("proposed_segment").isNull().or(col("proposed_segment").equalTo(col(PROPOSAL)));
    return latest(
        decisions
            .join(
                proposals.withColumnRenamed("proposed_segment", PROPOSAL),
                new String[] {"scheme", "month", "customer_id"})
            .filter(decidesOnIt)
            .withColumn("proposed_segment", col(PROPOSAL))
            .drop(PROPOSAL));
  }

  /** How many rows for this scheme can decide nothing. */
  public long refused(Dataset<Row> clean) {
    return ofScheme(clean).filter(not(isValid())).count();
  }

  private Dataset<Row> ofScheme(Dataset<Row> clean) {
    List<String> columns = List.of(clean.columns());
    return clean
        .filter(coalesce(optional("scheme", columns), lit(scheme)).equalTo(scheme))
        .select(
            col("evaluated_month").as("month"),
            lit(scheme).as("scheme"),
            col("customer_id"),
            optional("proposed_segment", columns).as("proposed_segment"),
            lit(source).as("source"),
            col("decision"),
            when(col("decision").equalTo(Approvals.APPROVED), col("effective_month"))
                .as("effective_month"),
            optional("decided_by", columns).as("decided_by"),
            optional("note", columns).as("note"),
            col("`" + decidedOn + "`").cast("date").as("decided_on"));
  }

  private static Column optional(String name, List<String> columns) {
    return (columns.contains(name) ? col(name) : lit(null)).cast("string");
  }

  /** Never null. */
  private Column isValid() {
    Column evaluated = index(col("month"));
    Column isEvaluation = evaluated.plus(1).mod(evaluate.months()).equalTo(0);
    Column wait = index(col("effective_month")).minus(evaluated);
    Column holds = wait.geq(0).and(wait.lt(evaluate.months()));
    Column isDecision =
        col("decision")
            .equalTo(Approvals.REJECTED)
            .or(col("decision").equalTo(Approvals.APPROVED).and(coalesce(holds, lit(false))));
    return coalesce(col("customer_id").isNotNull().and(isEvaluation).and(isDecision), lit(false));
  }

  /** Null of a text that is no month. */
  private static Column index(Column month) {
    return when(month.rlike(MONTH), MonthColumns.index(month));
  }

  /** One row per proposal and source: the latest day's; of one day a rejection. */
  private static Dataset<Row> latest(Dataset<Row> decisions) {
    Column last =
        struct(
            col("decided_on"),
            col("decision"),
            col("effective_month"),
            col("decided_by"),
            col("note"));
    Dataset<Row> rows =
        decisions
            .groupBy("month", "scheme", "customer_id", "proposed_segment", "source")
            .agg(max(last).as(LAST))
            .select(
                col("month"),
                col("scheme"),
                col("customer_id"),
                col("proposed_segment"),
                col("source"),
                col(LAST + ".*"));
    return rows.select(HistoryTables.APPROVAL.selection(List.of(rows.columns())));
  }
}
