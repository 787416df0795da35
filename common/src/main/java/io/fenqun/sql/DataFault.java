package io.fenqun.sql;

import io.fenqun.error.FenqunException;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * A fault of the data that only shows while rows are computed. The expression stops the Spark job
 * with a marked text; whoever ran the job turns it back into a failure of kind DATA.
 */
public final class DataFault {
  private static final String MARK = "fenqun data fault: ";

  private DataFault() {}

  /** Stops the job where it is evaluated; the message must carry no personal data. */
  public static Column raise(Column message) {
    return functions.raise_error(functions.concat(functions.lit(MARK), message));
  }

  /** The fault behind a failed Spark job, or empty when the job failed for another reason. */
  public static Optional<FenqunException> find(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = cause.getMessage();
      if (cause.getCause() == null && message != null && message.contains(MARK)) {
        String text = message.substring(message.indexOf(MARK) + MARK.length());
        return Optional.of(
            new FenqunException(
                FenqunException.Kind.DATA, text.lines().findFirst().orElse(text), failure));
      }
    }
    return Optional.empty();
  }
}
