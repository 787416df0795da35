package io.fenqun.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

class WeightedListTest {
  private static List<BigDecimal> weights(String... weights) {
    return List.of(weights).stream().map(BigDecimal::new).toList();
  }

  private static List<Map<String, String>> codes(String... codes) {
    return List.of(codes).stream().map(code -> Map.of("code", code)).toList();
  }

  @Test
  void digitsWithAZeroBeforeThemAreACode() {
    assertThat(
            new WeightedList(codes("07", "08"), weights("1", "1")).type().apply("code").dataType())
        .isEqualTo(DataTypes.StringType);
    assertThat(
            new WeightedList(codes("0", "-8"), weights("1", "1")).type().apply("code").dataType())
        .isEqualTo(DataTypes.LongType);
    assertThat(
            new WeightedList(codes("0.5", "8"), weights("1", "1")).type().apply("code").dataType())
        .isEqualTo(DataTypes.DoubleType);
    assertThat(new WeightedList(codes("x", "8"), weights("1", "1")).rows())
        .containsExactly(List.of("x"), List.of("8"));
  }

  @Test
  void thousandthsGoToTheLargestRemainders() {
    // 1000 / 3 = 333.33: the earlier entry has the thousandth that is left
    assertThat(counts(new WeightedList(codes("a", "b", "c"), weights("1", "1", "1"))))
        .containsExactlyEntriesOf(new TreeMap<>(Map.of("a", 334, "b", 333, "c", 333)));
    assertThat(counts(new WeightedList(codes("a", "b", "c"), weights("0.5", "0", "1.5"))))
        .containsExactlyEntriesOf(new TreeMap<>(Map.of("a", 250, "c", 750)));
  }

  /** How many of a thousand places give an entry. */
  private static TreeMap<String, Integer> counts(WeightedList list) {
    TreeMap<String, Integer> counts = new TreeMap<>();
    IntStream.range(0, 1000)
        .forEach(
            i -> {
              Expression entry =
                  list.entryAt(Literal.create((i + 0.5) / 1000, DataTypes.DoubleType));
              InternalRow row = (InternalRow) entry.eval(null);
              counts.merge(row.getString(0), 1, Integer::sum);
            });
    return counts;
  }
}
