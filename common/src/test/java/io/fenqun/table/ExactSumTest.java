package io.fenqun.table;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenqun.SparkTest;
import java.math.BigDecimal;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class ExactSumTest extends SparkTest {

  @Test
  void moneyIsSummedToTheCent() {
    assertThat(sum("0.10", "-0.30", "12345678901234.56"))
        .isEqualTo(new BigDecimal("12345678901234.36"));
  }

  @Test
  void nothingButNullsSumsToZero() {
    assertThat(sum((String) null)).isEqualTo(new BigDecimal("0.00"));
  }

  @Test
  void moreThanMoneyHoldsIsRefused() {
    assertThatThrownBy(() -> sum("9999999999999999.99", "0.01"))
        .hasStackTraceContaining("Cannot add up a column");
  }

  @Test
  void anOverflowOfTheLongIsRefused() {
    Dataset<Row> longs = rows("n bigint", RowFactory.create(Long.MAX_VALUE), RowFactory.create(1L));
    assertThatThrownBy(() -> longs.agg(ExactSum.of(col("n"))).collectAsList())
        .hasStackTraceContaining("Cannot add up a column");
  }

  private BigDecimal sum(String... amounts) {
    Row[] input = new Row[amounts.length];
    for (int i = 0; i < amounts.length; i++) {
      input[i] = RowFactory.create(amounts[i] == null ? null : new BigDecimal(amounts[i]));
    }
    return rows("amount decimal(18,2)", input)
        .agg(ExactSum.ofMoney(col("amount")))
        .first()
        .getDecimal(0);
  }
}
