package io.fenqun.pack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Rows of a test table in src/test/resources/packs: cells parted by {@code |}, {@code \n} for a new
 * line, # for comments.
 */
final class Table {
  private Table() {}

  static List<List<String>> rows(String file) {
    try (Stream<String> lines = Files.lines(Path.of("src/test/resources/packs", file))) {
      return lines
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(
              line ->
                  Stream.of(line.split(" \\| ", -1))
                      .map(cell -> cell.replace("\\n", "\n"))
                      .toList())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
