package io.fenqun.jobs;

import io.fenqun.plan.StaleMonth;
import io.fenqun.plan.Staleness;
import io.fenqun.plan.StepInputs;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which features alone must be computed where nothing but definitions of features changed. */
final class ChangedFeatures {
  private ChangedFeatures() {}

  /** Empty: all of them. */
  static SortedSet<String> of(JobContext context, RunPlan plan) {
    SortedSet<String> names = new TreeSet<>();
    for (StaleMonth month : plan.stale().values()) {
      StepInputs recorded =
          context.ledger().books().inputs(StepName.FEATURES.command(), month.month());
      SortedSet<String> differences = recorded.differences(month.inputs());
      boolean mustComputeAll =
          month.is(StaleMonth.Cause.MISSING)
              || month.is(StaleMonth.Cause.FORCED)
              || month.is(StaleMonth.Cause.FAILED)
              || differences.stream().anyMatch(Staleness::isOfAllFeatures);
      if (mustComputeAll) {
        return new TreeSet<>();
      }
      differences.forEach(name -> names.add(name.substring(name.indexOf('.') + 1)));
    }
    return names;
  }
}
