package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.fenqun.pack.Pack;
import io.fenqun.store.Partitions;
import io.fenqun.store.TableStore;
import io.fenqun.store.WriteResult;
import io.fenqun.table.SchemeValue;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import io.fenqun.transition.ObservationWindows;
import io.fenqun.transition.RateLimits;
import io.fenqun.transition.RollRateDef;
import io.fenqun.transition.RollRateState;
import io.fenqun.transition.RollRates;
import io.fenqun.transition.TransitionLaws;
import io.fenqun.transition.TransitionScope;
import io.fenqun.transition.Transitions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Moves between months, roll rates, observation windows and churn. Reads customer_month,
 * customer_span and feature_month; writes transition_month, roll_rate_state, roll_rate,
 * roll_rate_curve, observation_window, churn_month, the tables of {@link WarningRows} and, where
 * the pack wants a forecast, those of {@link Forecasts}.
 */
final class TransitionsStep implements Step {
  private static final double PERCENT = 100.0;

  @Override
  public StepName name() {
    return StepName.TRANSITIONS;
  }

  @Override
  public List<StepResult> run(JobContext context, RunPlan plan) {
    MonthRange months = plan.computed();
    List<Supplier<List<StepResult>>> work = new ArrayList<>();
    Month firstMovedTo = months.from();
    if (firstMovedTo.equals(plan.firstCovered())) {
      firstMovedTo = firstMovedTo.plus(1);
      StepResult none = StepResult.written(name().command(), months.from().toString(), 0);
      work.add(() -> List.of(withReach(none, context.pack(), plan)));
    }
    if (!context.pack().rollRates().isEmpty()) {
      work.add(() -> rollRates(context, plan));
      work.add(() -> observationWindows(context, plan));
    }
    if (ChurnRows.areKept(context)) {
      work.add(() -> churn(context, plan));
    }
    return firstMovedTo.compareTo(months.to()) > 0
        ? sideBySide(work)
        : withMatrices(context, plan, new MonthRange(firstMovedTo, months.to()), work);
  }

  /** Says which of the longer horizons have no matrix of the month. */
  private static StepResult withReach(StepResult result, Pack pack, RunPlan plan) {
    String horizons =
        pack.settings().transitions().beyond(result.monthOf(), plan.firstCovered()).stream()
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    return horizons.isEmpty()
        ? result
        : result.withMessage(
            "no moves over " + horizons + " months: the first month is " + plan.firstCovered());
  }

  private static List<StepResult> sideBySide(List<Supplier<List<StepResult>>> work) {
    return SideBySide.run(work).stream().flatMap(List::stream).toList();
  }

  /** Nothing of the step is committed before its matrices are seen to add up. */
  private static List<StepResult> withMatrices(
      JobContext context,
      RunPlan plan,
      MonthRange toMonths,
      List<Supplier<List<StepResult>>> others) {
    Pack pack = context.pack();
    TableStore store = context.store();
    TransitionScope scope =
        TransitionScope.of(pack.settings().transitions(), toMonths, plan.firstCovered());
    Dataset<Row> customerMonth = store.read(Tables.CUSTOMER_MONTH.name(), scope.months());
    List<SchemeValue> schemes =
        pack.schemes().stream().map(scheme -> PackTables.schemeValue(pack, scheme)).toList();
    Dataset<Row> transitions =
        Transitions.between(
                customerMonth,
                store.read(Tables.CUSTOMER_SPAN.name()),
                schemes,
                scope,
                limits(pack))
            .persist();
    try {
      Laws.require(
          "Cannot publish transitions: a matrix does not add up to its base",
          TransitionLaws.violations(transitions, customerMonth, schemes, scope));
      List<Supplier<List<StepResult>>> work = new ArrayList<>(others);
      work.add(
          () ->
              StepResults.byMonth(
                      StepName.TRANSITIONS.command(),
                      store.replaceMonths(Tables.TRANSITION_MONTH, toMonths, transitions),
                      toMonths)
                  .stream()
                  .map(result -> withReach(result, pack, plan))
                  .toList());
      List<StepResult> results = new ArrayList<>(sideBySide(work));
      results.addAll(new Forecasts(context, toMonths).write());
      return results;
    } finally {
      transitions.unpersist();
    }
  }

  private static RateLimits limits(Pack pack) {
    Map<String, Integer> segments = new HashMap<>();
    pack.schemes()
        .forEach(scheme -> segments.put(scheme.name(), Math.max(1, scheme.segments().size())));
    return new RateLimits(
        pack.defaults().smallRow(),
        pack.defaults().confidence() / PERCENT,
        pack.defaults().effectiveNumber(),
        segments);
  }

