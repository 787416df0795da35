package io.fenqun.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.conf.Position;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OneColumnConditionTest {
  private static final Scope SCOPE =
      Scope.of(
          Map.of(
              "x", DataTypes.createDecimalType(18, 2),
              "y", DataTypes.LongType,
              "t", DataTypes.StringType,
              "d", DataTypes.DateType,
              "b", DataTypes.BooleanType));

  private static Optional<OneColumnCondition> read(String text) {
    return OneColumnCondition.from(new SqlExpression(text, new Position("f", 1, "when")), SCOPE);
  }

  private static BitSet holds(String text) {
    OneColumnCondition condition = read(text).orElseThrow();
    return condition.holdsOn(ColumnCells.of(List.of(condition)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x > 5 and x < 3",
        "x >= 5 and x < 5",
        "x between 5 and 3",
        "x = 1 and x = 2",
        "x = 1 and x <> 1.00",
        "5 > x and x >= 5.0",
        "x is null and x > 0",
        "not (x is null or x is not null)",
        "x in (1, 2) and x not in (1, 2, 3)",
        "x > -1 and x < -1",
        "t = 'A' and t = 'B'",
        "t <> 'A' and t = 'A'",
        "d > date'2024-02-01' and d < date'2024-01-01'",
        "b and not b",
        "b = false and b"
      })
  void aContradictionHoldsNowhere(String condition) {
    assertThat(holds(condition).isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x >= 5 or x < 5 or x is null",
        "x <=> 1 or not x <=> 1",
        "b or not b or b is null",
        "t = 'A' or t <> 'A' or t is null"
      })
  void aTruismHoldsEverywhere(String condition) {
    OneColumnCondition read = read(condition).orElseThrow();
    ColumnCells cells = ColumnCells.of(List.of(read));

    assertThat(read.holdsOn(cells)).isEqualTo(cells.all());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x >= 5 or x < 5",
        "b or not b",
        "x > 3 and x < 4",
        "t > 'A' and t < 'B'",
        "x = 1"
      })
  void whatHoldsOnSomeValuesIsNeither(String condition) {
    OneColumnCondition read = read(condition).orElseThrow();
    ColumnCells cells = ColumnCells.of(List.of(read));

    assertThat(read.holdsOn(cells).isEmpty()).isFalse();
    assertThat(read.holdsOn(cells)).isNotEqualTo(cells.all());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x > y",
        "x > 1 and y > 1",
        "x + 1 > 3",
        "x > '3'",
        "t = 3",
        "t like 'A%'",
        "unknown > 1",
        "x >",
        "x > null",
        "true",
        "y = 1 and x = 1",
        "d > '2024-01-01'"
      })
  void otherConditionsAreNotJudged(String condition) {
    assertThat(read(condition)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 3", "20240131, 7, 11"})
  void itHoldsWhereANaiveEvaluationSaysSo(long first, long second, long third) {
    for (long seed : List.of(first, second, third)) {
      Random random = new Random(seed);
      for (int i = 0; i < 200; i++) {
        Generated generated = Generated.condition(random, 3);
        OneColumnCondition condition = read(generated.text()).orElseThrow();
        ColumnCells cells = ColumnCells.of(List.of(condition, read(EVERY_LITERAL).orElseThrow()));

        BitSet expected = new BitSet();
        for (int cell = 0; cell < 2 * LITERALS + 1; cell++) {
          expected.set(cell, Boolean.TRUE.equals(generated.truth().apply(cell / 2.0 - 0.5)));
        }
        expected.set(2 * LITERALS + 1, Boolean.TRUE.equals(generated.truth().apply(null)));

        assertThat(condition.holdsOn(cells))
            .as("seed %d, %s", seed, generated.text())
            .isEqualTo(expected);
      }
    }
  }

  /** 0 … 4 as literals: the cells are the values -0.5, 0, 0.5, 1 … 4.5 and null. */
  private static final int LITERALS = 5;

  private static final String EVERY_LITERAL = "x in (0, 1, 2, 3, 4)";

  /** A random condition on x and what it is for a value; null is unknown. */
  private record Generated(String text, Function<@Nullable Double, @Nullable Boolean> truth) {
    static Generated condition(Random random, int depth) {
      int kind = random.nextInt(depth == 0 ? 4 : 7);
      int literal = random.nextInt(LITERALS);
      return switch (kind) {
        case 0 -> new Generated("x < " + literal, x -> x == null ? null : x < literal);
        case 1 -> new Generated(literal + " <= x", x -> x == null ? null : literal <= x);
        case 2 -> new Generated("x = " + literal, x -> x == null ? null : x == literal);
        case 3 -> new Generated("x is null", x -> x == null);
        case 4 -> not(condition(random, depth - 1));
        case 5 -> and(condition(random, depth - 1), condition(random, depth - 1));
        default -> or(condition(random, depth - 1), condition(random, depth - 1));
      };
    }

    private static Generated not(Generated a) {
      return new Generated(
          "not (" + a.text + ")", x -> a.truth.apply(x) == null ? null : !a.truth.apply(x));
    }

    private static Generated and(Generated a, Generated b) {
      return new Generated(
          "(" + a.text + ") and (" + b.text + ")",
          x -> both(a.truth.apply(x), b.truth.apply(x), false));
    }

    private static Generated or(Generated a, Generated b) {
      return new Generated(
          "(" + a.text + ") or (" + b.text + ")",
          x -> both(a.truth.apply(x), b.truth.apply(x), true));
    }

    /** {@code decisive} decides alone; else null makes it unknown. */
    private static @Nullable Boolean both(
        @Nullable Boolean a, @Nullable Boolean b, boolean decisive) {
      List<@Nullable Boolean> parts = new ArrayList<>();
      parts.add(a);
      parts.add(b);
      if (parts.contains(decisive)) {
        return decisive;
      }
      return parts.contains(null) ? null : !decisive;
    }
  }

  @Test
  void aConditionKnowsItsColumn() {
    assertThat(read("t in ('A', 'B')").orElseThrow().column()).isEqualTo("t");
  }
}
