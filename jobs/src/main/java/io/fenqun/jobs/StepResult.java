package io.fenqun.jobs;

import io.fenqun.time.Month;

/**
 * What one step did for one month (or for the delivery {@code all}).
 *
 * @param files of sources that were read for it
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
    FilesRead files,
    String inputs,
    String message) {

  static StepResult written(String step, String month, long rows) {
    return new StepResult(step, month, rows, rows, 0, 0, 0, FilesRead.NONE, "", "");
  }

  /** Of a step that works by month. */
  Month monthOf() {
    return Month.parse(month);
  }

  /** Equal for lines that say the same of the rows. */
  StepResult withoutMessage() {
    return with(FilesRead.NONE, inputs, "");
  }

  StepResult withInputs(String text) {
    return with(files, text, message);
  }

  StepResult withFiles(FilesRead read) {
    return with(read, inputs, message);
  }

  StepResult withMessage(String text) {
    return with(files, inputs, text);
  }

  private StepResult with(FilesRead newFiles, String newInputs, String newMessage) {
    return new StepResult(
        step,
        month,
        rowsRead,
        rowsWritten,
        rowsRefused,
        rowsDuplicate,
        rowsSuperseded,
        newFiles,
        newInputs,
        newMessage);
  }
}
