package io.fenqun.table;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;

import io.fenqun.error.FenqunException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;

/**
 * A customer's segments of all schemes as one text, and the numbers of the segments in it. Counting
 * by scheme and segment then takes one row per customer instead of one per customer and scheme.
 *
 * <p>Numbers are given as segments are met, from 0 for each scheme: they hold for this object
 * alone. Mutable: one for a task.
 */
public final class SegmentText {
  /** In no segment's name. */
  private static final String END = "\u0001";

  private final List<List<String>> namesOf;

  /**
   * @param schemes how many the texts are of
   */
  public SegmentText(int schemes) {
    namesOf = IntStream.range(0, schemes).<List<String>>mapToObj(i -> new ArrayList<>()).toList();
  }

  /** The text of these segment columns; a null segment counts as OUTSIDE. */
  public static Column of(List<String> schemes) {
    return concat(
        schemes.stream()
            .flatMap(scheme -> Stream.of(coalesce(col(scheme), lit(States.OUTSIDE)), lit(END)))
            .toArray(Column[]::new));
  }

  /** Puts the number of each scheme's segment into {@code numbers}. */
  public void read(String text, int[] numbers) {
    int at = 0;
    for (int scheme = 0; scheme < numbers.length; scheme++) {
      List<String> names = namesOf.get(scheme);
      int number = 0;
      while (number < names.size() && !text.startsWith(names.get(number), at)) {
        number++;
      }
      if (number == names.size()) {
        names.add(text.substring(at, text.indexOf(END, at) + 1));
      }
      numbers[scheme] = number;
      at += names.get(number).length();
    }
    if (at != text.length()) {
      throw new FenqunException(
          FenqunException.Kind.DATA,
          "Cannot count segments: a segment's name holds the character U+0001");
    }
  }

  /** The number of a segment that may not have been met in a text. */
  public int number(int scheme, String segment) {
    List<String> names = namesOf.get(scheme);
    int known = names.indexOf(segment + END);
    if (known < 0) {
      names.add(segment + END);
    }
    return known < 0 ? names.size() - 1 : known;
  }

  public String segment(int scheme, int number) {
    String name = namesOf.get(scheme).get(number);
    return name.substring(0, name.length() - END.length());
  }
}
