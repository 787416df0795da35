package io.fenqun.quality;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.fenqun.error.FenqunException;
import io.fenqun.source.SourceDef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * What deliveries that were read do to the rows of others, and others to theirs, where months are
 * shared ({@link Precedence}). The changes are worked out once and kept by the executors until they
 * are written; they are few beside the rows.
 */
public final class Settlement {
  /** Changes up to this many are sent to every task instead of moving the rows to them. */
  private static final long FEW = 1_000_000;

  private static final String OTHER = "__other_";

  private final SourceDef source;
  private final Ingested read;
  private final List<String> deliveries;
  private final Dataset<Row> storedClean;
  private final Dataset<Row> storedDisplaced;
  private final Dataset<Row> changes;
  private final List<Change> counts;

  private Settlement(
      SourceDef source,
      Ingested read,
      List<String> deliveries,
      Dataset<Row> storedClean,
      Dataset<Row> storedDisplaced,
      Dataset<Row> changes) {
    this.source = source;
    this.read = read;
    this.deliveries = deliveries;
    this.storedClean = storedClean;
    this.storedDisplaced = storedDisplaced;
    this.changes = changes;
    this.counts = new Precedence(source).counted(changes);
  }

  /**
   * Looks up only the keys that these deliveries have, or had, in the shared months.
   *
   * @param deliveries that were read; what is stored of them is replaced
   * @param months in which another delivery has rows, clean or displaced
   * @param storedClean rows of the clean table in these months
   * @param storedDisplaced rows of the table of {@link DisplacedRows} in these months
   */
  public static Settlement of(
      SourceDef source,
      List<String> deliveries,
      Collection<String> months,
      Ingested read,
      Dataset<Row> storedClean,
      Dataset<Row> storedDisplaced) {
    Precedence precedence = new Precedence(source);
    Column isOurs = col(RecordColumns.DELIVERY).isin(deliveries.toArray());
    Column clean = lit(Standing.CLEAN.name());
    Dataset<Row> ours =
        precedence
            .claims(
                read.clean().where(col(RecordColumns.MONTH).isin(months.toArray())), clean, true)
            .persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> stored =
        precedence
            .claims(storedClean, clean, true)
            .union(precedence.claims(storedDisplaced, col(DisplacedRows.STANDING), false));
    List<String> monthAndKey = Precedence.place(source).subList(1, Precedence.place(source).size());
    Dataset<Row> concerned =
        ours.select(renamed(monthAndKey)).union(stored.where(isOurs).select(renamed(monthAndKey)));
    Dataset<Row> others = stored.where(not(isOurs)).join(concerned, same(monthAndKey), "left_semi");
    Dataset<Row> changes = precedence.changes(ours.union(others)).localCheckpoint();
    ours.unpersist();
    return new Settlement(source, read, deliveries, storedClean, storedDisplaced, changes);
  }

  /** Under names of their own, so that both sides of a join can be told apart. */
  private static Column[] renamed(List<String> names) {
    return names.stream().map(name -> Names.column(name).as(OTHER + name)).toArray(Column[]::new);
  }

  private static Column same(List<String> names) {
    Column same = lit(true);
    for (String name : names) {
      same = same.and(Names.column(name).equalTo(Names.column(OTHER + name)));
    }
    return same;
  }

  /**
   * Clean rows and counts of the deliveries that were read, without the rows that others displace.
   */
  public Ingested ingested() {
    SourceCounts settled = read.counts();
    for (Change change : counts) {
      if (deliveries.contains(change.delivery())) {
        settled = settled.displaced(change);
      }
    }
    if (!settled.months().stream().allMatch(MonthCounts::reconciles)) {
      throw FenqunException.internal(
          "Cannot reconcile source " + source.name() + " with its other deliveries");
    }
    return new Ingested(
        without(read.clean(), changed(col(Precedence.TO).notEqual(Standing.CLEAN.name()))),
        read.quarantine(),
        settled,
        read.records());
  }

  /** True where every row stands as it stood, or as it was read. */
  public boolean isEmpty() {
    return counts.isEmpty();
  }

  /** Changes of deliveries that were not read. */
  public List<Change> ofOthers() {
    return counts.stream().filter(change -> !deliveries.contains(change.delivery())).toList();
  }

  /** True where displaced rows of other deliveries come back into the clean table. */
  public boolean givesBack() {
    return ofOthers().stream()
        .anyMatch(change -> change.isOfClean() && change.to() == Standing.CLEAN);
  }

