package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import io.fenqun.store.DatabaseFaults;
import io.fenqun.table.RowRefusal;
import java.util.Objects;

/** What is known of a failure, however deep Spark has wrapped it. */
final class Failures {
  private Failures() {}

  /**
   * Ours as it is, a refusal from inside an expression as kind DATA, what a database says as {@link
   * DatabaseFaults} sorts it, anything else as a bug.
   */
  static FenqunException known(Exception failure) {
    return FenqunException.behind(failure)
        .or(() -> RowRefusal.find(failure))
        .or(() -> DatabaseFaults.find("Cannot read from a database", failure))
        .orElseGet(
            () ->
                new FenqunException(
                    FenqunException.Kind.INTERNAL,
                    "Unexpected failure: "
                        + failure.getClass().getSimpleName()
                        + "; please report it with the lines above",
                    failure));
  }

  static String text(FenqunException failure) {
    return Objects.requireNonNullElse(failure.getMessage(), failure.kind().name());
  }
}
