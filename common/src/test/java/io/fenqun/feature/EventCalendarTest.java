package io.fenqun.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.source.SourceDef;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventCalendarTest {
  private static Optional<EventCalendar> of(String argument, SourceDef source) {
    return EventCalendar.of(TestSources.sql(argument), source);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"cast(day as date)", "CAST( `day` AS DATE )", "date(day)", "to_date(day)"})
  void aDayOfTheEventIsKnownByItsSpelling(String argument) {
    assertThat(of(argument, TestSources.TXN)).contains(EventCalendar.DAY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trunc(day, 'MM')",
        "trunc(cast(day as date), 'month')",
        "date_trunc('MONTH', day)",
        "date_trunc('mon', to_date(day))"
      })
  void soIsItsMonth(String argument) {
    assertThat(of(argument, TestSources.TXN)).contains(EventCalendar.MONTH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shop",
        "trunc(day, 'YEAR')",
        "date_trunc('DAY', day)",
        "cast(other_day as date)",
        "cast(day as string)",
        "date(day) + 1"
      })
  void anythingElseIsCountedByItsHashes(String argument) {
    assertThat(of(argument, TestSources.TXN)).isEmpty();
  }

  @Test
  void theRowsOfASnapshotHaveNoEvent() {
    assertThat(of("cast(closed_on as date)", TestSources.ACCOUNT)).isEmpty();
  }
}
