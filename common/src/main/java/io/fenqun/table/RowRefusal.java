package io.fenqun.table;

import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.raise_error;

import io.fenqun.error.FenqunException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.jspecify.annotations.Nullable;

/**
 * Refusing a run from inside an expression: a column that fails with kind DATA where it is
 * evaluated. Spark wraps the failure, so whoever runs the query turns it back with {@link #find}.
 * The text carries counts and names, never a record's values.
 */
public final class RowRefusal {
  private static final String MARK = "fenqun refuses: ";

  /** What was thrown; in the text of a plan the mark follows a bracket. */
  private static final Pattern THROWN = Pattern.compile("(?:^|Exception: )" + MARK + "(.*)");

  private RowRefusal() {}

  /**
   * Fits wherever a value of any type is expected, for example {@code when(overflowed,
   * refuse(lit("…"))).otherwise(value)}.
   */
  public static Column refuse(Column message) {
    return raise_error(concat(lit(MARK), message));
  }

  public static Column refuse(String message) {
    return raise_error(lit(MARK + message));
  }

  /**
   * The refusal behind a failed query, if it was one. A failure of another kind whose message shows
   * the plan, and with it the refusals in its expressions, is none.
   */
  public static Optional<FenqunException> find(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Matcher thrown = THROWN.matcher(Objects.requireNonNullElse(cause.getMessage(), ""));
      if (thrown.find()) {
        return Optional.of(
            new FenqunException(FenqunException.Kind.DATA, thrown.group(1), failure));
      }
    }
    return Optional.empty();
  }
}
