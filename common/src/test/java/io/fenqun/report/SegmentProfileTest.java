package io.fenqun.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.Lines;
import io.fenqun.SparkTest;
import io.fenqun.conf.Labels;
import io.fenqun.report.SchemeRow.SegmentRow;
import io.fenqun.table.MonthColumns;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentProfileTest extends SparkTest {
  private static final MonthRange JANUARY_AND_FEBRUARY =
      new MonthRange(Month.of(2024, 1), Month.of(2024, 2));
  private static final SchemeRow PYRAMID =
      scheme(
          "pyramid",
          "value",
          segment("TOP", "20", "80"),
          segment("REST", "80", "20"),
          segment("NONE", "0.5", null));
  private static final SchemeRow POINTS = scheme("points", "sales");

  private static SchemeRow scheme(String name, String value, SegmentRow... segments) {
    return new SchemeRow(
        name,
        new Labels(name, name),
        "share",
        Optional.empty(),
        List.of(),
        "monthly",
        value,
        value,
        "hash",
        "{}",
        List.of(segments));
  }

  private static SegmentRow segment(String code, String share, String valueShare) {
    return new SegmentRow(
        code,
        new Labels(code, code),
        Optional.empty(),
        Optional.empty(),
        Optional.of(share).map(BigDecimal::new),
        Optional.ofNullable(valueShare).map(BigDecimal::new));
  }

  private Dataset<Row> customerMonth() {
    return rows(
        "month string, customer_id string, value decimal(18,2), sales decimal(18,2), pyramid string, points string",
        customer("2024-01", "c1", "60.00", "-5.00", "TOP", "SCORED"),
        customer("2024-01", "c2", "20.00", "1.00", "REST", "SCORED"),
        customer("2024-01", "c3", "9.99", "1.00", "REST", "OUTSIDE"),
        customer("2024-01", "c4", "1000.00", "1.00", "OUTSIDE", "OUTSIDE"),
        customer("2024-02", "c1", "70.00", "5.00", "TOP", "SCORED"),
        customer("2024-02", "c2", "30.00", "5.00", "TOP", "OUTSIDE"));
  }

  private static Row customer(
      String month, String customer, String value, String sales, String pyramid, String points) {
    return RowFactory.create(
        month, customer, new BigDecimal(value), new BigDecimal(sales), pyramid, points);
  }

  private Dataset<Row> transitions() {
    return rows(
        "scheme string, month string, horizon_months int, group_by string, from_segment string, to_segment string, customers bigint",
        RowFactory.create("pyramid", "2024-02", 1, "ALL", "TOP", "TOP", 1L),
        RowFactory.create("pyramid", "2024-02", 1, "ALL", "REST", "TOP", 1L),
        RowFactory.create("pyramid", "2024-02", 1, "ALL", "REST", "LEFT", 1L),
        RowFactory.create("pyramid", "2024-02", 1, "ALL", "OUTSIDE", "LEFT", 1L),
        RowFactory.create("pyramid", "2024-02", 3, "ALL", "TOP", "LEFT", 77L),
        RowFactory.create("pyramid", "2024-02", 1, "branch", "TOP", "LEFT", 77L));
  }

  private Dataset<Row> profile() {
    return SegmentProfile.of(
        customerMonth(), transitions(), List.of(PYRAMID, POINTS), JANUARY_AND_FEBRUARY);
  }

  @Test
  void countsEveryDeclaredSegmentEvenWhereNobodyIs() {
    assertThat(Lines.of(profile(), "scheme", "month", "segment", "customers", "value"))
        .containsExactly(
            "points 2024-01 OUTSIDE 2 2.00",
            "points 2024-01 SCORED 2 -4.00",
            "points 2024-02 OUTSIDE 1 5.00",
            "points 2024-02 SCORED 1 5.00",
            "pyramid 2024-01 NONE 0 0.00",
            "pyramid 2024-01 OUTSIDE 1 1000.00",
            "pyramid 2024-01 REST 2 29.99",
            "pyramid 2024-01 TOP 1 60.00",
            "pyramid 2024-02 NONE 0 0.00",
            "pyramid 2024-02 OUTSIDE 0 0.00",
            "pyramid 2024-02 REST 0 0.00",
            "pyramid 2024-02 TOP 2 100.00");
  }

  @Test
  void sharesAreOfThePopulationBesideTheExpectedOnes() {
    assertThat(
            Lines.of(
                profile().where("month = '2024-01'"),
                "scheme",
                "segment",
                "customer_share",
                "expected_customer_share",
                "value_share",
                "expected_value_share"))
        .containsExactly(
            "points OUTSIDE - - - -",
            "points SCORED 1.0 - - -",
            "pyramid NONE 0.0 0.005 0.0 -",
            "pyramid OUTSIDE - - - -",
            "pyramid REST 0.666666667 0.8 0.333259251 0.2",
            "pyramid TOP 0.333333333 0.2 0.666740749 0.8");
  }

  @Test
  void movementIsKnownFromTheSecondMonthOn() {
    assertThat(
            Lines.of(
                profile().where("scheme = 'pyramid'"),
                "month",
                "segment",
                "entered",
                "left",
                "stayed"))
        .containsExactly(
            "2024-01 NONE - - -",
            "2024-01 OUTSIDE - - -",
            "2024-01 REST - - -",
            "2024-01 TOP - - -",
            "2024-02 NONE 0 0 0",
            "2024-02 OUTSIDE 0 1 0",
            "2024-02 REST 0 2 0",
            "2024-02 TOP 1 0 1");
  }

  @Test
  void aMonthWithoutAnyoneHasNoShares() {
    Dataset<Row> empty = customerMonth().where("month = '2023-01'");
    Dataset<Row> profile =
        SegmentProfile.of(empty, transitions(), List.of(PYRAMID), MonthRange.of(Month.of(2024, 1)));
    assertThat(Lines.of(profile, "segment", "customers", "customer_share", "value_share"))
        .containsExactly("NONE 0 - -", "OUTSIDE 0 - -", "REST 0 - -", "TOP 0 - -");
  }

  @Test
  void rowsHaveTheShapeOfTheTable() {
    assertThat(profile().schema().names()).containsExactly(Tables.SEGMENT_PROFILE.schema().names());
  }

  /** What the plan must look like at any size: customers are read once, for all schemes. */
  @Test
  void customersAreReadOnceForAllSchemesAndNeverInOneTask(@TempDir Path folder) {
    String location = folder.resolve("customer_month").toString();
    customerMonth().write().partitionBy("month").parquet(location);
    MonthRange months = MonthRange.of(Month.parse("2024-02"));
    Dataset<Row> stored = spark().read().parquet(location);
    String plan =
        SegmentProfile.of(
                stored.where(MonthColumns.within(stored.col("month"), months)),
                transitions(),
                List.of(PYRAMID, POINTS),
                months)
            .queryExecution()
            .executedPlan()
            .toString();
    assertThat(plan.split("FileScan parquet", -1)).as(plan).hasSize(2);
    assertThat(plan).contains("2024-02").doesNotContain("SinglePartition");
  }
}
