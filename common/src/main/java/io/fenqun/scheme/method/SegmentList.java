package io.fenqun.scheme.method;

import io.fenqun.conf.ConfNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What the segments of every method have in common: a code each, written once. */
final class SegmentList {
  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_]+");

  /** The states that every scheme has, those of transitions, and the total of a report. */
  private static final Set<String> RESERVED =
      Set.of("OUTSIDE", "SCORED", "ENTERED", "RETURNED", "LEFT", "ALL");

  private SegmentList() {}

  /** The entries of {@code segments}; at least one is required. */
  static List<ConfNode> of(ConfNode file) {
    List<ConfNode> segments = file.children("segments");
    if (segments.isEmpty()) {
      file.problem("segments", file.has("segments") ? "holds no segment" : "is missing");
    }
    Set<String> seen = new HashSet<>();
    for (ConfNode segment : segments) {
      String code = segment.text("code");
      if (!code.isEmpty() && !CODE.matcher(code).matches()) {
        segment.problem("code", "'" + code + "' must be letters, digits and _ only");
      } else if (RESERVED.contains(code)) {
        segment.problem("code", code + " is a state of every scheme; choose another code");
      } else if (!seen.add(code)) {
        segment.problem("code", code + " stands twice; keep one");
      }
    }
    return segments;
  }

  /** Only the last segment may take the rest: nothing behind it would ever be reached. */
  static void requireConditionBeforeLast(List<ConfNode> segments, String key) {
    for (ConfNode segment : segments.subList(0, Math.max(0, segments.size() - 1))) {
      if (!segment.has(key)) {
        segment.problem(key, "is missing; only the last segment takes the rest");
      }
    }
  }
}
