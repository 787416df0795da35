package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A text file of customers that a person made: one customer a line, blank lines do not count.
 *
 * @param file empty where none was given
 * @param lines number of the first line of each customer
 */
record CustomerList(Optional<Path> file, Map<String, Long> lines) {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  static CustomerList of(@Nullable Path file) {
    return file == null
        ? new CustomerList(Optional.empty(), Map.of())
        : new CustomerList(Optional.of(file), lines(file));
  }

  private static Map<String, Long> lines(Path file) {
    try {
      Map<String, Long> lines = new LinkedHashMap<>();
      List<String> texts = Files.readAllLines(file, StandardCharsets.UTF_8);
      for (int i = 0; i < texts.size(); i++) {
        String customer = texts.get(i).replace(BYTE_ORDER_MARK, "").strip();
        if (!customer.isEmpty()) {
          lines.putIfAbsent(customer, i + 1L);
        }
      }
      if (lines.isEmpty()) {
        throw FenqunException.config("Cannot use " + file + ": it names no customer");
      }
      return lines;
    } catch (IOException e) {
      throw new FenqunException(
          FenqunException.Kind.CONFIG,
          "Cannot read "
              + file
              + ": "
              + e.getMessage()
              + "; give a UTF-8 text, one customer a line",
          e);
    }
  }

  boolean isGiven() {
    return file.isPresent();
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Refuses customers that stand in both lists. */
  void requireApartFrom(CustomerList other) {
    lines.keySet().stream()
        .filter(other.lines()::containsKey)
        .findFirst()
        .ifPresent(
            both -> {
              throw FenqunException.config(
                  "Cannot both approve and reject: the customer in line "
                      + lines.get(both)
                      + " of "
                      + file.orElseThrow()
                      + " is in line "
                      + other.lines().get(both)
                      + " of "
                      + other.file().orElseThrow()
                      + " too");
            });
  }
}
