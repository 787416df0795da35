package io.fenqun.jobs;

import java.util.OptionalLong;

/**
 * Data files of sources that a step read for one line of the ledger; a file read twice counts
 * twice.
 *
 * @param ofMonth of the line's month
 * @param ofOthers of other months
 */
record FilesRead(OptionalLong ofMonth, OptionalLong ofOthers) {
  static final FilesRead NONE = of(0, 0);

  /** Spark did not tell. */
  static final FilesRead UNKNOWN = new FilesRead(OptionalLong.empty(), OptionalLong.empty());

  static FilesRead of(long ofMonth, long ofOthers) {
    return new FilesRead(OptionalLong.of(ofMonth), OptionalLong.of(ofOthers));
  }
}
