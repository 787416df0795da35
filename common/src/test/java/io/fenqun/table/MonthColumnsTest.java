package io.fenqun.table;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.Lines;
import io.fenqun.SparkTest;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class MonthColumnsTest extends SparkTest {
  private Dataset<Row> months() {
    return rows(
        "month string",
        RowFactory.create("2023-12"),
        RowFactory.create("2024-01"),
        RowFactory.create((String) null));
  }

  @Test
  void indexIsThatOfMonth() {
    Dataset<Row> indexes = months().select(MonthColumns.index(col("month")).as("index"));
    assertThat(Lines.of(indexes))
        .containsExactly("-", "" + Month.of(2023, 12).index(), "" + Month.of(2024, 1).index());
  }

  @Test
  void textFollowsTheIndexOverTheYear() {
    Dataset<Row> next =
        months().select(MonthColumns.text(MonthColumns.index(col("month")).plus(1)).as("next"));
    assertThat(Lines.of(next)).containsExactly("-", "2024-01", "2024-02");
  }

  @Test
  void withinIncludesBothEnds() {
    MonthRange range = new MonthRange(Month.of(2023, 11), Month.of(2023, 12));
    assertThat(Lines.of(months().where(MonthColumns.within(col("month"), range))))
        .containsExactly("2023-12");
  }
}
