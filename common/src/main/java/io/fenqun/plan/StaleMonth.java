package io.fenqun.plan;

import io.fenqun.time.Month;
import java.util.List;

/**
 * One month of a step that is not as the data and the pack say.
 *
 * @param inputs what its rows will be made from
 * @param reasons why, at least one
 */
public record StaleMonth(Month month, StepInputs inputs, List<Reason> reasons) {
  public StaleMonth {
    reasons = List.copyOf(reasons);
  }

  /** What changed, for those who count by cause. */
  public enum Cause {
    /** Never computed, or its table is gone. */
    MISSING,
    /** It failed after it last ended well. */
    FAILED,
    /** Asked for by a person. */
    FORCED,
    /** Records came late or were corrected. */
    DATA,
    /** A key, a feature or a scheme of the pack changed. */
    DEFINITION,
    /** Somebody decided on proposals. */
    APPROVAL,
    /** A month before it is computed again. */
    FOLLOWS
  }

  /**
   * @param text one line for a person
   */
  public record Reason(Cause cause, String text) {}

  public boolean is(Cause cause) {
    return reasons.stream().anyMatch(reason -> reason.cause() == cause);
  }
}
