package io.fenqun.jobs;

import io.fenqun.time.Month;

/**
 * What one step did for one month (or for the delivery {@code all}).
 *
 * @param inputs what was read, as JSON: fingerprints of files, partials of tiles; else empty
 */
record StepResult(
    String step,
    String month,
    long rowsRead,
    long rowsWritten,
    long rowsRefused,
    long rowsDuplicate,
    long rowsSuperseded,
    String inputs,
    String message) {

  static StepResult written(String step, String month, long rows) {
    return new StepResult(step, month, rows, rows, 0, 0, 0, "", "");
  }

  /** Of a step that works by month. */
  Month monthOf() {
    return Month.parse(month);
  }

  /** Equal for lines that say the same of the rows. */
  StepResult withoutMessage() {
    return new StepResult(
        step, month, rowsRead, rowsWritten, rowsRefused, rowsDuplicate, rowsSuperseded, inputs, "");
  }

  StepResult withInputs(String text) {
    return new StepResult(
        step,
        month,
        rowsRead,
        rowsWritten,
        rowsRefused,
        rowsDuplicate,
        rowsSuperseded,
        text,
        message);
  }
}
