package io.fenqun.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenqun.SparkTest;
import io.fenqun.error.FenqunException;
import io.fenqun.table.Tables;
import java.math.BigDecimal;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class SchemeTrialTest extends SparkTest {
  private static final long serialVersionUID = 1L;
  private static final String SAMPLE = "src/test/resources/packs/sample";

  private static Row customer(String id, String month, long events, String level) {
    return RowFactory.create(id, month, false, events, new BigDecimal(level));
  }

  private Dataset<Row> features() {
    return rows(
        "customer_id string, month string, is_departed boolean, event_count bigint, level decimal(18,2)",
        customer("a", "2024-01", 3, "999.99"),
        customer("b", "2024-01", 1, "1000"),
        customer("a", "2024-02", 2, "5000"),
        customer("b", "2024-02", 0, "5000"),
        customer("a", "2024-03", 2, "1"));
  }

  @Test
  void aSchemeIsAssignedToTheMonthsAskedForWithoutTheFeaturesThatOthersRead() {
    Dataset<Row> rows =
        SchemeTrial.of(SAMPLE).segments(features(), "asset_level", "2024-01", "2024-02");

    assertThat(rows.columns())
        .containsExactlyInAnyOrder(Tables.SEGMENT_MONTH.schema().fieldNames());
    assertThat(
            rows.select("month", "customer_id", "segment").collectAsList().stream()
                .map(row -> row.mkString(" ")))
        .containsExactlyInAnyOrder(
            "2024-01 a LOW", "2024-01 b MIDDLE", "2024-02 a HIGH", "2024-02 b OUTSIDE");
  }

  @Test
  void aSchemeThatThePackLacksIsRefusedWithThoseThatItHas() {
    SchemeTrial trial = SchemeTrial.of(SAMPLE);
    List<String> known = trial.pack().schemes().stream().map(scheme -> scheme.name()).toList();

    assertThatThrownBy(() -> trial.segments(features(), "asset_levle", "2024-01", "2024-01"))
        .isInstanceOfSatisfying(
            FenqunException.class,
            refusal -> assertThat(refusal.kind()).isEqualTo(FenqunException.Kind.CONFIG))
        .hasMessage(
            "Cannot try scheme asset_levle: pack sample has no such scheme; it has "
                + String.join(", ", known));
  }
}
