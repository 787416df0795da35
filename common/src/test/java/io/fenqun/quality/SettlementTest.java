package io.fenqun.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** Deliveries that speak of one another's records, each rule by hand. */
class SettlementTest extends SettlementHarness {
  private static final long serialVersionUID = 1L;

  @Test
  void aLateCopyIsADuplicateAndALateCorrectionSupersedes() {
    read(
        file(
            "2024-01",
            sale("2024-01", "a", "1.00"),
            sale("2024-01", "b", "2.00"),
            sale("2024-01", "c", "3.00")));
    SourceCounts february =
        read(
            file(
                "2024-02",
                sale("2024-02", "a", "9.00"),
                sale("2024-01", "a", "1"),
                sale("2024-01", "b", "2.50"),
                sale("2024-01", "d", "4.00")));

    assertThat(cleanTexts())
        .containsExactly(
            "2024-01 2024-01 a 1.00",
            "2024-01 2024-01 c 3.00",
            "2024-02 2024-01 b 2.50",
            "2024-02 2024-01 d 4.00",
            "2024-02 2024-02 a 9.00");
    assertThat(displacedTexts())
        .containsExactly("2024-01 2024-01 b 2.00 SUPERSEDED", "2024-02 2024-01 a 1.00 DUPLICATE");
    MonthCounts all = february.of("2024-02");
    assertThat(List.of(all.read(), all.clean(), all.duplicates(), all.superseded()))
        .isEqualTo(List.of(4L, 3L, 1L, 0L));
    assertThat(all.reconciles()).isTrue();
    assertThat(all.money().get("amount").duplicates()).isEqualByComparingTo("1");
  }

  @Test
  void theOrderOfDeliveriesDecidesAndNotThatOfReading() {
    Sale first = sale("2024-01", "a", "1.00");
    Sale other = sale("2024-01", "a", "2.00");
    read(file("2024-01", first));
    read(file("2024-03", first));
    assertThat(cleanTexts()).containsExactly("2024-01 2024-01 a 1.00");

    // Between the two: then the third is a correction, and no copy
    SourceCounts between = read(file("2024-02", other));
    assertThat(cleanTexts()).containsExactly("2024-03 2024-01 a 1.00");
    assertThat(displacedTexts())
        .containsExactly("2024-01 2024-01 a 1.00 SUPERSEDED", "2024-02 2024-01 a 2.00 SUPERSEDED");
    assertThat(between.of("2024-02").superseded()).isEqualTo(1);

    // The second read again without the record: the oldest copy is back
    read(file("2024-02", sale("2024-02", "x", "7.00")));
    assertThat(cleanTexts()).containsExactly("2024-01 2024-01 a 1.00", "2024-02 2024-02 x 7.00");
    assertThat(displacedTexts()).containsExactly("2024-03 2024-01 a 1.00 DUPLICATE");
  }

  @Test
  void aDeliveryWhoseRowsWereSupersededIsTheSameAfterAnotherReading() {
    SortedMap<String, List<Sale>> january =
        file("2024-01", sale("2024-01", "a", "1.00"), sale("2024-01", "b", null));
    read(january);
    read(file("2024-02", sale("2024-01", "a", null), sale("2024-01", "b", "0.00")));
    List<String> tables = cleanTexts();
    List<String> standings = displacedTexts();
    SourceCounts again = read(january);

    assertThat(cleanTexts()).isEqualTo(tables).hasSize(2);
    assertThat(displacedTexts()).isEqualTo(standings).hasSize(2);
    assertThat(again.of("2024-01").superseded()).isEqualTo(2);
    assertThat(again.of("2024-01").reconciles()).isTrue();
  }

  @Test
  void aRowThatAStoppedRunLeftInBothTablesIsSettled() {
    read(file("2024-01", sale("2024-01", "a", "1.00")));
    Row row = clean.get(0);
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      values.add(row.get(i));
    }
    values.add(Standing.SUPERSEDED.name());
    displaced.add(RowFactory.create(values.toArray()));
    read(file("2024-02", sale("2024-01", "a", "1.00")));

    assertThat(cleanTexts()).containsExactly("2024-01 2024-01 a 1.00");
    assertThat(displacedTexts()).containsExactly("2024-02 2024-01 a 1.00 DUPLICATE");
  }

  @Test
  void aFewChangesAreSentToTheRowsAndTheRowsAreNotMoved() {
    read(file("2024-01", sale("2024-01", "a", "1.00"), sale("2024-01", "b", "1.00")));
    Settlement settlement =
        settled(file("2024-02", sale("2024-01", "a", "2.00"), sale("2024-02", "b", "1.00")));

    for (Dataset<Row> rows :
        List.of(
            settlement.ingested().clean(), settlement.cleanOfOthers(), settlement.displaced())) {
      String plan = rows.queryExecution().executedPlan().toString();
      assertThat(plan).contains("BroadcastHashJoin").doesNotContain("Exchange hash", "Window");
    }
  }
}
