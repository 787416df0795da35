package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;

import io.fenqun.pack.Pack;
import io.fenqun.report.KeyCustomers;
import io.fenqun.report.KeyListDef;
import io.fenqun.scheme.Grouping;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.method.ExactRank;
import io.fenqun.scheme.method.Ties;
import io.fenqun.sql.Scope;
import io.fenqun.sql.WideFrame;
import io.fenqun.store.Partitions;
import io.fenqun.store.TableStore;
import io.fenqun.table.ListTables;
import io.fenqun.table.MonthColumns;
import io.fenqun.table.Tables;
import io.fenqun.time.MonthRange;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Writes key_customer_month: the lists of the pack, each ranked in each month. */
record KeyLists(JobContext context, MonthRange months) {
  private static final String[] KEYS = {"customer_id", "month"};

  /** True where the pack has lists, or had some: those of then go. */
  static boolean areKept(JobContext context) {
    return !context.pack().lists().isEmpty()
        || context.store().exists(ListTables.KEY_CUSTOMER.name());
  }

  void write() {
    if (context.pack().lists().isEmpty()) {
      replace(context.none(ListTables.KEY_CUSTOMER));
      return;
    }
    Dataset<Row> listed = listed().persist();
    try {
      replace(ranked(listed));
    } finally {
      listed.unpersist();
    }
  }

  private void replace(Dataset<Row> rows) {
    store().replaceMonths(ListTables.KEY_CUSTOMER, months, rows);
  }

  private Dataset<Row> listed() {
    Pack pack = context.pack();
    return new KeyCustomers(pack.lists(), pack.settings().value()).of(customers());
  }

  private Dataset<Row> ranked(Dataset<Row> listed) {
    return new ExactRank(
            Grouping.within(List.of("list")), context.pack().defaults().rankBucketRows())
        .ranked(listed, col(KeyCustomers.ORDER), List.of(), Ties.KEY)
        .withColumn("rank", col(ExactRank.RANK))
        .drop(ExactRank.RANK, ExactRank.GROUP_ROWS, KeyCustomers.ORDER);
  }

  /** Features of all, also of those who departed, and what lists name of segments beside them. */
  private Dataset<Row> customers() {
    Names names = Names.of(context.pack());
    Dataset<Row> customers =
        store().read(Tables.FEATURE_MONTH.name(), months).select(columns(names.features()));
    if (!names.segments().isEmpty()) {
      customers = customers.join(segments(names.segments()), KEYS, "left");
    }
    if (!names.lastMonth().isEmpty()) {
      customers = customers.join(lastMonth(names.lastMonth()), KEYS, "left");
    }
    for (String scheme : names.measures().keySet()) {
      customers = customers.join(measures(scheme, names.measures().get(scheme)), KEYS, "left");
    }
    return customers.withColumn(Scope.MONTH_END, MonthColumns.end(col("month")));
  }

  private Dataset<Row> segments(Set<String> schemes) {
    return store().read(Tables.CUSTOMER_MONTH.name(), months).select(columns(schemes));
  }

  private Dataset<Row> lastMonth(Set<String> schemes) {
    MonthRange before = new MonthRange(months.from().minus(1), months.to().minus(1));
    Dataset<Row> rows = store().read(Tables.CUSTOMER_MONTH.name(), before);
    Stream<Column> keys =
        Stream.of(
            col("customer_id"),
            MonthColumns.text(MonthColumns.index(col("month")).plus(1)).as("month"));
    Stream<Column> segments =
        schemes.stream()
            .map(
                scheme -> col(scheme).as(WideFrame.column(List.of(KeyListDef.LAST_MONTH, scheme))));
    return rows.select(Stream.concat(keys, segments).toArray(Column[]::new));
  }

  /** Columns of segment_month. */
  private Dataset<Row> measures(String scheme, Set<String> measures) {
    List<String> all = months.months().stream().map(Object::toString).toList();
    Partitions partitions = Partitions.of("scheme", List.of(scheme)).and("month", all);
    Stream<Column> values =
        measures.stream()
            .map(measure -> col(measure).as(WideFrame.column(List.of(scheme, measure))));
    return store()
        .read(Tables.SEGMENT_MONTH.name(), partitions)
        .select(Stream.concat(Stream.of(KEYS).map(key -> col(key)), values).toArray(Column[]::new));
  }

  private static Column[] columns(Set<String> names) {
    return Stream.concat(Stream.of(KEYS), names.stream())
        .map(name -> col(name))
        .toArray(Column[]::new);
  }

  private TableStore store() {
    return context.store();
  }

  /**
   * Where the names of the lists stand.
   *
   * @param features with is_departed
   * @param measures columns of segment_month by scheme
   */
  private record Names(
      Set<String> features,
      Set<String> segments,
      Set<String> lastMonth,
      SortedMap<String, Set<String>> measures) {

    static Names of(Pack pack) {
      Set<String> schemes =
          pack.schemes().stream().map(SchemeDef::name).collect(Collectors.toSet());
      Names names = new Names(new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeMap<>());
      names.features.add(KeyListDef.IS_DEPARTED);
      names.features.add(pack.settings().value());
      pack.lists().stream()
          .flatMap(list -> list.names().stream())
          .forEach(name -> names.add(name, schemes));
      return names;
    }

    private void add(List<String> name, Set<String> schemes) {
      String first = name.get(0);
      if (name.size() > 1 && first.equals(KeyListDef.LAST_MONTH)) {
        lastMonth.add(name.get(1));
      } else if (name.size() > 1) {
        measures.computeIfAbsent(first, any -> new TreeSet<>()).add(name.get(1));
      } else if (schemes.contains(first)) {
        segments.add(first);
      } else if (!first.equals(Scope.MONTH_END)) {
        features.add(first);
      }
    }
  }
}
