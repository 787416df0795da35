package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What must hold of rows before they are committed. */
final class Laws {
  private Laws() {}

  /**
   * Refuses with kind INTERNAL rows that break a law, and shows one of the violations.
   *
   * @param message what cannot be done, and why
   */
  static void require(String message, Dataset<Row> violations) {
    List<Row> broken = violations.limit(1).takeAsList(1);
    if (!broken.isEmpty()) {
      throw FenqunException.internal(
          message + ": " + broken.get(0) + "; please report it with this line");
    }
  }
}
