package io.fenqun.time;

import io.fenqun.error.FenqunException;
import java.util.List;
import java.util.stream.IntStream;

/** The months from {@code from} to {@code to}, both included; never empty. */
public record MonthRange(Month from, Month to) {
  public MonthRange {
    if (to.compareTo(from) < 0) {
      throw FenqunException.config(
          "Invalid range of months: "
              + from
              + " is after "
              + to
              + "; --from must not be later than --to");
    }
  }

  public static MonthRange of(Month month) {
    return new MonthRange(month, month);
  }

  /** As {@link #toString} writes it. */
  public static MonthRange parse(String text) {
    String[] ends = text.split("\\.\\.", -1);
    return new MonthRange(Month.parse(ends[0]), Month.parse(ends[ends.length - 1]));
  }

  public List<Month> months() {
    return IntStream.rangeClosed(from.index(), to.index()).mapToObj(Month::new).toList();
  }

  public boolean contains(Month month) {
    return from.compareTo(month) <= 0 && month.compareTo(to) <= 0;
  }

  public int size() {
    return to.index() - from.index() + 1;
  }

  @Override
  public String toString() {
    return from.equals(to) ? from.toString() : from + ".." + to;
  }
}
