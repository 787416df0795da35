package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.fenqun.pack.Pack;
import io.fenqun.scheme.DecisionSource;
import io.fenqun.scheme.Proposals;
import io.fenqun.store.Partitions;
import io.fenqun.store.TableStore;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Writes into the table approval what decisions of sources met, once segment_month is written: the
 * evaluations of the computed months and the one that their first month carries. Rows of the
 * command stay as they are.
 */
record DecisionsMet(Pack pack, TableStore store, RunPlan plan) {

  void write() {
    Decisions decisions = new Decisions(pack, store);
    Optional<Dataset<Row>> sourced = decisions.ofSources();
    SortedSet<String> months = new TreeSet<>();
    List<Dataset<Row>> proposals = new ArrayList<>();
    for (DecisionSource source : pack.decisionSources()) {
      for (Month month : evaluations(source)) {
        months.add(month.toString());
        proposals.add(proposals(source.scheme(), month));
      }
    }
    if (sourced.isEmpty() || months.isEmpty()) {
      return;
    }
    Dataset<Row> met =
        DecisionSource.met(
            sourced.get(), proposals.stream().reduce(Dataset::unionByName).orElseThrow());
    Dataset<Row> rows =
        decisions
            .byCommand()
            .map(kept -> kept.filter(col("month").isin(months.toArray())).unionByName(met))
            .orElse(met);
    store.replacePartitions(Decisions.TABLE, Partitions.of("month", months), rows);
  }

  private List<Month> evaluations(DecisionSource source) {
    Month carried = source.evaluate().lastEvaluation(plan.computed().from());
    Month first = carried.compareTo(plan.firstCovered()) < 0 ? plan.firstCovered() : carried;
    return new MonthRange(first, plan.computed().to())
        .months().stream().filter(source.evaluate()::evaluatesIn).toList();
  }

  private Dataset<Row> proposals(String scheme, Month month) {
    Dataset<Row> segments =
        store.read(
            Tables.SEGMENT_MONTH.name(),
            Partitions.of("scheme", List.of(scheme)).and("month", List.of(month.toString())));
    return Proposals.toDecide(segments, scheme, month)
        .withColumn("scheme", lit(scheme))
        .withColumn("month", lit(month.toString()));
  }
}
