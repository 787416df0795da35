package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;

import io.fenqun.plan.StaleMonth;
import io.fenqun.report.Revisions;
import io.fenqun.report.Revisions.Revised;
import io.fenqun.report.Revisions.Why;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.table.SchemeValue;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows of revision that one publication brings.
 *
 * @param published rows of dim_scheme as readers see it, of {@link EarlierDefinitions}
 * @param revised months that are computed again, and why
 */
record RevisionRows(
    JobContext context,
    RunPlan plan,
    Map<String, Row> published,
    long publication,
    SortedMap<Month, Why> revised) {
  private static final String PACK_VALUE = "value";
  private static final String DEFINITION =
      StaleMonth.Cause.DEFINITION.name().toLowerCase(Locale.ROOT);

  /** What changed from the months as published before, in one step whatever the causes. */
  Dataset<Row> atOnce(Dataset<Row> before, Dataset<Row> now) {
    return between(before, now, schemesOf(before), revised);
  }

  /**
   * The same in two steps where records and a definition changed at once: what the earlier
   * definition gives on the records of today stands between. In one where that cannot be said.
   */
  Dataset<Row> apart(Dataset<Row> before, Dataset<Row> now) {
    List<Revised> schemes = schemesOf(before);
    List<Revised> redefined = schemes.stream().filter(Revised::isRedefined).toList();
    SortedMap<Month, Why> mixed = of((month, why) -> !why.cause().equals(why.causeOfOthers()));
    if (redefined.isEmpty() || mixed.isEmpty()) {
      return atOnce(before, now);
    }
    Map<String, String> values =
        redefined.stream()
            .map(Revised::before)
            .collect(Collectors.toMap(SchemeValue::scheme, SchemeValue::valueColumn));
    Optional<Dataset<Row>> earlier =
        new EarlierDefinitions(context, plan, published)
            .segments(
                values.keySet().stream().sorted().toList(),
                new MonthRange(mixed.firstKey(), mixed.lastKey()),
                values);
    return earlier
        .map(
            rows -> {
              Dataset<Row> between = ofMonths(rows, mixed.keySet());
              return between(
                      before, now, schemes.stream().filter(s -> !s.isRedefined()).toList(), revised)
                  .unionByName(
                      between(
                          before, now, redefined, of((month, why) -> !mixed.containsKey(month))))
                  .unionByName(
                      between(
                          before,
                          between,
                          redefined.stream()
                              .map(s -> new Revised(s.before(), s.before(), true))
                              .toList(),
                          called(mixed, Why::causeOfOthers)))
                  .unionByName(between(between, now, redefined, called(mixed, why -> DEFINITION)));
            })
        .orElseGet(() -> atOnce(before, now));
  }

  private SortedMap<Month, Why> of(BiPredicate<Month, Why> isOne) {
    SortedMap<Month, Why> months = new TreeMap<>();
    revised.forEach(
        (month, why) -> {
          if (isOne.test(month, why)) {
            months.put(month, why);
          }
        });
    return months;
  }

  private static SortedMap<Month, Why> called(
      SortedMap<Month, Why> months, Function<Why, String> cause) {
    SortedMap<Month, Why> called = new TreeMap<>();
    months.forEach(
        (month, why) ->
            called.put(month, new Why(cause.apply(why), cause.apply(why), why.reason())));
    return called;
  }

  private Dataset<Row> between(
      Dataset<Row> before, Dataset<Row> now, List<Revised> schemes, SortedMap<Month, Why> months) {
    return schemes.isEmpty() || months.isEmpty()
        ? context.none(Tables.REVISION)
        : Revisions.between(
            ofMonths(before, months.keySet()),
            ofMonths(now, months.keySet()),
            schemes,
            publication,
            months);
  }

  private static Dataset<Row> ofMonths(Dataset<Row> rows, Collection<Month> months) {
    return rows.where(col("month").isin(months.stream().map(Month::toString).toArray()));
  }

  /** Schemes that the published months had too, with the value that they had then. */
  private List<Revised> schemesOf(Dataset<Row> before) {
    Set<String> columns = Set.copyOf(Arrays.asList(before.columns()));
    Set<String> redefined = new HashSet<>();
    List<Revised> schemes = new ArrayList<>();
    for (SchemeDef scheme : context.pack().schemes()) {
      SchemeValue now = PackTables.schemeValue(context.pack(), scheme);
      Optional<Row> then = Optional.ofNullable(published.get(scheme.name()));
      boolean isAsBefore =
          then.filter(row -> row.getString(1).equals(scheme.definition()))
              .filter(row -> row.getString(2).equals(scheme.value()))
              .isPresent();
      if (!isAsBefore || scheme.reads().stream().anyMatch(redefined::contains)) {
        redefined.add(scheme.name());
      }
      String value =
          then.map(row -> columns.contains(row.getString(2)) ? row.getString(2) : PACK_VALUE)
              .orElse(now.valueColumn());
      if (columns.contains(scheme.name()) && columns.contains(value)) {
        schemes.add(
            new Revised(
                new SchemeValue(scheme.name(), value), now, redefined.contains(scheme.name())));
      }
    }
    return schemes;
  }
}
