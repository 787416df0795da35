package io.fenqun.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.SparkTest;
import io.fenqun.feature.CustomerBase.Kind;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class CustomerBaseTest extends SparkTest {
  private static final CustomerBase KNOWN = new CustomerBase(Kind.KNOWN, 3);
  private static final CustomerBase ACTIVE = new CustomerBase(Kind.ACTIVE, 3);

  private static MonthRange range(String from, String to) {
    return new MonthRange(Month.parse(from), Month.parse(to));
  }

  /** Customer and month in pairs. */
  private Dataset<Row> months(String... pairs) {
    List<Row> rows = new java.util.ArrayList<>();
    for (int i = 0; i < pairs.length; i += 2) {
      rows.add(RowFactory.create(pairs[i], pairs[i + 1]));
    }
    return rows("customer_id string, month string", rows);
  }

  private Dataset<Row> noSpan() {
    return rows("customer_id string, first_month string, last_month string, departed_month string");
  }

  private Dataset<Row> spans(Row... rows) {
    return rows(noSpan().schema().toDDL(), rows);
  }

  private List<String> rowsOf(
      CustomerBase base, MonthRange range, Dataset<Row> seen, Dataset<Row> span) {
    return base.rows(range, seen, span).collectAsList().stream()
        .map(row -> row.mkString(" "))
        .sorted()
        .toList();
  }

  @Test
  void aKnownCustomerStaysUntilForgotten() {
    Dataset<Row> seen = months("a", "2024-01", "a", "2024-01", "b", "2024-06");
    assertThat(rowsOf(KNOWN, range("2024-01", "2024-06"), seen, noSpan()))
        .containsExactly(
            "a 2024-01 2024-01",
            "a 2024-02 2024-01",
            "a 2024-03 2024-01",
            "a 2024-04 2024-01",
            "b 2024-06 2024-06");
  }

  @Test
  void aForgottenCustomerReturnsWhenSeenAgain() {
    Dataset<Row> seen = months("a", "2024-06");
    Dataset<Row> span = spans(RowFactory.create("a", "2023-09", "2024-01", null));
    assertThat(rowsOf(KNOWN, range("2024-04", "2024-07"), seen, span))
        .containsExactly("a 2024-04 2024-01", "a 2024-06 2024-06", "a 2024-07 2024-06");
  }

  @Test
  void whoDepartedBeforeTheRangeIsOutUntilSeenAgain() {
    Dataset<Row> seen = months("a", "2024-05");
    Dataset<Row> span =
        spans(
            RowFactory.create("a", "2023-01", "2024-01", "2024-02"),
            RowFactory.create("b", "2023-01", "2024-01", null));
    assertThat(rowsOf(KNOWN, range("2024-03", "2024-05"), seen, span))
        .containsExactly("a 2024-05 2024-05", "b 2024-03 2024-01", "b 2024-04 2024-01");
  }

  @Test
  void anActiveCustomerIsSeenInTheMonth() {
    Dataset<Row> seen = months("a", "2024-01", "a", "2024-03", "a", "2024-03");
    assertThat(rowsOf(ACTIVE, range("2024-01", "2024-04"), seen, noSpan()))
        .containsExactly("a 2024-01 2024-01", "a 2024-03 2024-03");
  }

  @Test
  void aMonthByItselfHasTheRowsThatItHasInARange() {
    Dataset<Row> seen = months("a", "2024-05", "a", "2024-05", "c", "2024-05");
    Dataset<Row> span =
        spans(
            RowFactory.create("a", "2023-01", "2024-01", "2024-02"),
            RowFactory.create("b", "2023-01", "2024-02", null),
            RowFactory.create("forgotten", "2023-01", "2024-01", null),
            RowFactory.create("gone", "2023-01", "2024-04", "2024-04"));
    assertThat(rowsOf(KNOWN, range("2024-05", "2024-05"), seen, span))
        .containsExactly("a 2024-05 2024-05", "b 2024-05 2024-02", "c 2024-05 2024-05");
    assertThat(rowsOf(KNOWN, range("2024-05", "2024-06"), seen, span))
        .containsExactly(
            "a 2024-05 2024-05",
            "a 2024-06 2024-05",
            "b 2024-05 2024-02",
            "c 2024-05 2024-05",
            "c 2024-06 2024-05");
    assertThat(rowsOf(ACTIVE, range("2024-05", "2024-05"), seen, span))
        .containsExactly("a 2024-05 2024-05", "c 2024-05 2024-05");
  }

  @Test
  void aSpanIsTheSameInStepsAndAtOnce() {
    Dataset<Row> seenFirst = months("a", "2024-01", "b", "2024-02");
    Dataset<Row> seenThen = months("a", "2024-03", "b", "2024-03", "c", "2024-04");
    Dataset<Row> leftFirst = months("a", "2024-02", "b", "2024-02");
    Dataset<Row> leftThen = months("b", "2024-04");
    Dataset<Row> first = CustomerSpan.of(Optional.empty(), seenFirst, leftFirst);
    assertThat(texts(first))
        .containsExactly("a 2024-01 2024-01 2024-02", "b 2024-02 2024-02 2024-02");
    List<String> inSteps = texts(CustomerSpan.of(Optional.of(first), seenThen, leftThen));
    assertThat(inSteps)
        .containsExactly(
            "a 2024-01 2024-03 null", "b 2024-02 2024-03 2024-04", "c 2024-04 2024-04 null");
    assertThat(
            texts(
                CustomerSpan.of(
                    Optional.empty(), seenFirst.union(seenThen), leftFirst.union(leftThen))))
        .isEqualTo(inSteps);
  }

  private static List<String> texts(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(row -> row.mkString(" ")).sorted().toList();
  }
}
