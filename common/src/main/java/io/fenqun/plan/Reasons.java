package io.fenqun.plan;

import io.fenqun.plan.StaleMonth.Cause;
import io.fenqun.plan.StaleMonth.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Says in words how the inputs of a month differ from those that its rows were made from. */
final class Reasons {
  /** Kinds of inputs, as they stand before the dot of a name. */
  static final String SOURCE = "source";

  static final String FEATURE = "feature";
  static final String SCHEME = "scheme";
  static final String SETTING = "setting";
  static final String ROLL_RATE = "roll_rate";
  static final String CHURN = "churn";
  static final String PROFILE = "profile";
  static final String INDICATOR = "indicator";
  static final String ALLOCATION = "allocate";
  static final String LIST = "list";
  static final String FILE = "file";
  static final String APPROVAL = "approval";

  /** The step before, and the same step of the month before. */
  static final String STEP = "step";

  static final String MONTH_BEFORE = "month_before";

  private static final Map<String, String> WORDS =
      Map.of(
          FEATURE, "feature ",
          SCHEME, "scheme ",
          SETTING, "setting ",
          ROLL_RATE, "roll_rate of scheme ",
          CHURN, "churn.yaml: ",
          PROFILE, "shares of scheme ",
          INDICATOR, "indicator ",
          ALLOCATION, "allocation of scheme ",
          LIST, "list ",
          FILE, "");

  private Reasons() {}

  /**
   * One reason a name that differs; that a month follows another is said only where nothing else
   * is.
   */
  static List<Reason> of(StepInputs recorded, StepInputs expected) {
    List<Reason> reasons = new ArrayList<>();
    List<Reason> following = new ArrayList<>();
    for (String name : recorded.differences(expected)) {
      String kind = name.substring(0, name.indexOf('.'));
      String rest = name.substring(kind.length() + 1);
      String before = Objects.requireNonNullElse(recorded.of().get(name), "");
      String now = Objects.requireNonNullElse(expected.of().get(name), "");
      switch (kind) {
        case SOURCE -> reasons.add(new Reason(Cause.DATA, records(rest, before, now)));
        case STEP -> {
          if (rest.equals(Staleness.FEATURES)) {
            reasons.add(new Reason(Cause.DATA, "the data behind its features changed"));
          } else {
            following.add(new Reason(Cause.FOLLOWS, rest + " of the month changed"));
          }
        }
        case APPROVAL ->
            reasons.add(
                new Reason(
                    Cause.APPROVAL,
                    before.isEmpty()
                        ? "new approvals of " + rest
                        : "approvals of " + rest + " changed"));
        case MONTH_BEFORE ->
            following.add(new Reason(Cause.FOLLOWS, rest + " of the month before changed"));
        default ->
            reasons.add(
                new Reason(Cause.DEFINITION, WORDS.get(kind) + rest + changed(before, now)));
      }
    }
    return reasons.isEmpty() ? following : reasons;
  }

  private static String changed(String before, String now) {
    if (before.isEmpty()) {
      return " is new";
    }
    return now.isEmpty() ? " is gone" : " changed";
  }

  /** From what two fingerprints of a month of a source tell: rows and keys. */
  private static String records(String source, String before, String now) {
    SourceContents.Text old = SourceContents.Text.of(before);
    SourceContents.Text fresh = SourceContents.Text.of(now);
    if (old.keys().equals(fresh.keys()) && old.rows() == fresh.rows()) {
      return "corrected data of " + source;
    }
    long more = fresh.rows() - old.rows();
    if (more > 0) {
      return more + " late " + (more == 1 ? "record" : "records") + " of " + source;
    }
    return more < 0
        ? -more + " " + (more == -1 ? "record" : "records") + " of " + source + " withdrawn"
        : "other records of " + source;
  }
}
