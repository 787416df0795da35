package io.fenqun.jobs;

import java.io.PrintWriter;
import java.util.Locale;

/** What a person or a log sees: one line a step and month, one line a warning. */
final class Progress {
  private final PrintWriter out;

  Progress(PrintWriter out) {
    this.out = out;
  }

  void line(String text) {
    out.println(text);
    out.flush();
  }

  void warning(String text) {
    line("warning: " + text);
  }

  void done(StepResult result, double seconds) {
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
            seconds,
            result.message().isEmpty() ? "" : "  " + result.message()));
  }
}
