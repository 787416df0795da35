package io.fenqun.jobs;

import io.fenqun.conf.Labels;
import io.fenqun.scheme.SchemeDef;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Values of an explanation as a person reads them.
 *
 * @param states labels of the codes that every scheme has
 */
record CellText(Words words, Map<String, Labels> states) {
  /** Doubles carry the noise of their last digits; these many are shown. */
  private static final MathContext DIGITS = new MathContext(12);

  /** A value under a heading; codes that have words are given in words. */
  String of(String heading, @Nullable Object value) {
    return value instanceof String text ? words.find(heading + "." + text).orElse(text) : of(value);
  }

  String of(@Nullable Object value) {
    if (value == null) {
      return words.of("null");
    }
    if (value instanceof Boolean is) {
      return words.of(is ? "yes" : "no");
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof Double number) {
      return number.isNaN() || number.isInfinite() ? number.toString() : plain(number);
    }
    if (value instanceof Row row) {
      return named(row);
    }
    if (value instanceof Seq<?> many) {
      return String.join(
          ", ", JavaConverters.seqAsJavaList(many).stream().map(one -> of((Object) one)).toList());
    }
    return value.toString();
  }

  private static String plain(double number) {
    BigDecimal rounded = new BigDecimal(number).round(DIGITS).stripTrailingZeros();
    return (rounded.scale() < 0 ? rounded.setScale(0) : rounded).toPlainString();
  }

  /** {@code a = 1, b = 2}. */
  private String named(Row row) {
    return IntStream.range(0, row.size())
        .mapToObj(i -> row.schema().fieldNames()[i] + " = " + of(row.get(i)))
        .collect(Collectors.joining(", "));
  }

  /** {@code a = 1, b = 2} of those fields that have a value, also in the rows that it holds. */
  String known(Row row) {
    return IntStream.range(0, row.size())
        .filter(i -> !row.isNullAt(i))
        .mapToObj(
            i ->
                row.schema().fieldNames()[i]
                    + " = "
                    + (row.get(i) instanceof Row inner ? "{" + known(inner) + "}" : of(row.get(i))))
        .collect(Collectors.joining(", "));
  }

  /** A code of the scheme with its label: {@code B2 (standard shop grade 2)}. */
  String segment(SchemeDef scheme, @Nullable Object code) {
    if (code == null) {
      return of(null);
    }
    Optional<String> label =
        scheme.segments().stream()
            .filter(segment -> segment.code().equals(code))
            .map(segment -> words.language().of(segment.labels()))
            .findFirst()
            .or(() -> Optional.ofNullable(states.get(code)).map(words.language()::of));
    return label.map(name -> code + " (" + name + ")").orElse(code.toString());
  }
}
