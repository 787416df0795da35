package io.fenqun.scheme;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.fenqun.scheme.Reasons.Code;
import io.fenqun.table.Memory;
import io.fenqun.time.Month;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;

/**
 * Which proposals have taken effect (审批, domain page section 2.2). An evaluation proposes a
 * segment. It takes effect at once where the customer has that segment already, or where it is
 * {@link Segments#OUTSIDE}: nobody approves that. Any other takes effect from the effective month
 * of its approval on; until then, and when it is rejected, the customer keeps the last effective
 * segment with the rank, score and reason that it was given with, and is OUTSIDE where there is
 * none. Distances are those of the evaluation that proposed the segment in effect; while a segment
 * is kept against a newer proposal they are null, for the customer's quantities now lead to another
 * one. A decision binds the scheme, the month of the evaluation, the customer and the proposed
 * segment: where changed data propose another segment, it is a new proposal. Of several decisions
 * on one proposal that of the command stands, then that of a source's latest day, see {@link
 * Rulings}.
 *
 * @param decisions rows of the table approval, with a null proposed_segment where whatever is
 *     proposed is decided on; empty where nothing was ever decided
 */
public record Approvals(Optional<Dataset<Row>> decisions) {
  public static final Approvals NONE = new Approvals(Optional.empty());

  /** The decision that lets a proposal take effect, in the table approval. */
  public static final String APPROVED = "APPROVED";

  public static final String REJECTED = "REJECTED";

  /** Untrue of a segment that is kept. */
  private static final Set<String> OF_PROPOSAL = Set.of("distance_up", "distance_down");

  private static final String DECISION = "approval__decision";

  /**
   * The columns of the scheme in a month.
   *
   * @param proposals a row for each customer of the month: the latest evaluation as columns of the
   *     scheme, null where there is none, with {@link Before}
   * @param reasons writes why a customer without an effective segment is outside
   */
  Dataset<Row> effective(Dataset<Row> proposals, SchemeDef scheme, Month month, Reasons reasons) {
    String name = scheme.name();
    Dataset<Row> decided = withDecisions(proposals, name, month);
    Column proposed = SchemeColumns.named(SchemeColumns.segment(name));
    Column isEffective =
        coalesce(
            proposed
                .equalTo(Segments.OUTSIDE)
                .or(proposed.equalTo(Before.of("segment")))
                .or(col(DECISION).equalTo(APPROVED)),
            lit(false));
    Column isRejected = coalesce(col(DECISION).equalTo(REJECTED), lit(false));
    Column memory =
        Memory.of(
            Map.of(
                Memory.PREVIOUS_SEGMENT, Before.of("segment"),
                Memory.PROPOSAL, when(proposed.isNotNull(), Before.evaluation(name))));
    Column why =
        when(proposed.isNull(), reasons.of(Code.NOT_EVALUATED))
            .when(isRejected, reasons.of(Code.REJECTED))
            .otherwise(reasons.of(Code.AWAITS_APPROVAL));
    Map<String, Column> withoutAny =
        Map.of(
            "segment", lit(Segments.OUTSIDE),
            "reason", why,
            "definition", lit(scheme.definition()));
    Column hasEffective = Before.of("evaluated_month").isNotNull();
    Stream<Column> evaluation =
        Stream.of(Memory.EVALUATION.fields())
            .map(StructField::name)
            .map(
                field -> {
                  String column = SchemeColumns.ofField(name, field);
                  Column last =
                      OF_PROPOSAL.contains(field)
                          ? lit(null)
                          : when(hasEffective, Before.of(field))
                              .otherwise(withoutAny.getOrDefault(field, lit(null)));
                  return when(isEffective, SchemeColumns.named(column)).otherwise(last).as(column);
                });
    Stream<Column> more =
        Stream.of(
            when(isEffective.or(isRejected), lit(null))
                .otherwise(proposed)
                .as(SchemeColumns.proposedSegment(name)),
            memory.as(SchemeColumns.memory(name)));
    Stream<Column> keys =
        Stream.of(SchemeColumns.CUSTOMER_ID, SchemeColumns.MONTH).map(SchemeColumns::named);
    return decided.select(
        Stream.of(keys, evaluation, more).flatMap(columns -> columns).toArray(Column[]::new));
  }

  /**
   * Changes of segment with {@code decided_by} and {@code note} of the approval that gave them;
   * null where none did.
   *
   * @param changes scheme, customer_id, to_segment, evaluated_month
   */
  Dataset<Row> withDeciders(Dataset<Row> changes) {
    if (decisions.isEmpty()) {
      return changes;
    }
    Column to = col("to_segment");
    Column isApproved =
        not(to.equalTo(Segments.OUTSIDE)).and(Rulings.on(to, "decision").equalTo(APPROVED));
    return Rulings.of(decisions.get())
        .join(changes, col("scheme"), col("customer_id"), col("evaluated_month"))
        .withColumn("decided_by", when(isApproved, Rulings.on(to, "decided_by")))
        .withColumn("note", when(isApproved, Rulings.on(to, "note")));
  }

  /** A rejection holds at once, an approval from its month on. */
  private Dataset<Row> withDecisions(Dataset<Row> proposals, String scheme, Month month) {
    if (decisions.isEmpty()) {
      return proposals.withColumn(DECISION, lit(null).cast("string"));
    }
    Column proposed = SchemeColumns.named(SchemeColumns.segment(scheme));
    Column decision = Rulings.on(proposed, "decision");
    Column holds =
        decision
            .equalTo(REJECTED)
            .or(Rulings.on(proposed, "effective_month").leq(month.toString()));
    return Rulings.of(decisions.get().filter(col("scheme").equalTo(scheme)))
        .join(
            proposals,
            lit(scheme),
            SchemeColumns.named(SchemeColumns.CUSTOMER_ID),
            SchemeColumns.named(SchemeColumns.evaluatedMonth(scheme)))
        .withColumn(DECISION, when(holds, decision));
  }
}
