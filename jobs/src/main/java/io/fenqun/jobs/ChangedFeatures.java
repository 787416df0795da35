package io.fenqun.jobs;

import io.fenqun.plan.StaleMonth;
import io.fenqun.plan.StaleStep;
import io.fenqun.plan.Staleness;
import io.fenqun.plan.StepInputs;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which features alone must be computed where nothing but definitions of features changed. */
final class ChangedFeatures {
  private ChangedFeatures() {}

  /** Empty: all of them. */
  static SortedSet<String> of(StepName step, JobContext context, StaleStep stale) {
    SortedSet<String> names = new TreeSet<>();
    if (step != StepName.FEATURES) {
      return names;
    }
    for (StaleMonth month : stale.stale().values()) {
      StepInputs recorded = context.ledger().books().inputs(step.command(), month.month());
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