  /** Nothing is committed when a matrix does not add up to its bases. */
  private static List<StepResult> churn(JobContext context, RunPlan plan) {
    List<StepResult> results = new ArrayList<>(new ChurnRows(context, plan).write());
    results.addAll(new WarningRows(context, plan).write());
    return results;
  }

  private static List<StepResult> rollRates(JobContext context, RunPlan plan) {
    TableStore store = context.store();
    MonthRange months = plan.computed();
    for (RollRateDef def : context.pack().rollRates()) {
      for (Month month : def.withoutData(plan.firstCovered())) {
        context
            .progress()
            .warning(
                "no roll rates of "
                    + def.scheme()
                    + " from base month "
                    + month
                    + ": the first month is "
                    + plan.firstCovered());
      }
    }
    Dataset<Row> state = states(context, plan);
    store.replaceMonths(Tables.ROLL_RATE_STATE, months, state);
    Dataset<Row> rollRate = RollRates.of(store.read(Tables.ROLL_RATE_STATE.name(), months));
    WriteResult written = store.replaceMonths(Tables.ROLL_RATE, months, rollRate);
    store.replaceAll(
        Tables.ROLL_RATE_CURVE,
        RollRates.curve(
                store.read(Tables.ROLL_RATE.name()),
                context.pack().defaults().confidence() / PERCENT)
            .coalesce(1));
    return StepResults.byMonth("transitions.roll_rate", written, months);
  }

  /** Everyone followed, of all schemes with roll rates; there is at least one. */
  private static Dataset<Row> states(JobContext context, RunPlan plan) {
    MonthRange months = plan.computed();
    Dataset<Row> before = statesBefore(context, plan);
    Dataset<Row> wideRows = wideRows(context, months);
    return context.pack().rollRates().stream()
        .map(def -> RollRateState.follow(def, before, wideRows, months))
        .reduce(Dataset::unionByName)
        .orElseThrow();
  }

  private static Dataset<Row> statesBefore(JobContext context, RunPlan plan) {
    TableStore store = context.store();
    TableDef table = Tables.ROLL_RATE_STATE;
    Month before = plan.computed().from().minus(1);
    return store.exists(table.name())
        ? store.read(table.name(), MonthRange.of(before))
        : context.none(table);
  }

  private static List<StepResult> observationWindows(JobContext context, RunPlan plan) {
    List<Dataset<Row>> windows = new ArrayList<>();
    SortedSet<String> allBases = new TreeSet<>();
    Column isComputed = lit(false);
    for (RollRateDef def : context.pack().rollRates()) {
      List<Month> bases = def.observedIn(plan.computed(), plan.firstCovered());
      if (!bases.isEmpty()) {
        Dataset<Row> wideRows = wideRows(context, def.observed(bases));
        windows.add(
            ObservationWindows.of(
                def, wideRows, bases, context.pack().defaults().confidence() / PERCENT));
        List<String> months = bases.stream().map(Month::toString).toList();
        allBases.addAll(months);
        isComputed =
            isComputed.or(
                col("scheme").equalTo(def.scheme()).and(col("base_month").isin(months.toArray())));
      }
    }
    if (!windows.isEmpty()) {
      Partitions partitions = Partitions.of("base_month", allBases);
      windows.add(othersOf(context, partitions).where(not(isComputed)));
      Dataset<Row> rows = windows.stream().reduce(Dataset::unionByName).orElseThrow();
      context.store().replacePartitions(Tables.OBSERVATION_WINDOW, partitions, rows);
    }
    return List.of();
  }

  /**
   * What is stored of base months, of the schemes that the pack still has: the windows of one base
   * month end at different times, each with its scheme's look_ahead.
   */
  private static Dataset<Row> othersOf(JobContext context, Partitions baseMonths) {
    TableDef table = Tables.OBSERVATION_WINDOW;
    Object[] schemes = context.pack().rollRates().stream().map(RollRateDef::scheme).toArray();
    return context.store().exists(table.name())
        ? context.store().read(table.name(), baseMonths).where(col("scheme").isin(schemes))
        : context.none(table);
  }

  /** Features and segments side by side: what population and below may name. */
  private static Dataset<Row> wideRows(JobContext context, MonthRange months) {
    Dataset<Row> features =
        context
            .store()
            .read(Tables.FEATURE_MONTH.name(), months)
            .where(col("is_departed").equalTo(lit(false)));
    Dataset<Row> segments =
        context
            .store()
            .read(Tables.CUSTOMER_MONTH.name(), months)
            .selectExpr(
                Stream.concat(
                        Stream.of("customer_id", "month"),
                        context.pack().schemes().stream().map(scheme -> "`" + scheme.name() + "`"))
                    .toArray(String[]::new));
    return features.join(segments, new String[] {"customer_id", "month"});
  }
}
