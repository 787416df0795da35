package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import io.fenqun.serve.PublishedSet;
import io.fenqun.store.DeltaTableStore;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The tables of a pack as its last readable publication has them, whatever a run writes meanwhile.
 *
 * @param months that are published, in order; never empty
 */
record PublishedMonths(DeltaTableStore store, PublishedSet set, List<Month> months) {

  /** Refuses with kind NOT_READY where nothing is published, naming {@code act}. */
  static PublishedMonths open(DeltaTableStore store, String act) {
    String publications = Tables.DIM_PUBLICATION.name();
    PublishedSet set =
        (store.exists(publications)
                ? PublishedSet.last(store.read(publications))
                : Optional.<PublishedSet>empty())
            .orElseThrow(
                () ->
                    FenqunException.notReady(
                        "Cannot " + act + ": nothing is published there yet; run the pack first"));
    List<Month> months =
        read(store, set, Tables.DIM_MONTH.name())
            .where("is_published")
            .select("month")
            .collectAsList()
            .stream()
            .map(row -> Month.parse(row.getString(0)))
            .sorted()
            .toList();
    return new PublishedMonths(store, set, months);
  }

  /** Refuses with kind NOT_READY a month that is not published, naming those that are. */
  void require(Month month, String act) {
    if (!months.contains(month)) {
      throw FenqunException.notReady(
          "Cannot "
              + act
              + ": "
              + month
              + " is not published; published are "
              + text()
              + "; choose one of them, or run the month");
    }
  }

  private String text() {
    MonthRange all = new MonthRange(months.get(0), months.get(months.size() - 1));
    return all.size() == months.size()
        ? all.toString()
        : months.stream().map(Month::toString).collect(Collectors.joining(", "));
  }

  /** A table at its published version. */
  Dataset<Row> read(String table) {
    return read(store, set, table);
  }

  /** A table that not every pack has. */
  Optional<Dataset<Row>> find(String table) {
    return Optional.ofNullable(set.versions().get(table))
        .map(version -> store.readVersion(table, version));
  }

  private static Dataset<Row> read(DeltaTableStore store, PublishedSet set, String table) {
    Long version = set.versions().get(table);
    if (version == null) {
      throw FenqunException.notReady(
          "Cannot read table "
              + table
              + ": publication "
              + set.publication()
              + " does not have it; run the pack again");
    }
    return store.readVersion(table, version);
  }
}
