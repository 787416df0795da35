package io.fenqun.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.conf.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

class SqlExpressionTest {
  private static SqlExpression sql(String text) {
    return new SqlExpression(text, new Position("a.yaml", 1, "by"));
  }

  @Test
  void namesAreThoseOfColumnsInOrderOnce() {
    assertThat(
            sql("coalesce(tier, 'X') = 'B' and points.score > least(amount, 3) + amount").names())
        .containsExactly(List.of("tier"), List.of("points", "score"), List.of("amount"));
  }

  @Test
  void argumentsOfLambdasAreNoNames() {
    assertThat(sql("exists(array(first, second), x -> x > floor_amount)").names())
        .containsExactlyInAnyOrder(List.of("first"), List.of("second"), List.of("floor_amount"));
  }

  @Test
  void aTextThatIsNoSqlHasNoNames() {
    assertThat(sql("tier = = 'B'").names()).isEmpty();
  }

  @Test
  void everyNameCanBeReplaced() {
    assertThat(sql("points.score > amount").column(name -> List.of(String.join("__", name))))
        .hasToString("(points__score > amount)");
  }
}
