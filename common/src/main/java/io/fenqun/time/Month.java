package io.fenqun.time;

import io.fenqun.error.FenqunException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A calendar month, written {@code yyyy-MM}; {@link #index} counts months so that differences are
 * plain integers.
 */
public record Month(int index) implements Comparable<Month> {
  private static final Pattern TEXT = Pattern.compile("\\d{4}-(0[1-9]|1[0-2])");

  public static Month of(int year, int month) {
    return new Month(year * 12 + month - 1);
  }

  /** Refuses anything but {@code yyyy-MM} with kind CONFIG. */
  public static Month parse(String text) {
    if (!TEXT.matcher(text).matches()) {
      throw FenqunException.config(
          "Invalid month '" + text + "': write it as yyyy-MM, for example 2024-06");
    }
    return of(Integer.parseInt(text.substring(0, 4)), Integer.parseInt(text.substring(5)));
  }

  /** As {@link #parse}; empty for anything else. */
  public static Optional<Month> find(String text) {
    return TEXT.matcher(text).matches() ? Optional.of(parse(text)) : Optional.empty();
  }

  public int year() {
    return Math.floorDiv(index, 12);
  }

  /** 1 to 12. */
  public int number() {
    return Math.floorMod(index, 12) + 1;
  }

  public Month plus(int months) {
    return new Month(index + months);
  }

  public Month minus(int months) {
    return new Month(index - months);
  }

  public LocalDate firstDay() {
    return LocalDate.of(year(), number(), 1);
  }

  public LocalDate lastDay() {
    return YearMonth.of(year(), number()).atEndOfMonth();
  }

  public int days() {
    return YearMonth.of(year(), number()).lengthOfMonth();
  }

  @Override
  public int compareTo(Month other) {
    return Integer.compare(index, other.index);
  }

  @Override
  public String toString() {
    return String.format("%04d-%02d", year(), number());
  }
}
