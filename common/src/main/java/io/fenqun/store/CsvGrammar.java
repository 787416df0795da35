package io.fenqun.store;

import io.fenqun.error.FenqunException;
import io.fenqun.source.SourceDef;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.csv.CSVExprUtils;

/**
 * Where the fields of one line end. A field that begins with the quote ends at its closing quote,
 * which must stand before a separator or the line's end; inside, the escape makes the next
 * character plain, and where escape and quote are the same, two are one. Any other field runs to
 * the next separator. These are the rules by which Spark splits a line; a line that breaks them,
 * Spark would guess at.
 *
 * @param quote 0 for none
 */
record CsvGrammar(String separator, char quote, char escape) implements Serializable {
  private static final int MALFORMED = -1;
  private static final int OPEN = -2;

  /** How a line leaves the record that it belongs to. */
  enum State {
    /** The record ends with the line. */
    WHOLE,

    /** A quoted field goes on in the next line. */
    OPEN,

    /** The line breaks the rules. */
    MALFORMED
  }

  /** From a source's options; what Spark's reader would not take is refused with kind CONFIG. */
  static CsvGrammar of(SourceDef source) {
    try {
      return of(source.options());
    } catch (
        IllegalArgumentException
            e) { // thrown by Spark, and by us for a quote of several characters
      throw FenqunException.config(
          "Cannot read source "
              + source.name()
              + ": "
              + source.position()
              + ": options: "
              + e.getMessage());
    }
  }

  /** From the options of Spark's reader and its defaults: {@code ,} {@code "} and {@code \}. */
  static CsvGrammar of(Map<String, String> options) {
    Map<String, String> caseless = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    caseless.putAll(options);
    String separator = caseless.getOrDefault("sep", caseless.getOrDefault("delimiter", ","));
    if (separator.isEmpty()) {
      throw new IllegalArgumentException("sep is empty; name the character between two fields");
    }
    return new CsvGrammar(
        CSVExprUtils.toDelimiterStr(separator),
        character(caseless.getOrDefault("quote", "\"")),
        character(caseless.getOrDefault("escape", "\\")));
  }

  private static char character(String text) {
    if (text.length() > 1) {
      throw new IllegalArgumentException("quote and escape are one character each, found " + text);
    }
    return text.isEmpty() ? 0 : text.charAt(0);
  }

  /** The number of fields, -1 for a line that breaks the rules. */
  int fields(CharSequence line) {
    int count = 0;
    int start = 0;
    while (true) {
      int end = fieldEnd(line, start);
      if (end == MALFORMED) {
        return MALFORMED;
      }
      count++;
      if (end == line.length()) {
        return count;
      }
      start = end + separator.length();
    }
  }

  /**
   * Follows a record from line to line.
   *
   * @param before how the line before left it: {@code OPEN}, or anything else for a first line
   */
  State after(CharSequence line, State before) {
    int start = 0;
    if (before == State.OPEN) {
      int end = closing(line, 0);
      if (end < 0) {
        return end == OPEN ? State.OPEN : State.MALFORMED;
      }
      if (end == line.length()) {
        return State.WHOLE;
      }
      start = end + separator.length();
    }
    while (true) {
      boolean isQuoted = quote != 0 && start < line.length() && line.charAt(start) == quote;
      int end = isQuoted ? closing(line, start + 1) : fieldEnd(line, start);
      if (end < 0) {
        return end == OPEN ? State.OPEN : State.MALFORMED;
      }
      if (end == line.length()) {
        return State.WHOLE;
      }
      start = end + separator.length();
    }
  }

  /** The fields without their quotes; of a line that {@link #fields} has accepted. */
  List<String> split(String line) {
    List<String> fields = new ArrayList<>();
    int start = 0;
    while (true) {
      int end = fieldEnd(line, start);
      fields.add(unquoted(line.substring(start, end)));
      if (end == line.length()) {
        return fields;
      }
      start = end + separator.length();
    }
  }

  private int fieldEnd(CharSequence line, int start) {
    if (quote == 0 || start == line.length() || line.charAt(start) != quote) {
      int end = start;
      while (end < line.length() && !isSeparator(line, end)) {
        end++;
      }
      return end;
    }
    int end = closing(line, start + 1);
    return end == OPEN ? MALFORMED : end;
  }

  /** Behind the closing quote of a field whose opening quote stands before {@code at}. */
  private int closing(CharSequence line, int at) {
    int here = at;
    while (here < line.length()) {
      char c = line.charAt(here);
      boolean doubled =
          escape == quote
              && c == quote
              && here + 1 < line.length()
              && line.charAt(here + 1) == quote;
      if (doubled || (c == escape && escape != quote)) {
        here += 2;
      } else if (c == quote) {
        int end = here + 1;
        return end == line.length() || isSeparator(line, end) ? end : MALFORMED;
      } else {
        here++;
      }
    }
    return OPEN;
  }

  private boolean isSeparator(CharSequence line, int at) {
    if (at + separator.length() > line.length()) {
      return false;
    }
    for (int i = 0; i < separator.length(); i++) {
      if (line.charAt(at + i) != separator.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private String unquoted(String field) {
    if (quote == 0 || field.isEmpty() || field.charAt(0) != quote) {
      return field;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < field.length() - 1; i++) {
      char c = field.charAt(i);
      boolean escapes =
          c == escape
              && (field.charAt(i + 1) == quote || field.charAt(i + 1) == escape)
              && i + 1 < field.length() - 1;
      text.append(escapes ? field.charAt(++i) : c);
    }
    return text.toString();
  }
}
