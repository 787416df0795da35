package io.fenqun.table;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.SparkTest;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.sql.Date;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class MonthColumnsTest extends SparkTest {
  private Dataset<Row> months() {
    return rows(
        "month string",
        RowFactory.create("1999-12"),
        RowFactory.create("2000-01"),
        RowFactory.create("2000-02"));
  }

  @Test
  void theIndexIsThatOfMonthAndBack() {
    Dataset<Row> rows =
        months()
            .withColumn("i", MonthColumns.index(col("month")))
            .withColumn("text", MonthColumns.text(col("i")));
    for (Row row : rows.collectAsList()) {
      assertThat(row.getInt(1)).isEqualTo(Month.parse(row.getString(0)).index());
      assertThat(row.getString(2)).isEqualTo(row.getString(0));
    }
  }

  @Test
  void theEndIsTheLastDay() {
    List<Row> rows = months().select(MonthColumns.end(col("month"))).collectAsList();
    assertThat(rows)
        .extracting(row -> row.getDate(0))
        .containsExactly(
            Date.valueOf("1999-12-31"), Date.valueOf("2000-01-31"), Date.valueOf("2000-02-29"));
  }

  @Test
  void aRangeKeepsItsMonths() {
    MonthRange range = new MonthRange(Month.parse("2000-01"), Month.parse("2000-02"));
    assertThat(months().filter(MonthColumns.in(range)).collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("2000-01", "2000-02");
  }
}
