package io.fenqun.store;

import io.fenqun.error.FenqunException;
import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Tells a compressed file that is cut or corrupt from storage that does not answer. */
final class DamagedFiles {
  /** What zlib and Hadoop's own decompressors say. */
  private static final Pattern DAMAGE =
      Pattern.compile(
          "gzip|incorrect|invalid|corrupt|crc|checksum|unknown compression|unexpected end");

  private DamagedFiles() {}

  static boolean isDamage(IOException failure, boolean compressed) {
    String message =
        failure.getMessage() == null ? "" : failure.getMessage().toLowerCase(Locale.ROOT);
    return compressed && (failure instanceof EOFException || DAMAGE.matcher(message).find());
  }

  static FenqunException damaged(String source, String file, IOException cause) {
    return new FenqunException(
        FenqunException.Kind.DATA,
        "Cannot read source "
            + source
            + ": "
            + file
            + " is cut off or damaged and cannot be decompressed; deliver it again",
        cause);
  }
}
