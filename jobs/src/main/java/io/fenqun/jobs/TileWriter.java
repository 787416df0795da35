package io.fenqun.jobs;

import io.fenqun.feature.FeatureDef;
import io.fenqun.feature.FeatureReads;
import io.fenqun.feature.States;
import io.fenqun.feature.Tiles;
import io.fenqun.plan.Books;
import io.fenqun.plan.SourceContents;
import io.fenqun.plan.StepInputs;
import io.fenqun.source.SourceDef;
import io.fenqun.store.Partitions;
import io.fenqun.store.TableStore;
import io.fenqun.store.WriteResult;
import io.fenqun.table.TableDef;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Tiles and running partials of one source. A month's tile is made again only where its records are
 * others than those that it was made from, or where it lacks a partial that a feature needs: then
 * that month is read again, and no other.
 */
final class TileWriter {
  private static final String PARTIAL = "partial.";
  private static final String RECORDS = "source.records";

  /** Rises when a partial of the same name would hold something else. */
  private static final String SEMANTICS = "1";

  private final JobContext context;
  private final SourceDef source;
  private final RunPlan plan;
  private final TableStore store;
  private final List<FeatureDef> features;
  private final Books books;
  private final SourceContents contents;
  private final TableDef tileTable;
  private final Optional<TableDef> stateTable;

  TileWriter(JobContext context, SourceDef source, RunPlan plan) {
    this.context = context;
    this.source = source;
    this.plan = plan;
    this.store = context.store();
    this.features = context.pack().features();
    this.books = context.ledger().books();
    this.contents = SourceContents.of(context.pack(), books);
    Dataset<Row> noTiles = tiles(store.read(source.name()));
    this.tileTable = Tiles.table(source, features, noTiles);
    this.stateTable =
        States.needed(source, features)
            ? Optional.of(States.table(source, features, noTiles))
            : Optional.empty();
  }

  static String tileStep(String source) {
    return "features.tile_" + source;
  }

  private static String tileStep(SourceDef source) {
    return tileStep(source.name());
  }

  static String stateStep(SourceDef source) {
    return "features.state_" + source.name();
  }

  /** Commits what is stale; the lines of the ledger. */
  List<StepResult> write() {
    List<StepResult> results = new ArrayList<>();
    List<Month> stale = staleTiles();
    if (!stale.isEmpty()) {
      Partitions months = Partitions.of("month", stale.stream().map(Month::toString).toList());
      WriteResult written =
          store.replacePartitions(tileTable, months, tiles(store.read(source.name(), months)));
      StepResults.byMonth(tileStep(source), written, stale).stream()
          .map(result -> result.withInputs(tileInputs(result.monthOf()).json()))
          .forEach(results::add);
    }
    stateTable.ifPresent(
        table ->
            staleStates(table, stale)
                .ifPresent(months -> results.addAll(writeStates(table, months))));
    return results;
  }

  /** Months whose tiles are or would be made again. */
  List<Month> staleTiles() {
    Month from = plan.computed().from();
    boolean isTableThere = store.exists(tileTable.name());
    List<Month> stale = new ArrayList<>();
    for (Month month : new MonthRange(firstRead(), plan.computed().to()).months()) {
      StepInputs made = books.inputs(tileStep(source), month);
      boolean hasOtherRecords =
          month.compareTo(from) >= 0
              && !contents.readIn(source, month).equals(made.of().get(RECORDS));
      if (!isTableThere || lacksPartials(made, tileTable) || hasOtherRecords || isForced(month)) {
        stale.add(month);
      }
    }
    return stale;
  }

  /**
   * Windows reach back so far; where running partials must be made anew, all months since the first
   * one are needed.
   */
  private Month firstRead() {
    Month before = plan.computed().from().minus(1);
    boolean isStateToBeMade =
        plan.firstCovered().compareTo(before) <= 0
            && stateTable
                .filter(table -> lacksPartials(books.inputs(stateStep(source), before), table))
                .isPresent();
    return isStateToBeMade
        ? plan.firstCovered()
        : new FeatureReads(features, plan.computed(), plan.firstCovered())
            .tiles(source.name())
            .from();
  }

  private boolean isForced(Month month) {
    return context.force() && plan.requested().from().compareTo(month) <= 0;
  }

  private boolean lacksPartials(StepInputs made, TableDef table) {
    return !made.of().entrySet().containsAll(partialsOf(table).entrySet());
  }

  /** Names of partials, and what their form hangs on. */
  private SortedMap<String, String> partialsOf(TableDef table) {
    SortedMap<String, String> inputs = new TreeMap<>();
    table.columns().forEach(column -> inputs.put(PARTIAL + column.name(), ""));
    inputs.put("setting.semantics", SEMANTICS);
    inputs.put("setting.distinct_limit", String.valueOf(context.pack().defaults().distinctLimit()));
    return inputs;
  }

  private StepInputs tileInputs(Month month) {
    SortedMap<String, String> inputs = partialsOf(tileTable);
    inputs.put(RECORDS, contents.readIn(source, month));
    return new StepInputs(inputs);
  }

  private Dataset<Row> tiles(Dataset<Row> clean) {
    return Tiles.of(source, features, clean, context.pack().defaults().distinctLimit());
  }

  /** From the first month whose tile or running partials changed to the last month to compute. */
  private Optional<MonthRange> staleStates(TableDef table, List<Month> staleTiles) {
    Month last = plan.computed().to();
    Month first = staleTiles.isEmpty() ? last.plus(1) : staleTiles.get(0);
    if (!store.exists(table.name())) {
      first = plan.firstCovered();
    }
    Month month = first.minus(1);
    while (plan.firstCovered().compareTo(month) <= 0) {
      if (lacksPartials(books.inputs(stateStep(source), month), table)) {
        first = month;
      }
      month = month.minus(1);
    }
    return first.compareTo(last) > 0 ? Optional.empty() : Optional.of(new MonthRange(first, last));
  }

  /** From the tiles as committed: the clean rows are not read a second time. */
  private List<StepResult> writeStates(TableDef table, MonthRange months) {
    Dataset<Row> committed = store.read(tileTable.name(), months);
    Optional<Dataset<Row>> before =
        months.from().equals(plan.firstCovered())
            ? Optional.empty()
            : Optional.of(store.read(table.name(), MonthRange.of(months.from().minus(1))));
    Dataset<Row> states =
        States.of(
            source, features, months, committed, before, context.pack().defaults().distinctLimit());
    WriteResult written = store.replaceMonths(table, months, states);
    String made = new StepInputs(partialsOf(table)).json();
    return StepResults.byMonth(stateStep(source), written, months).stream()
        .map(result -> result.withInputs(made))
        .toList();
  }
}
