package io.fenqun.jobs;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.fenqun.conf.Suggestion;
import io.fenqun.error.FenqunException;
import io.fenqun.pack.Pack;
import io.fenqun.scheme.Approvals;
import io.fenqun.scheme.Proposals;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.store.Partitions;
import io.fenqun.store.TableStore;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Decides on what a scheme proposed in a month: customers on the rejecting list are rejected, those
 * on the approving list approved; without any list, and where the rest is asked for, all others
 * that nobody decided on are approved. Decisions are written to the table approval; a run takes
 * them into the segments. The same decisions once more change nothing.
 */
record Approve(Pack pack, SparkSession spark, TableStore store, Decision decision) {
  private static final TableDef TABLE = Decisions.TABLE;

  /**
   * What a person decided.
   *
   * @param month of the evaluation
   * @param effective the first month for which an approved segment holds
   * @param rest true: all others that nobody decided on are approved too
   */
  record Decision(
      String scheme,
      Month month,
      Month effective,
      CustomerList approved,
      CustomerList rejected,
      boolean rest,
      String by,
      String note) {}

  /** Gives a line for the person who decided. */
  String execute() {
    SchemeDef scheme = requireScheme();
    requireMonth();
    Dataset<Row> proposals = proposals(scheme);
    requireProposed(proposals, decision.approved());
    requireProposed(proposals, decision.rejected());
    Dataset<Row> decided = decided(proposals);
    Map<String, Long> counts = new HashMap<>();
    decided
        .groupBy("decision")
        .count()
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    if (!counts.isEmpty()) {
      Partitions month = Partitions.of("month", List.of(decision.month().toString()));
      store.replacePartitions(TABLE, month, kept(decided).unionByName(decided));
    }
    return counts.getOrDefault(Approvals.APPROVED, 0L)
        + " approved, "
        + counts.getOrDefault(Approvals.REJECTED, 0L)
        + " rejected of "
        + proposals.count()
        + " proposals of "
        + decision.scheme()
        + " in "
        + decision.month()
        + "; run takes them into the segments from "
        + decision.effective()
        + " on";
  }

  private SchemeDef requireScheme() {
    String name = decision.scheme();
    List<String> names = pack.schemes().stream().map(SchemeDef::name).toList();
    SchemeDef scheme =
        pack.schemes().stream()
            .filter(def -> def.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    FenqunException.config(
                        "Cannot approve segments of "
                            + name
                            + ": the pack has no such scheme"
                            + Suggestion.among(name, names)));
    if (!scheme.needsApproval()) {
      throw FenqunException.config(
          "Cannot approve segments of "
              + name
              + ": its segments take effect without approval; its file does not say approval: required");
    }
    if (!scheme.evaluate().evaluatesIn(decision.month())) {
      throw FenqunException.config(
          "Cannot approve segments of "
              + name
              + " of "
              + decision.month()
              + ": it is evaluated in "
              + scheme.evaluate().lastEvaluation(decision.month())
              + "; give the month of an evaluation");
    }
    if (decision.effective().compareTo(decision.month()) < 0) {
      throw FenqunException.config(
          "Cannot approve segments of "
              + name
              + ": --effective "
              + decision.effective()
              + " is before the evaluation of "
              + decision.month());
    }
    Month next = scheme.evaluate().nextEvaluation(decision.month());
    if (decision.effective().compareTo(next) >= 0) {
      throw FenqunException.config(
          "Cannot approve segments of "
              + name
              + ": the evaluation of "
              + next
              + " proposes anew before --effective "
              + decision.effective()
              + " is reached; give a month before "
              + next);
    }
    return scheme;
  }

  private void requireMonth() {
    boolean isThere =
        store.partitions(Tables.SEGMENT_MONTH.name()).stream()
            .anyMatch(
                partition ->
                    decision.scheme().equals(partition.values().get("scheme"))
                        && decision.month().toString().equals(partition.values().get("month")));
    if (!isThere) {
      throw FenqunException.notReady(
          "Cannot approve segments of "
              + decision.scheme()
              + " of "
              + decision.month()
              + ": the month was never run; run it first");
    }
  }

