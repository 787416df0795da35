package io.fenqun.feature;

import io.fenqun.source.SourceColumn;
import io.fenqun.source.SourceDef;
import io.fenqun.sql.SqlExpression;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataTypes;

/**
 * Days and months of the event itself, as an argument spells them. Those of different months
 * differ, so that what a month counts of them adds up, without hashes and always exactly.
 */
enum EventCalendar {
  DAY,
  MONTH;

  /** Empty for every other argument, and for a source whose records have no time. */
  static Optional<EventCalendar> of(SqlExpression argument, SourceDef source) {
    if (!source.isTransactions() || source.eventTime().isEmpty()) {
      return Optional.empty();
    }
    String event = plain(source.eventTime().get());
    List<String> days =
        Stream.concat(
                isDate(source, event) ? Stream.of(event) : Stream.of(),
                Stream.of("cast(%sasdate)", "date(%s)", "to_date(%s)")
                    .map(form -> form.formatted(event)))
            .toList();
    String asked = plain(argument.text());
    if (days.contains(asked)) {
      return Optional.of(DAY);
    }
    boolean isMonth =
        Stream.concat(Stream.of(event), days.stream())
            .flatMap(
                day ->
                    Stream.of("mm", "mon", "month")
                        .flatMap(
                            unit ->
                                Stream.of(
                                    "trunc(%s,'%s')".formatted(day, unit),
                                    "date_trunc('%s',%s)".formatted(unit, day))))
            .anyMatch(asked::equals);
    return isMonth ? Optional.of(MONTH) : Optional.empty();
  }

  private static boolean isDate(SourceDef source, String event) {
    return Stream.concat(source.columns().stream(), source.derive().stream())
        .filter(column -> plain(column.name()).equals(event))
        .map(SourceColumn::type)
        .anyMatch(DataTypes.DateType::equals);
  }

  private static String plain(String sql) {
    return sql.replaceAll("[\\s`]+", "").toLowerCase(Locale.ROOT);
  }
}
