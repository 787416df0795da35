package io.fenqun.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.conf.Position;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ColumnNamesTest {
  private static Set<String> names(String sql) {
    return ColumnNames.in(new SqlExpression(sql, new Position("sources/s.yaml", 1, "expr")));
  }

  @Test
  void namesAreThoseOfColumnsInTheOrderInWhichTheyStand() {
    assertThat(names("concat(b, cast(a as string), b, 'c')")).containsExactly("b", "a");
  }

  @Test
  void aNameInBackticksMayHaveADotAndAFieldBelongsToItsStruct() {
    assertThat(names("`Price (U.S.)` + item.price")).containsExactly("Price (U.S.)", "item");
  }

  @Test
  void argumentsOfLambdasAreNoColumnsAndColumnsInsideThemAre() {
    assertThat(names("filter(split(phones, ','), p -> p <> home_phone)"))
        .containsExactly("phones", "home_phone");
  }
}
