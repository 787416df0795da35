package io.fenqun.table;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.SparkTest;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class RoundingTest extends SparkTest {

  @Test
  void keepsNineSignificantDigitsOfAnyMagnitude() {
    assertThat(
            rounded(List.of(1.0 / 3, 2.0e7 / 3, 1.23456789049e12, -1.0 / 7, 123.0, 999.9999999999)))
        .containsExactly(0.333333333, 6666666.67, 1.23456789e12, -0.142857143, 123.0, 1000.0);
  }

  @Test
  void leavesWhatHasNoDigits() {
    List<Double> values =
        new ArrayList<>(
            List.of(
                0.0,
                -0.0,
                Double.NaN,
                Double.NEGATIVE_INFINITY,
                Double.MIN_VALUE,
                Double.MAX_VALUE));
    values.add(null);
    assertThat(rounded(values))
        .containsExactly(
            0.0,
            0.0,
            Double.NaN,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE,
            Double.MAX_VALUE,
            null);
  }

  @Test
  void hidesTheLastBits() {
    double sum = 0.1 + 0.2;
    assertThat(rounded(List.of(sum, Math.nextUp(sum), Math.nextDown(sum)))).containsOnly(0.3);
  }

  @Test
  void agreesWithDecimalArithmetic() {
    long seed = 9;
    Random random = new Random(seed);
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      values.add((random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(30) - 10));
    }
    List<Double> expected =
        values.stream()
            .map(value -> new BigDecimal(value).round(new MathContext(9)).doubleValue())
            .toList();
    assertThat(rounded(values)).as("seed %d", seed).isEqualTo(expected);
  }

  private List<Double> rounded(List<Double> values) {
    List<Row> input = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      input.add(RowFactory.create(i, values.get(i)));
    }
    return rows("i int, value double", input)
        .orderBy("i")
        .select(Rounding.significant(col("value")))
        .collectAsList()
        .stream()
        .map(row -> row.isNullAt(0) ? null : (Double) row.getDouble(0))
        .toList();
  }
}
