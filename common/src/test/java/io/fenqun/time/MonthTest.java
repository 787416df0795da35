package io.fenqun.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenqun.error.FenqunException;
import java.time.LocalDate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MonthTest {
  @Test
  void arithmeticCrossesTheYear() {
    assertThat(Month.parse("2019-12").plus(1)).hasToString("2020-01");
    assertThat(Month.parse("2020-01").minus(13)).hasToString("2018-12");
    assertThat(Month.parse("2020-03").index() - Month.parse("2019-03").index()).isEqualTo(12);
  }

  @Test
  void february2020HasALeapDay() {
    assertThat(Month.parse("2020-02").lastDay()).isEqualTo(LocalDate.of(2020, 2, 29));
    assertThat(Month.parse("2020-02").days()).isEqualTo(29);
    assertThat(Month.parse("2019-02").days()).isEqualTo(28);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-13", "2024-00", "2024-1", "202401", "", "2024-01-01", "24-01"})
  void anythingButYearAndMonthIsRefused(String text) {
    assertThatThrownBy(() -> Month.parse(text))
        .isInstanceOfSatisfying(
            FenqunException.class, e -> assertThat(e.kind()).isEqualTo(FenqunException.Kind.CONFIG))
        .hasMessage("Invalid month '" + text + "': write it as yyyy-MM, for example 2024-06");
  }

  @Test
  void aRangeListsItsMonthsInOrder() {
    MonthRange range = new MonthRange(Month.parse("2019-11"), Month.parse("2020-02"));
    assertThat(range.months())
        .extracting(Month::toString)
        .containsExactly("2019-11", "2019-12", "2020-01", "2020-02");
    assertThat(range.size()).isEqualTo(4);
    assertThat(range.contains(Month.parse("2020-02"))).isTrue();
    assertThat(range.contains(Month.parse("2020-03"))).isFalse();
    assertThat(range).hasToString("2019-11..2020-02");
    assertThat(MonthRange.of(Month.parse("2020-02"))).hasToString("2020-02");
  }

  @Test
  void aRangeThatRunsBackwardsIsRefused() {
    assertThatThrownBy(() -> new MonthRange(Month.parse("2020-02"), Month.parse("2020-01")))
        .hasMessage(
            "Invalid range of months: 2020-02 is after 2020-01; --from must not be later than --to");
  }

  @Test
  void halfYearsCloseInJuneAndDecember() {
    assertThat(
            Stream.of("2019-05", "2019-06", "2019-07", "2019-12", "2020-01")
                .map(m -> EvaluationCycle.HALF_YEARLY.lastEvaluation(Month.parse(m)).toString()))
        .containsExactly("2018-12", "2019-06", "2019-06", "2019-12", "2019-12");
    assertThat(EvaluationCycle.HALF_YEARLY.evaluatesIn(Month.parse("2019-06"))).isTrue();
    assertThat(EvaluationCycle.QUARTERLY.evaluatesIn(Month.parse("2019-06"))).isTrue();
    assertThat(EvaluationCycle.QUARTERLY.evaluatesIn(Month.parse("2019-05"))).isFalse();
    assertThat(EvaluationCycle.MONTHLY.lastEvaluation(Month.parse("2019-05")))
        .hasToString("2019-05");
  }
}
