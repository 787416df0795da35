package io.fenqun.table;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fenqun.SparkTest;
import io.fenqun.error.FenqunException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

class ExactTest extends SparkTest {
  private static Column sum(DataType type) {
    Column units = Exact.units(col("x"), type, "too large");
    return Exact.ofUnits(
            Exact.sumOfUnits(units, UnaryOperator.identity(), "too large"), type, "too large")
        .as("total");
  }

  private Row total(String ddlType, Object... values) {
    List<Row> rows = new ArrayList<>();
    for (Object value : values) {
      rows.add(RowFactory.create(value));
    }
    Dataset<Row> frame = rows("x " + ddlType, rows);
    return frame.agg(sum(frame.schema().apply("x").dataType())).head();
  }

  @Test
  void decimalsAreSummedToTheirScale() {
    Row total = total("decimal(18,2)", new BigDecimal("0.10"), null, new BigDecimal("-3.35"));
    assertThat(total.getDecimal(0)).isEqualTo(new BigDecimal("-3.25"));
    assertThat(total.schema().apply(0).dataType()).isEqualTo(DataTypes.createDecimalType(18, 2));
  }

  @Test
  void integersAreSummedAsLongAndNothingIsZero() {
    assertThat(total("int", 2_000_000_000, 2_000_000_000).getLong(0)).isEqualTo(4_000_000_000L);
    assertThat(total("int", (Object) null).getLong(0)).isZero();
  }

  @Test
  void widerDecimalsFitOrAreRefused() {
    assertThat(total("decimal(20,2)", new BigDecimal("12.34")).getDecimal(0))
        .isEqualTo(new BigDecimal("12.34"));
    assertThat(refusal(() -> total("decimal(20,2)", new BigDecimal("123456789012345678.00"))))
        .hasMessage("too large");
  }

  @Test
  void aTotalBeyondEighteenDigitsOrALongIsRefused() {
    BigDecimal large = new BigDecimal("9999999999999999.99");
    assertThat(refusal(() -> total("decimal(18,2)", large, new BigDecimal("0.01"))))
        .hasMessage("too large");
    assertThat(refusal(() -> total("bigint", Long.MAX_VALUE, 1L))).hasMessage("too large");
    assertThat(refusal(() -> total("bigint", Long.MAX_VALUE, 1L)).kind())
        .isEqualTo(FenqunException.Kind.DATA);
  }

  private static FenqunException refusal(Runnable query) {
    return RowRefusal.find(catchThrowable(query::run)).orElseThrow();
  }

  @Test
  void otherFailuresAreNoRefusals() {
    assertThat(RowRefusal.find(new IllegalStateException("disk full", new RuntimeException())))
        .isEmpty();
  }

  @Test
  void quotientsAreRoundedHalfUp() {
    long seed = 7L;
    Random random = new Random(seed);
    List<Row> rows =
        new ArrayList<>(
            List.of(
                RowFactory.create(5L, 2L), RowFactory.create(-5L, 2L), RowFactory.create(0L, 3L)));
    for (int i = 0; i < 500; i++) {
      rows.add(
          RowFactory.create(
              random.nextLong() % 1_000_000_000_000_000_000L, 1L + random.nextInt(40)));
    }
    Dataset<Row> quotients =
        rows("a bigint, b bigint", rows).withColumn("q", Exact.quotientHalfUp(col("a"), col("b")));
    for (Row row : quotients.collectAsList()) {
      BigDecimal expected =
          BigDecimal.valueOf(row.getLong(0))
              .divide(BigDecimal.valueOf(row.getLong(1)), 0, RoundingMode.HALF_UP);
      assertThat(row.getLong(2)).as("seed %d: %s", seed, row).isEqualTo(expected.longValueExact());
    }
  }
}
