package io.fenqun.table;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.SparkTest;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class RoundingTest extends SparkTest {
  private static final MathContext NINE_DIGITS = new MathContext(9, RoundingMode.HALF_EVEN);

  private List<Double> rounded(List<Double> values) {
    Dataset<Row> rows = rows("id int, x double", numbered(values));
    return rows.select(col("id"), Rounding.significant(col("x")).as("x")).orderBy("id").collectAsList().stream()
        .map(row -> row.isNullAt(1) ? null : row.getDouble(1))
        .toList();
  }

  private static List<Row> numbered(List<Double> values) {
    List<Row> rows = new ArrayList<>();
    for (Double value : values) {
      rows.add(RowFactory.create(rows.size(), value));
    }
    return rows;
  }

  @Test
  void nineDigitsAreKeptOfAnyMagnitude() {
    assertThat(rounded(List.of(1.0 / 3, -2.0 / 3, 123456789.4, 1234567890123.0, 0.1, 1e9, 0.00012345678949, 99999999.99)))
        .containsExactly(0.333333333, -0.666666667, 123456789.0, 1234567890000.0, 0.1, 1e9, 0.000123456789, 100000000.0);
  }

  @Test
  void nullZeroAndWhatIsNoNumberStay() {
    List<Double> values = new ArrayList<>(List.of(0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE));
    values.add(null);
    assertThat(rounded(values)).containsExactly(0.0, 0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, null);
  }

  @Test
  void itEqualsDecimalRoundingAndIsIdempotent() {
    long seed = 20240601L;
    Random random = new Random(seed);
    List<Double> values = new ArrayList<>();
    List<Double> expected = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(40) - 12);
      values.add(value);
      expected.add(new BigDecimal(value).round(NINE_DIGITS).doubleValue());
    }
    List<Double> once = rounded(values);
    assertThat(once).as("seed %d", seed).isEqualTo(expected);
    assertThat(rounded(once)).as("seed %d", seed).isEqualTo(once);
  }
}
