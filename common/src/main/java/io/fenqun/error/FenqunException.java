package io.fenqun.error;

import java.util.Optional;

/**
 * A failure that a scheduler or a person can act on; its {@link Kind} decides the exit code.
 * Messages start with the act that is refused, end with what to do, and never carry a record's
 * values.
 */
public final class FenqunException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What must happen next, and the exit code that says so. */
  public enum Kind {
    /** A person must edit a flag or the pack. */
    CONFIG(2),
    /** A file or too many records are wrong. */
    DATA(3),
    /** A month is not there yet: try later. */
    NOT_READY(4),
    /** Another run holds the pack. */
    LOCKED(5),
    /** Disk, permission or network. */
    STORAGE(1),
    /** A bug of ours. */
    INTERNAL(1);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }

    public int exitCode() {
      return exitCode;
    }
  }

  private final Kind kind;

  public FenqunException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public FenqunException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /**
   * The failure of ours behind what a library threw around it, for example when a task found a
   * damaged file.
   */
  public static Optional<FenqunException> behind(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FenqunException ours) {
        return Optional.of(ours);
      }
    }
    return Optional.empty();
  }

  public static FenqunException config(String message) {
    return new FenqunException(Kind.CONFIG, message);
  }

  public static FenqunException data(String message) {
    return new FenqunException(Kind.DATA, message);
  }

  public static FenqunException notReady(String message) {
    return new FenqunException(Kind.NOT_READY, message);
  }

  public static FenqunException internal(String message) {
    return new FenqunException(Kind.INTERNAL, message);
  }
}
