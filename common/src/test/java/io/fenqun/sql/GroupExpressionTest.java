package io.fenqun.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.fenqun.conf.Position;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupExpressionTest {
  private static final Position PLACE = new Position("pack.yaml", 7, "expr");
  private static final Set<String> FUNCTIONS = Set.of("sum", "count", "count_if", "avg");

  private static GroupExpression of(String text) {
    return GroupExpression.of(new SqlExpression(text, PLACE), FUNCTIONS);
  }

  @Test
  void aggregatesBecomeColumnsThatAreCalledLikeThem() {
    GroupExpression expression = of("SUM( a + 1 ) / nullif(sum(b), 0) - sum(b) * customers");

    assertThat(expression.of().text())
        .isEqualTo("`SUM( a + 1 )` / nullif(`sum(b)`, 0) - `sum(b)` * customers");
    assertThat(expression.calls())
        .extracting(GroupExpression.Call::function, GroupExpression.Call::column)
        .containsExactly(tuple("sum", "SUM( a + 1 )"), tuple("sum", "sum(b)"));
    assertThat(expression.calls().get(0).argument().orElseThrow().text()).isEqualTo("a + 1");
    assertThat(expression.faults()).isEmpty();
  }

  @Test
  void aggregatesThatDifferInCaseAloneHaveColumnsOfTheirOwn() {
    GroupExpression expression = of("count_if(a = 'x') / (count_if(a = 'X') + count_if(a = 'X'))");

    assertThat(expression.of().text())
        .isEqualTo("`count_if(a = 'x')` / (`count_if(a = 'X') 2` + `count_if(a = 'X') 2`)");
    assertThat(expression.calls())
        .extracting(GroupExpression.Call::text, GroupExpression.Call::column)
        .containsExactly(
            tuple("count_if(a = 'x')", "count_if(a = 'x')"),
            tuple("count_if(a = 'X')", "count_if(a = 'X') 2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "count(*) | count | *",
        "count( * ) | count | *",
        "count(a) | count | a",
        "count_if(a in ('甲', '😀)') or (b)) | count_if | a in ('甲', '😀)') or (b)",
        "avg(case when `a``b` > 0 then a end) | avg | case when `a``b` > 0 then a end"
      })
  void theArgumentIsTheTextBetweenTheBrackets(String text, String function, String argument) {
    GroupExpression expression = of("1 + " + text + " - 1");

    assertThat(expression.calls()).hasSize(1);
    GroupExpression.Call call = expression.calls().get(0);
    assertThat(call.function()).isEqualTo(function);
    assertThat(call.argument().map(SqlExpression::text).orElse("*")).isEqualTo(argument);
    assertThat(expression.of().names()).containsExactly(List.of(call.column()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "sum(a) | sum(a) | -",
        "customers | customers | -",
        "sum(a) / customers | sum(a) | customers",
        "sum(a) / nullif(count_if(b > 0), 0) | sum(a) | count_if(b > 0)",
        "(sum(a) / nullif(customers, 0)) | sum(a) | customers"
      })
  void aNumberOrOneDividedByAnotherIsAFraction(String text, String numerator, String denominator) {
    GroupExpression.Fraction fraction = of(text).fraction().orElseThrow();

    assertThat(fraction.numerator()).isEqualTo(numerator);
    assertThat(fraction.denominator().orElse("-")).isEqualTo(denominator);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sum(a) + sum(b)",
        "2 * sum(a)",
        "sum(a) / 2",
        "sum(a) / nullif(customers, 1)",
        "sum(a) / coalesce(customers, 0)",
        "sum(a) / customers - 1",
        "case when customers > 0 then sum(a) end"
      })
  void anythingElseIsNone(String text) {
    assertThat(of(text).fraction()).isEmpty();
  }

  @Test
  void whatStandsInsideAnAggregateIsAMatterOfRows() {
    assertThat(of("sum(sum(a))").calls())
        .extracting(GroupExpression.Call::column)
        .containsExactly("sum(sum(a))");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "median(a) | median() is no aggregate of a segment (known: avg, count, count_if, sum)",
        "1 + max(a) | max() is no aggregate of a segment (known: avg, count, count_if, sum)",
        "first(a) | first() is no aggregate of a segment (known: avg, count, count_if, sum)",
        "count(distinct a) | count takes one argument, without distinct or filter; take"
            + " count_if(…)",
        "count(a, b) | count takes one argument, without distinct or filter; take count_if(…)",
        "sum(a) filter (where b) | sum takes one argument, without distinct or filter; take"
            + " count_if(…)"
      })
  void otherAggregatesAreRefused(String text, String fault) {
    assertThat(of(text).faults()).containsExactly(fault);
  }

  @Test
  void whatIsNotSqlStaysAsItIs() {
    assertThat(of("sum(a").of().text()).isEqualTo("sum(a");
    assertThat(of("sum(a").calls()).isEmpty();
  }
}
