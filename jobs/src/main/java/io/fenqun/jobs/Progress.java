package io.fenqun.jobs;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What a person or a log sees of a run. */
interface Progress {
  void line(String text);

  /** One step has committed all its months. */
  void done(List<StepResult> results, double seconds);

  default void warning(String text) {
    line("warning: " + text);
  }

  /** One line a step and month. */
  static Progress byMonth(PrintWriter out) {
    return new ByMonth(out);
  }

  /** One line a step, each with a name before it, for several runs at a time. */
  static Progress byStep(PrintWriter out, String name) {
    return new ByStep(out, name);
  }

  /** A step's seconds are shared among its months. */
  record ByMonth(PrintWriter out) implements Progress {
    @Override
    public void line(String text) {
      out.println(text);
      out.flush();
    }

    @Override
    public void done(List<StepResult> results, double seconds) {
      for (StepResult result : results) {
        line(
            String.format(
                Locale.ROOT,
                "%-8s %-24s %,12d rows%s %8.1f s%s",
                result.month(),
                result.step(),
                result.rowsWritten(),
                result.rowsRefused() > 0
                    ? String.format(Locale.ROOT, ", %,d refused", result.rowsRefused())
                    : "",
                seconds / results.size(),
                result.message().isEmpty() ? "" : "  " + result.message()));
      }
    }
  }

  /** Rows of all tables of a step together. */
  record ByStep(PrintWriter out, String name) implements Progress {
    @Override
    public void line(String text) {
      out.println(name + ": " + text);
      out.flush();
    }

    @Override
    public void done(List<StepResult> results, double seconds) {
      String step = results.isEmpty() ? "" : results.get(0).step().replaceFirst("\\..*", "");
      line(
          String.format(
              Locale.ROOT,
              "%-12s %,12d rows %8.1f s",
              step,
              results.stream().mapToLong(StepResult::rowsWritten).sum(),
              seconds));
    }
  }
}
