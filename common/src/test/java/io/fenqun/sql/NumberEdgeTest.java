package io.fenqun.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.conf.Position;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NumberEdgeTest {

  @Test
  void aComparisonWithANumberHoldsAboveOrBelowItWhicheverStandsFirst() {
    assertThat(edge("balance >= 50")).contains(above("50", "balance"));
    assertThat(edge("balance > 50.5")).contains(above("50.5", "balance"));
    assertThat(edge("-0.3 <= trend")).contains(above("-0.3", "trend"));
    assertThat(edge("points.score < 1e2")).contains(below("100", "points", "score"));
    assertThat(edge("7 > orders")).contains(below("7", "orders"));
  }

  @Test
  void whatIsNotASingleComparisonOfAColumnWithANumberHasNoEdge() {
    for (String other :
        List.of(
            "balance = 5",
            "balance >= floor",
            "balance + 1 >= 5",
            "balance >= 5 and balance < 9",
            "not balance >= 5",
            "day >= date'2024-01-01'",
            "kind >= 'x'",
            "balance >= null",
            "5 >= 4",
            "balance >=")) {
      assertThat(edge(other)).as(other).isEmpty();
    }
  }

  private static Optional<NumberEdge> edge(String sql) {
    return NumberEdge.from(new SqlExpression(sql, new Position("test", 1, "")));
  }

  private static NumberEdge above(String number, String... column) {
    return edge(number, true, column);
  }

  private static NumberEdge below(String number, String... column) {
    return edge(number, false, column);
  }

  private static NumberEdge edge(String number, boolean isFloor, String... column) {
    return new NumberEdge(List.of(column), new BigDecimal(number), isFloor);
  }
}
