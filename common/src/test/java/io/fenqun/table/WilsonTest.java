package io.fenqun.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fenqun.Lines;
import io.fenqun.SparkTest;
import io.fenqun.error.FenqunException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WilsonTest extends SparkTest {
  private final Wilson wilson = Wilson.at(0.95);

  /**
   * R. G. Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3 (score, without
   * continuity correction).
   */
  @ParameterizedTest
  @CsvSource({
    "81, 263, 0.2553, 0.3662",
    "15, 148, 0.0624, 0.1605",
    "0, 20, 0.0000, 0.1611",
    "1, 29, 0.0061, 0.1718"
  })
  void givesThePublishedLimits(long part, long whole, double low, double high) {
    Row limits = limits(part, whole);
    assertThat(limits.getDouble(0)).isCloseTo(low, within(0.00005));
    assertThat(limits.getDouble(1)).isCloseTo(high, within(0.00005));
  }

  /**
   * The example of function GM of the R package CoinMinD 1.2.1 (M. Subbiah, Goodman 1965): counts
   * 44, 55, 43, 32, 67, 78 at 95 %.
   */
  @ParameterizedTest
  @CsvSource({
    "44, 0.09468368, 0.1966413",
    "55, 0.12376893, 0.2350489",
    "43, 0.09208527, 0.1931040",
    "32, 0.06412671, 0.1535697",
    "67, 0.15637944, 0.2760670",
    "78, 0.18692732, 0.3130119"
  })
  void limitsOfAWholeRowTogetherAreThePublishedOnes(long part, double low, double high) {
    Row limits =
        Wilson.jointly(0.95, lit(6), 8)
            .withRate(counts(part, 319L), "row", col("part"), col("whole"))
            .select("row_low", "row_high")
            .first();
    assertThat(limits.getDouble(0)).isCloseTo(low, within(0.0000001));
    assertThat(limits.getDouble(1)).isCloseTo(high, within(0.0000001));
  }

  @Test
  void noneAndAllHaveExactEnds() {
    assertThat(limits(0L, 3L).getDouble(0)).isEqualTo(0.0);
    assertThat(limits(3L, 3L).getDouble(1)).isEqualTo(1.0);
  }

  @Test
  void nothingIsKnownOfAnEmptyRow() {
    Row unknown = RowFactory.create(null, null);
    assertThat(limits(0L, 0L)).isEqualTo(unknown);
    assertThat(limits(0L, null)).isEqualTo(unknown);
  }

  @Test
  void anEffectiveNumberDecidesTheLimitsNotTheRate() {
    Dataset<Row> money =
        rows("part bigint, whole bigint, number double", RowFactory.create(810L, 2630L, 263.0));
    assertThat(
            Lines.of(
                wilson.withRate(money, "rate", col("part"), col("whole"), col("number")),
                "rate",
                "rate_low",
                "rate_high"))
        .isEqualTo(
            Lines.of(
                wilson.withRate(counts(81L, 263L), "rate", col("part"), col("whole")),
                "rate",
                "rate_low",
                "rate_high"));
  }

  @Test
  void aConfidenceInPercentIsRefused() {
    assertThatThrownBy(() -> Wilson.at(95))
        .isInstanceOf(FenqunException.class)
        .hasMessage("Invalid confidence 95.0: give a fraction between 0 and 1, for example 0.95");
  }

  private Row limits(Long part, Long whole) {
    return wilson
        .withRate(counts(part, whole), "rate", col("part"), col("whole"))
        .select("rate_low", "rate_high")
        .first();
  }

  private Dataset<Row> counts(Long part, Long whole) {
    return rows("part bigint, whole bigint", RowFactory.create(part, whole));
  }
}
