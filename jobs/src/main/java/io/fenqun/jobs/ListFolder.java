package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** An empty folder that files of groups are written to, each under a name of its own. */
record ListFolder(Path path, FreeNames names) {
  private static final int LONGEST_NAME = 60;

  /** Refuses with kind CONFIG a folder that holds something. */
  static ListFolder empty(Path path) {
    try {
      Files.createDirectories(path);
      try (Stream<Path> files = Files.list(path)) {
        if (files.findAny().isPresent()) {
          throw FenqunException.config(
              "Cannot write to " + path + ": it is not empty; give another --out");
        }
      }
    } catch (IOException e) {
      throw new FenqunException(
          FenqunException.Kind.STORAGE,
          "Cannot write to " + path + ": " + e.getMessage() + "; give another --out",
          e);
    }
    return new ListFolder(path, new FreeNames(LONGEST_NAME));
  }

  /** Letters and digits of any script, {@code -} and {@code _} stay; all else becomes {@code _}. */
  Path of(String group) {
    String name = group.replaceAll("[^\\p{L}\\p{N}_-]", "_");
    return path.resolve(names.of(name.isEmpty() ? "_" : name));
  }
}
