package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.fenqun.error.FenqunException;
import io.fenqun.pack.Pack;
import io.fenqun.report.SchemeRow;
import io.fenqun.report.SegmentChange;
import io.fenqun.report.SegmentChangeLaws;
import io.fenqun.scheme.CutSchemes;
import io.fenqun.scheme.LastCuts;
import io.fenqun.scheme.Staging;
import io.fenqun.store.Partitions;
import io.fenqun.store.TableStore;
import io.fenqun.table.ChangeTables;
import io.fenqun.table.Membership;
import io.fenqun.table.RowRefusal;
import io.fenqun.table.SchemeValue;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Why segments are of another size than a month before: segment_change. Reads transition_month,
 * segment_profile and revision, which are there, and customers where rankings are cut and of a
 * month before that is not computed now.
 */
record SegmentChanges(JobContext context, RunPlan plan, List<SchemeRow> schemes) {
  private static final String MOVES =
      "scheme string, month string, from_segment string, to_segment string, customers bigint, value decimal(18,2)";

  /** The first covered month has no month before. */
  void write() {
    Month second = plan.firstCovered().plus(1);
    MonthRange computed = plan.computed();
    Month from = computed.from().compareTo(second) < 0 ? second : computed.from();
    if (from.compareTo(computed.to()) <= 0) {
      write(new MonthRange(from, computed.to()));
    }
  }

  private TableStore store() {
    return context.store();
  }

  /** Schemes that stop on what rankings give at last month's cuts stay where they are. */
  private void write(MonthRange months) {
    CutSchemes cut = new CutSchemes(context.pack().schemes(), months);
    try {
      write(months, cut);
    } catch (RuntimeException failure) {
      FenqunException refusal = RowRefusal.find(failure).orElseThrow(() -> failure);
      context
          .progress()
          .warning(
              "others' movement is told of rankings alone, not of schemes that read them: "
                  + refusal.getMessage());
      write(months, cut.alone());
    }
  }

  private void write(MonthRange months, CutSchemes cut) {
    Dataset<Row> sizes = sizes(months);
    Dataset<Row> revisions = revisions(months);
    Dataset<Row> changes =
        SegmentChange.of(
                store().read(Tables.TRANSITION_MONTH.name(), months),
                revisions,
                movesByOthers(cut),
                sizes,
                schemes.stream().map(SchemeRow::name).toList(),
                months)
            .persist();
    try {
      Laws.require(
          "Cannot publish why segments changed: the parts do not add up to the change",
          SegmentChangeLaws.violations(changes, sizes, revisions, months));
      store().replaceMonths(ChangeTables.SEGMENT_CHANGE, months, changes.coalesce(1));
    } finally {
      changes.unpersist();
    }
  }

  /**
   * The segments of the months and of the one before. Where that one is not computed now its
   * profile may be of another money than the transitions are: its customers are counted.
   */
  private Dataset<Row> sizes(MonthRange months) {
    MonthRange before = MonthRange.of(months.from().minus(1));
    boolean isComputed = plan.computed().from().compareTo(months.from()) < 0;
    Dataset<Row> profile =
        store()
            .read(
                Tables.SEGMENT_PROFILE.name(),
                isComputed ? new MonthRange(before.from(), months.to()) : months)
            .select("scheme", "month", "segment", "customers", "value");
    return isComputed
        ? profile
        : profile.unionByName(
            Membership.sizes(store().read(Tables.CUSTOMER_MONTH.name(), before), values(), before));
  }

  private List<SchemeValue> values() {
    return context.pack().schemes().stream()
        .map(scheme -> PackTables.schemeValue(context.pack(), scheme))
        .toList();
  }

  /** What was changed in the months before since each month was first reported. */
  private Dataset<Row> revisions(MonthRange months) {
    TableDef table = Tables.REVISION;
    if (!store().exists(table.name())) {
      return context.none(table);
    }
    SortedMap<Long, Month> published = Publication.lastMonths(store());
    long next = Publication.next(store());
    Column isSince = lit(false);
    for (Month month : months.months()) {
      long first =
          published.entrySet().stream()
              .filter(publication -> publication.getValue().compareTo(month) >= 0)
              .map(Map.Entry::getKey)
              .findFirst()
              .orElse(next);
      isSince =
          isSince.or(
              col("month").equalTo(month.minus(1).toString()).and(col("publication").geq(first)));
    }
    MonthRange before = new MonthRange(months.from().minus(1), months.to().minus(1));
    return store().read(table.name(), before).where(isSince);
  }

  private Dataset<Row> movesByOthers(CutSchemes cut) {
    Pack pack = context.pack();
    if (!cut.areAny()) {
      return context.spark().createDataFrame(List.of(), StructType.fromDDL(MOVES));
    }
    SortedSet<Month> reads = cut.reads();
    Partitions partitions = Partitions.of("month", reads.stream().map(Month::toString).toList());
    MonthRange range = new MonthRange(reads.first(), reads.last());
    return new LastCuts(cut, pack.schemeContext(), Staging.LOCAL)
        .moves(
            new CustomerRows(context, range).with(cut.names()).where(partitions.where()),
            store().read(Tables.SEGMENT_MONTH.name(), partitions),
            values());
  }
}
