package io.fenqun.transition;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.Lines;
import io.fenqun.SparkTest;
import io.fenqun.table.SchemeValue;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class MovesTest extends SparkTest {

  @Test
  void aLongerHorizonKnowsWhoWasSeenOnTheWay() {
    Dataset<Row> customerMonth =
        rows(
            "month string, customer_id string, value decimal(18,2), tier string",
            RowFactory.create("2024-01", "stays", BigDecimal.ONE, "A"),
            RowFactory.create("2024-04", "stays", BigDecimal.ONE, "B"),
            RowFactory.create("2024-02", "came on the way", BigDecimal.ONE, "A"),
            RowFactory.create("2024-04", "came on the way", BigDecimal.ONE, "A"),
            RowFactory.create("2024-04", "came back", BigDecimal.ONE, "B"));
    Dataset<Row> span =
        rows(
            "customer_id string, first_month string",
            RowFactory.create("stays", "2024-01"),
            RowFactory.create("came on the way", "2024-02"),
            RowFactory.create("came back", "2023-06"));

    Moves moves = new Moves(List.of(new SchemeValue("tier", "value")), List.of());
    Dataset<Row> joined =
        moves.to(
            new TransitionScope(
                List.of(new TransitionScope.Horizon(3, MonthRange.of(Month.of(2024, 4)))),
                List.of()),
            customerMonth,
            span);

    assertThat(Lines.of(MoveTally.of(joined, moves), "from_segment", "to_segment"))
        .containsExactly("A B", "ENTERED A", "RETURNED B");
  }

  @Test
  void aTallyThatIsFullGivesWhatItHasAndGoesOn() {
    Row[] customers =
        IntStream.range(0, 60)
            .mapToObj(i -> RowFactory.create("2024-0" + (1 + i % 2), "c" + i / 2, "S" + i % 7))
            .toArray(Row[]::new);
    Moves moves = new Moves(List.of(new SchemeValue("tier", "value")), List.of("tier"));
    Dataset<Row> joined =
        moves.to(
            TransitionScope.monthOverMonth(MonthRange.of(Month.of(2024, 2))),
            rows("month string, customer_id string, tier string", customers)
                .withColumn("value", lit("12.34").cast("decimal(18,2)")),
            rows("customer_id string, first_month string"));

    Dataset<Row> small = MoveTally.of(joined.coalesce(1), moves, 3);
    Dataset<Row> whole = MoveTally.of(joined.coalesce(1), moves);

    assertThat(small.count()).isGreaterThan(whole.count());
    assertThat(Lines.of(added(small))).isEqualTo(Lines.of(added(whole)));
  }

  private static Dataset<Row> added(Dataset<Row> cells) {
    return cells
        .groupBy("from_segment", "to_segment", "group_0")
        .agg(
            sum("customers").as("customers"),
            sum("cents_from").as("cents_from"),
            sum("weight_squares").as("squares"))
        .orderBy("from_segment", "to_segment", "group_0");
  }
}
