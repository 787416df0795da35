package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import io.fenqun.table.RowRefusal;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;

/** What is known of a failure, however deep Spark has wrapped it. */
final class Failures {
  private Failures() {}

  /**
   * Ours as it is, a refusal from inside an expression as kind DATA, a failing database as kind
   * STORAGE, anything else as a bug.
   */
  static FenqunException known(Exception failure) {
    return FenqunException.behind(failure)
        .or(() -> RowRefusal.find(failure))
        .or(() -> ofDatabase(failure))
        .orElseGet(
            () ->
                new FenqunException(
                    FenqunException.Kind.INTERNAL,
                    "Unexpected failure: "
                        + failure.getClass().getSimpleName()
                        + "; please report it with the lines above",
                    failure));
  }

  /** A source's database that failed while rows were read. */
  private static Optional<FenqunException> ofDatabase(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        String what = String.valueOf(sql.getMessage()).lines().findFirst().orElse("");
        return Optional.of(
            new FenqunException(
                FenqunException.Kind.STORAGE,
                "Cannot read from a database: " + what + "; check it, then run again",
                failure));
      }
    }
    return Optional.empty();
  }

  static String text(FenqunException failure) {
    return Objects.requireNonNullElse(failure.getMessage(), failure.kind().name());
  }
}
