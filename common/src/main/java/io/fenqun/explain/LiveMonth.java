package io.fenqun.explain;

import static org.apache.spark.sql.functions.col;

import io.fenqun.feature.FeatureDef;
import io.fenqun.pack.Pack;
import io.fenqun.scheme.SchemeColumns;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SchemeModels;
import io.fenqun.scheme.SchemeWorkings;
import io.fenqun.scheme.SegmentBuilder;
import io.fenqun.scheme.Staging;
import io.fenqun.scheme.WorkedPart;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One month evaluated again from what is published of it and of the months that it hangs on.
 *
 * @param row the customer's row of the wide frame; empty where it is not in the month's base
 * @param segments the customer's rows of segment_month by scheme
 */
record LiveMonth(
    Pack pack,
    SchemeWorkings workings,
    Optional<Dataset<Row>> earlier,
    Optional<Row> row,
    Map<String, Row> segments) {

  /**
   * @param schemes that are explained of the month; those that they read are evaluated with them
   */
  static LiveMonth of(
      Pack pack, Set<String> schemes, Month month, String customer, PublishedRows published) {
    SegmentBuilder builder =
        new SegmentBuilder(
            pack.schemesFor(schemes),
            pack.schemeContext(),
            Staging.LOCAL,
            new SchemeModels(published.models()));
    MonthRange range = MonthRange.of(month);
    Optional<Dataset<Row>> earlier = earlier(builder, range, published);
    Dataset<Row> features =
        published.features().where(col(SchemeColumns.MONTH).equalTo(month.toString()));
    Dataset<Row> wide = builder.wide(features, range, earlier, published.decisions());
    Dataset<Row> ofCustomer =
        builder.staging().keep(wide.where(col(SchemeColumns.CUSTOMER_ID).equalTo(customer)));
    return new LiveMonth(
        pack,
        new SchemeWorkings(builder, wide, ofCustomer, month, customer),
        earlier,
        ofCustomer.select(shown(builder)).collectAsList().stream().findFirst(),
        builder.segmentRows(ofCustomer).collectAsList().stream()
            .collect(Collectors.toMap(row -> row.getAs("scheme"), Function.identity())));
  }

  private static Optional<Dataset<Row>> earlier(
      SegmentBuilder builder, MonthRange range, PublishedRows published) {
    Object[] months =
        builder.monthsBefore(range).values().stream()
            .flatMap(Set::stream)
            .distinct()
            .filter(month -> month.compareTo(published.first()) >= 0)
            .map(Month::toString)
            .toArray();
    return months.length == 0
        ? Optional.empty()
        : Optional.of(published.segments().where(col(SchemeColumns.MONTH).isin(months)));
  }

  /** What any of the schemes reads, and their scores. */
  private static Column[] shown(SegmentBuilder builder) {
    Set<String> names = new TreeSet<>();
    for (SchemeDef scheme : builder.schemes()) {
      names.addAll(scheme.reads());
      names.add(SchemeColumns.score(scheme.name()));
    }
    return names.stream().map(SchemeColumns::named).toArray(Column[]::new);
  }

  List<WorkedPart> parts(SchemeDef scheme) {
    return row.isPresent() ? workings.of(scheme, earlier) : List.of();
  }

  List<Input> inputs(SchemeDef scheme) {
    List<Input> inputs = new ArrayList<>();
    for (String name : scheme.reads()) {
      row.ifPresent(values -> inputs.add(input(name, values)));
    }
    return inputs;
  }

  private Input input(String name, Row values) {
    Optional<SchemeDef> read =
        pack.schemes().stream().filter(scheme -> scheme.name().equals(name)).findFirst();
    if (read.isPresent()) {
      return new Input(
          name,
          read.get().labels(),
          "",
          values.getAs(name),
          Optional.of(name),
          values.getAs(SchemeColumns.score(name)));
    }
    FeatureDef feature =
        pack.features().stream()
            .filter(def -> def.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no feature " + name));
    return new Input(
        name, feature.labels(), feature.unit(), values.getAs(name), Optional.empty(), null);
  }
}
