package io.fenqun.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenqun.SparkTest;
import io.fenqun.error.FenqunException;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class SnapshotMonthsTest extends SparkTest {
  private static final List<Month> DELIVERIES =
      List.of(Month.parse("2024-01"), Month.parse("2024-03"), Month.parse("2024-04"));

  private static MonthRange range(String from, String to) {
    return new MonthRange(Month.parse(from), Month.parse(to));
  }

  @Test
  void theLatestDeliveryServesUntilItIsTooOld() {
    assertThat(SnapshotMonths.deliveryFor(Month.parse("2024-02"), DELIVERIES, 1))
        .contains(Month.parse("2024-01"));
    assertThat(SnapshotMonths.deliveryFor(Month.parse("2024-04"), DELIVERIES, 1))
        .contains(Month.parse("2024-04"));
    assertThat(SnapshotMonths.deliveryFor(Month.parse("2024-06"), DELIVERIES, 1)).isEmpty();
    assertThat(SnapshotMonths.deliveryFor(Month.parse("2023-12"), DELIVERIES, 1)).isEmpty();
  }

  @Test
  void rowsCarryTheMonthsThatTheyAreTrueOf() {
    Dataset<Row> rows =
        rows(
            "month string, id string",
            RowFactory.create("2024-01", "a"),
            RowFactory.create("2024-03", "b"),
            RowFactory.create("2024-04", "c"));
    List<Row> valid =
        SnapshotMonths.of(TestSources.ACCOUNT, range("2024-01", "2024-03"), DELIVERIES, rows)
            .orderBy("month")
            .collectAsList();
    assertThat(valid)
        .containsExactly(
            RowFactory.create("2024-01", "a"),
            RowFactory.create("2024-02", "a"),
            RowFactory.create("2024-03", "b"));
  }

  @Test
  void theLatestDeliveryOfASourceWithoutHistoryIsTrueOfEveryMonth() {
    Dataset<Row> rows =
        rows(
            "month string, id string",
            RowFactory.create("2024-03", "b"),
            RowFactory.create("2024-04", "c"));
    assertThat(
            SnapshotMonths.of(TestSources.PLACE, range("2024-01", "2024-02"), DELIVERIES, rows)
                .collectAsList())
        .containsExactly(RowFactory.create("2024-04", "c"));
  }

  @Test
  void aMonthWithoutDeliveryIsNotReady() {
    Dataset<Row> rows = rows("month string, id string");
    assertThatThrownBy(
            () ->
                SnapshotMonths.of(
                    TestSources.ACCOUNT, range("2024-05", "2024-06"), DELIVERIES, rows))
        .hasMessageContaining(
            "Cannot compute features of 2024-06: the latest snapshot of account is missing or more than 1 months old")
        .extracting(e -> ((FenqunException) e).kind())
        .isEqualTo(FenqunException.Kind.NOT_READY);
  }
}
