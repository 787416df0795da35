package io.fenqun.jobs;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Rows of lists in the form of one kind of file; groups, and the lists in them, follow in order.
 */
interface ListPages {
  /**
   * One group's rows begin.
   *
   * @param base path without the ending of its name
   */
  void open(Path base) throws IOException;

  /** One list of the group begins. */
  void list(String code) throws IOException;

  void line(ListLine line) throws IOException;

  /** The group ends, where there is one. */
  void close() throws IOException;
}
