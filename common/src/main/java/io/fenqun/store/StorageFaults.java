package io.fenqun.store;

import io.fenqun.error.FenqunException;
import io.fenqun.table.RowRefusal;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.sql.delta.DeltaConcurrentModificationException;
import org.jspecify.annotations.Nullable;

/**
 * Turns what goes wrong below Spark into the failure that a person can act on. Failures of our own,
 * those from inside an expression too, pass as they are.
 */
final class StorageFaults {
  private StorageFaults() {}

  /**
   * Runs a piece of input or output.
   *
   * @param refusedAct the start of the message, for example {@code Cannot write table churn_month}
   */
  static <T> T translated(String refusedAct, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      throw translate(refusedAct, e);
    } catch (Exception e) { // Scala code throws checked exceptions that it does not declare
      throw translate(refusedAct, e);
    }
  }

  static RuntimeException translate(String refusedAct, Exception failure) {
    Optional<FenqunException> ours =
        FenqunException.behind(failure).or(() -> RowRefusal.find(failure));
    if (ours.isPresent()) {
      return ours.get();
    }
    @Nullable IOException storage = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DeltaConcurrentModificationException) {
        return new FenqunException(
            FenqunException.Kind.LOCKED,
            refusedAct
                + ": another process wrote the table meanwhile; nothing of this write is visible:"
                + " see which process holds the pack, then run again",
            failure);
      }
      if (cause instanceof IOException io) {
        storage = io;
      }
    }
    if (storage != null) {
      String what =
          storage.getMessage() == null ? storage.getClass().getSimpleName() : storage.getMessage();
      return new FenqunException(
          FenqunException.Kind.STORAGE,
          refusedAct + ": " + what.lines().findFirst().orElse("") + "; " + remedy(storage, what),
          failure);
    }
    return failure instanceof RuntimeException runtime
        ? runtime
        : new FenqunException(FenqunException.Kind.INTERNAL, refusedAct, failure);
  }

  private static String remedy(IOException storage, String what) {
    String text = what.toLowerCase(Locale.ROOT);
    if (text.contains("no space left") || text.contains("quota")) {
      return "free space there or choose another --warehouse, then run again: nothing half written is visible";
    }
    if (storage instanceof ParentNotDirectoryException
        || storage instanceof FileAlreadyExistsException
        || text.contains("not a directory")
        || text.contains("mkdirs failed")) {
      return "check that every parent of --warehouse is a folder in which this user may write";
    }
    if (storage instanceof AccessControlException
        || storage instanceof AccessDeniedException
        || text.contains("permission denied")) {
      return "give this user the right to read and write there";
    }
    if (storage instanceof FileNotFoundException) {
      return "a file is gone: check the folder, then run again";
    }
    return "check the storage, then run again";
  }
}