  private Dataset<Row> proposals(SchemeDef scheme) {
    Month last = scheme.evaluate().nextEvaluation(decision.month()).minus(1);
    List<String> served =
        new MonthRange(decision.month(), last).months().stream().map(Month::toString).toList();
    Partitions months = Partitions.of("scheme", List.of(scheme.name())).and("month", served);
    return Proposals.toDecide(
        store.read(Tables.SEGMENT_MONTH.name(), months), scheme.name(), decision.month());
  }

  /** A customer on a list for whom nothing was proposed is a mistake of the list. */
  private void requireProposed(Dataset<Row> proposals, CustomerList list) {
    if (list.isEmpty()) {
      return;
    }
    List<Row> unknown =
        frame(list)
            .join(proposals, new String[] {"customer_id"}, "left_anti")
            .orderBy("line")
            .collectAsList();
    if (!unknown.isEmpty()) {
      throw FenqunException.config(
          "Cannot decide on "
              + unknown.size()
              + " of "
              + list.lines().size()
              + " customers of "
              + list.file().orElseThrow()
              + ": "
              + decision.scheme()
              + " proposed nothing for them in "
              + decision.month()
              + " that awaits approval; the first is in line "
              + unknown.get(0).getLong(1));
    }
  }

  /** The rows of approval that this decision adds or replaces. */
  private Dataset<Row> decided(Dataset<Row> proposals) {
    Dataset<Row> listed =
        marked(proposals, decision.rejected(), Approvals.REJECTED)
            .unionByName(marked(proposals, decision.approved(), Approvals.APPROVED));
    Dataset<Row> others =
        undecided(proposals)
            .join(listed, new String[] {"customer_id"}, "left_anti")
            .withColumn("decision", lit(Approvals.APPROVED))
            .filter(lit(decision.rest()));
    return others
        .unionByName(listed)
        .select(
            lit(decision.month().toString()).as("month"),
            lit(decision.scheme()).as("scheme"),
            col("customer_id"),
            col("proposed_segment"),
            col("decision"),
            when(col("decision").equalTo(Approvals.APPROVED), decision.effective().toString())
                .as("effective_month"),
            lit(decision.by()).as("decided_by"),
            lit(decision.note()).as("note"),
            lit(null).cast("string").as("source"),
            lit(null).cast("date").as("decided_on"));
  }

  private Dataset<Row> marked(Dataset<Row> proposals, CustomerList list, String mark) {
    return proposals
        .join(broadcast(frame(list)), new String[] {"customer_id"}, "left_semi")
        .withColumn("decision", lit(mark));
  }

  private Dataset<Row> undecided(Dataset<Row> proposals) {
    return proposals.join(
        ofScheme(present()), new String[] {"customer_id", "proposed_segment"}, "left_anti");
  }

  /** Decisions of the month that stay: those of sources too, before which the command's go. */
  private Dataset<Row> kept(Dataset<Row> decided) {
    Dataset<Row> present = present();
    return present
        .filter(col("source").isNull())
        .join(decided, new String[] {"scheme", "customer_id", "proposed_segment"}, "left_anti")
        .unionByName(present.filter(col("source").isNotNull()))
        .select(TABLE.selection(List.of(TABLE.schema().fieldNames())));
  }

  private Dataset<Row> ofScheme(Dataset<Row> rows) {
    return rows.filter(col("scheme").equalTo(decision.scheme()));
  }

  private Dataset<Row> present() {
    if (!store.exists(TABLE.name())) {
      return spark.createDataFrame(List.of(), TABLE.schema());
    }
    Dataset<Row> rows =
        store.read(TABLE.name(), Partitions.of("month", List.of(decision.month().toString())));
    return rows.select(TABLE.selection(List.of(rows.columns())));
  }

  private Dataset<Row> frame(CustomerList list) {
    StructType schema =
        new StructType().add("customer_id", DataTypes.StringType).add("line", DataTypes.LongType);
    List<Row> rows =
        list.lines().entrySet().stream()
            .map(line -> RowFactory.create(line.getKey(), line.getValue()))
            .toList();
    return spark.createDataFrame(rows, schema);
  }
}