  /** All rows of the partitions of other deliveries whose clean rows change, as they will be. */
  public Dataset<Row> cleanOfOthers() {
    Column toClean = col(Precedence.TO).equalTo(Standing.CLEAN.name());
    Column fromClean = col(Precedence.FROM).equalTo(Standing.CLEAN.name());
    Dataset<Row> staying =
        without(inPartitions(storedClean, true), changed(fromClean.and(not(toClean))));
    Dataset<Row> back =
        among(inPartitions(storedDisplaced, true), changed(toClean.and(not(fromClean))));
    return staying.unionByName(back.drop(DisplacedRows.STANDING));
  }

  /**
   * The displaced rows of the deliveries that were read and of the partitions of others whose rows
   * change; to be written before the clean rows. Those that go back into the clean table are among
   * them still: no row is ever nowhere.
   */
  public Dataset<Row> displaced() {
    Column toClean = col(Precedence.TO).equalTo(Standing.CLEAN.name());
    Column fromClean = col(Precedence.FROM).equalTo(Standing.CLEAN.name());
    Column restands = not(fromClean).and(not(toClean));
    Dataset<Row> leaving = changed(fromClean.and(not(toClean)));
    Dataset<Row> before = inPartitions(storedDisplaced, false);
    return restood(read.clean(), leaving)
        .unionByName(restood(inPartitions(storedClean, false), leaving), true)
        .unionByName(restood(before.drop(DisplacedRows.STANDING), changed(restands)), true)
        .unionByName(without(before, changed(fromClean.or(restands))), true);
  }

  /**
   * What stays displaced in the partitions of other deliveries of which rows came back; to be
   * written after the clean rows.
   *
   * @param displaced the table as {@link #displaced} left it
   */
  public Dataset<Row> displacedStill(Dataset<Row> displaced) {
    Column isBack = lit(false);
    for (Change change : ofOthers()) {
      if (change.isOfClean() && change.to() == Standing.CLEAN) {
        isBack = isBack.or(isIn(change));
      }
    }
    return without(
        displaced.where(isBack), changed(col(Precedence.TO).equalTo(Standing.CLEAN.name())));
  }

  private static Column isIn(Change change) {
    return col(RecordColumns.DELIVERY)
        .equalTo(change.delivery())
        .and(col(RecordColumns.MONTH).equalTo(change.month()));
  }

  private Dataset<Row> restood(Dataset<Row> rows, Dataset<Row> standings) {
    List<Column> columns = new ArrayList<>(List.of(Names.columns(List.of(rows.columns()))));
    columns.add(col(Precedence.TO).as(DisplacedRows.STANDING));
    return rows.join(standings, same(Precedence.place(source)), "inner")
        .select(columns.toArray(Column[]::new));
  }

  /** The months of another delivery whose partitions are rewritten. */
  public SortedSet<String> months(String delivery, boolean ofClean) {
    return months(delivery, change -> !ofClean || change.isOfClean());
  }

  /** The months of another delivery to which rows come back. */
  public SortedSet<String> monthsOfReturn(String delivery) {
    return months(delivery, change -> change.isOfClean() && change.to() == Standing.CLEAN);
  }

  private SortedSet<String> months(String delivery, Predicate<Change> which) {
    SortedSet<String> months = new TreeSet<>();
    ofOthers().stream()
        .filter(change -> change.delivery().equals(delivery) && which.test(change))
        .forEach(change -> months.add(change.month()));
    return months;
  }

  private Dataset<Row> inPartitions(Dataset<Row> stored, boolean ofClean) {
    Column isRewritten = lit(false);
    for (String delivery : new TreeSet<>(ofOthers().stream().map(Change::delivery).toList())) {
      isRewritten =
          isRewritten.or(
              col(RecordColumns.DELIVERY)
                  .equalTo(delivery)
                  .and(col(RecordColumns.MONTH).isin(months(delivery, ofClean).toArray())));
    }
    return stored.where(isRewritten);
  }

  private Dataset<Row> changed(Column which) {
    List<Column> columns = new ArrayList<>(List.of(renamed(Precedence.place(source))));
    columns.add(col(Precedence.TO));
    Dataset<Row> some = changes.where(which).select(columns.toArray(Column[]::new));
    long rows = counts.stream().mapToLong(change -> change.rows().rows()).sum();
    return rows <= FEW ? broadcast(some) : some;
  }

  private Dataset<Row> without(Dataset<Row> rows, Dataset<Row> places) {
    return rows.join(places, same(Precedence.place(source)), "left_anti");
  }

  private Dataset<Row> among(Dataset<Row> rows, Dataset<Row> places) {
    return rows.join(places, same(Precedence.place(source)), "left_semi");
  }
}
