package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;

import io.fenqun.pack.PublishedSchemes;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SegmentBuilder;
import io.fenqun.scheme.Staging;
import io.fenqun.store.Partitions;
import io.fenqun.store.TableStore;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the schemes of the last publication give on the records of today, so that changed records
 * and a changed definition are told apart where both came at once.
 *
 * @param published rows of dim_scheme as readers see it: scheme, definition, value, file; by scheme
 */
record EarlierDefinitions(JobContext context, RunPlan plan, Map<String, Row> published) {

  /**
   * One row per customer and month with the segment of each scheme and the money behind it, as
   * customer_month of that publication would have them. Empty where it cannot be said: the
   * publication kept no files, a feature is gone, or a scheme starts from its own month before.
   *
   * @param values the column of the money by scheme
   */
  Optional<Dataset<Row>> segments(
      Collection<String> schemes, MonthRange months, Map<String, String> values) {
    return definitions()
        .behind(schemes, context.pack().schemeContext())
        .filter(defs -> defs.stream().noneMatch(SchemeDef::remembers))
        .filter(this::isReadable)
        .map(defs -> segments(schemes, defs, months, values));
  }

  private PublishedSchemes definitions() {
    return new PublishedSchemes(
        published.values().stream()
            .filter(row -> !row.isNullAt(3))
            .collect(
                Collectors.toMap(
                    row -> row.getString(0),
                    row -> new PublishedSchemes.Scheme(row.getString(1), row.getString(3)))));
  }

  /** Features that they read and that their money is. */
  private Set<String> features(Collection<SchemeDef> schemes) {
    Set<String> names = new TreeSet<>();
    schemes.forEach(scheme -> names.addAll(scheme.reads()));
    schemes.forEach(scheme -> names.add(value(scheme.name())));
    schemes.forEach(scheme -> names.remove(scheme.name()));
    return names;
  }

  /** The feature that was its money. */
  private String value(String scheme) {
    return Objects.requireNonNull(published.get(scheme)).getString(2);
  }

  private boolean isReadable(Collection<SchemeDef> schemes) {
    return context.pack().featureTypes().keySet().containsAll(features(schemes));
  }

  private Dataset<Row> segments(
      Collection<String> schemes,
      List<SchemeDef> defs,
      MonthRange months,
      Map<String, String> values) {
    TableStore store = context.store();
    List<Column> read = new ArrayList<>();
    List.of("customer_id", "month", "is_departed").forEach(name -> read.add(col(name)));
    features(defs).forEach(name -> read.add(col(name)));
    SegmentBuilder builder =
        new SegmentBuilder(
            defs,
            context.pack().schemeContext(),
            Staging.LOCAL,
            Models.before(context.store(), months.from()));
    Dataset<Row> wide =
        builder.wide(
            store.read(Tables.FEATURE_MONTH.name(), months).select(read.toArray(Column[]::new)),
            months,
            earlier(builder, months));
    List<Column> columns = new ArrayList<>(List.of(col("customer_id"), col("month")));
    schemes.forEach(scheme -> columns.add(col(scheme)));
    Set<String> named = new TreeSet<>();
    for (String scheme : schemes) {
      String column = Objects.requireNonNull(values.get(scheme));
      if (named.add(column)) {
        columns.add(col(value(scheme)).as(column));
      }
    }
    return wide.select(columns.toArray(Column[]::new));
  }

  /** Evaluations before the months are those that stand now. */
  private Optional<Dataset<Row>> earlier(SegmentBuilder builder, MonthRange months) {
    List<String> before =
        builder.monthsBefore(months).values().stream()
            .flatMap(Set::stream)
            .filter(month -> month.compareTo(plan.firstCovered()) >= 0)
            .map(Month::toString)
            .distinct()
            .sorted()
            .toList();
    return before.isEmpty()
        ? Optional.empty()
        : Optional.of(
            context.store().read(Tables.SEGMENT_MONTH.name(), Partitions.of("month", before)));
  }
}
