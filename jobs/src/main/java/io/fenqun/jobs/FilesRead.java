package io.fenqun.jobs;

/**
 * Data files of sources that a step read for one line of the ledger; a file read twice counts
 * twice.
 *
 * @param ofMonth of the line's month
 * @param ofOthers of other months
 */
record FilesRead(long ofMonth, long ofOthers) {
  static final FilesRead NONE = new FilesRead(0, 0);
}
