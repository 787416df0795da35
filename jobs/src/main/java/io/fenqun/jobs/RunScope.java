package io.fenqun.jobs;

import io.fenqun.plan.Books;
import io.fenqun.plan.SourceContents;
import io.fenqun.plan.StaleScope;
import io.fenqun.plan.Staleness;
import io.fenqun.store.TableStore;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How far back a run may change what is there. */
record RunScope(JobContext context, RunPlan plan) {
  /** The table by which it is seen whether a step's output is there. */
  private static final Map<String, String> MAIN_TABLES =
      Map.of(
          Staleness.FEATURES,
          Tables.FEATURE_MONTH.name(),
          Staleness.SEGMENTS,
          Tables.CUSTOMER_MONTH.name(),
          // of a single month there are no moves and so no table of them
          Staleness.TRANSITIONS,
          Tables.CUSTOMER_MONTH.name(),
          Staleness.PUBLISH,
          Tables.SEGMENT_PROFILE.name());

  StaleScope months() {
    StaleScope scope =
        StaleScope.within(plan.covered(), context.pack().settings().restatementHorizon());
    if (context.restate()) {
      scope = scope.restating(plan.requested().from());
    }
    return context.force() ? scope.forcing(plan.requested().from()) : scope;
  }

  /** Changes of months before it wait. */
  Month floor() {
    return months().floor();
  }

  /** By what the ledger holds now. */
  Staleness staleness() {
    return staleness(context.ledger().books());
  }

  Staleness staleness(Books books) {
    return new Staleness(
        context.pack(),
        books,
        SourceContents.of(context.pack(), books),
        months(),
        new Decisions(context.pack(), context.store()).hashes(),
        stepsWithTables(context.store()));
  }

  private static Set<String> stepsWithTables(TableStore store) {
    return MAIN_TABLES.entrySet().stream()
        .filter(entry -> store.exists(entry.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
