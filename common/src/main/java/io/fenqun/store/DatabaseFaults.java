package io.fenqun.store;

import io.fenqun.error.FenqunException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a database says of itself, as a failure that a person can act on: kind STORAGE where it
 * cannot be reached or does not let us in, else DATA. Addresses are left out, because passwords may
 * stand in them.
 */
public final class DatabaseFaults {
  /** Of SQLSTATE: connection, authorisation, too few resources, ended by an operator. */
  private static final List<String> UNREACHABLE = List.of("08", "28", "53", "57");

  private DatabaseFaults() {}

  /**
   * @param refusedAct the start of the message
   */
  public static Optional<FenqunException> find(String refusedAct, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException database) {
        String what = refusedAct + ": " + firstLine(database);
        return Optional.of(
            isUnreachable(database)
                ? new FenqunException(
                    FenqunException.Kind.STORAGE,
                    what + "; check the database and the account, then run again",
                    failure)
                : new FenqunException(FenqunException.Kind.DATA, what, failure));
      }
    }
    return Optional.empty();
  }

  static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage())
        .lines()
        .findFirst()
        .orElse("")
        .replaceAll("jdbc:\\S+", "jdbc:…");
  }

  private static boolean isUnreachable(SQLException failure) {
    String state = Objects.requireNonNullElse(failure.getSQLState(), "");
    return failure instanceof SQLTransientException
        || failure instanceof SQLRecoverableException
        || failure instanceof SQLNonTransientConnectionException
        || UNREACHABLE.stream().anyMatch(state::startsWith);
  }
}
