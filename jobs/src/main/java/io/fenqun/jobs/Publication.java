package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;

import io.fenqun.error.FenqunException;
import io.fenqun.store.TableStore;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * One consistent set of table versions that readers may rely on (design section 4,
 * dim_publication).
 */
final class Publication {
  private Publication() {}

  /** Appends the present versions of the tables under the next publication number. */
  static void append(
      JobContext context, List<TableDef> tables, Month lastMonth, Instant publishedAt) {
    TableStore store = context.store();
    long publication = next(store);
    List<Row> rows =
        tables.stream()
            .map(
                table ->
                    RowFactory.create(
                        publication,
                        lastMonth.toString(),
                        table.name(),
                        store.version(table.name()),
                        Timestamp.from(publishedAt),
                        true))
            .toList();
    store.append(
        Tables.DIM_PUBLICATION,
        context.spark().createDataFrame(rows, Tables.DIM_PUBLICATION.schema()).coalesce(1));
  }

  /**
   * The failure of a run, with what readers see after it as its last line: the tables that the last
   * publication names are as they were. Without that line where the storage does not tell.
   */
  static FenqunException stillReadable(TableStore store, String packName, FenqunException failure) {
    try {
      return new FenqunException(
          failure.kind(), Failures.text(failure) + "\n" + readable(store, packName), failure);
    } catch (RuntimeException unreadable) {
      failure.addSuppressed(unreadable);
      return failure;
    }
  }

  private static String readable(TableStore store, String packName) {
    Optional<Row> last =
        store.exists(Tables.DIM_PUBLICATION.name())
            ? store
                .read(Tables.DIM_PUBLICATION.name())
                .where("readable")
                .orderBy(col("publication").desc())
                .select("publication", "month")
                .takeAsList(1)
                .stream()
                .findFirst()
            : Optional.empty();
    return last.map(
            row ->
                "readers still see publication "
                    + row.getLong(0)
                    + " of "
                    + packName
                    + ", months to "
                    + row.getString(1))
        .orElse("pack " + packName + " has no publication yet: readers see nothing of this run");
  }

  /** The number of the publication to come. */
  static long next(TableStore store) {
    if (!store.exists(Tables.DIM_PUBLICATION.name())) {
      return 1;
    }
    Row row = store.read(Tables.DIM_PUBLICATION.name()).agg(max("publication")).first();
    return row.isNullAt(0) ? 1 : row.getLong(0) + 1;
  }

  /** The last month of each publication there was, by its number. */
  static SortedMap<Long, Month> lastMonths(TableStore store) {
    SortedMap<Long, Month> months = new TreeMap<>();
    if (store.exists(Tables.DIM_PUBLICATION.name())) {
      store
          .read(Tables.DIM_PUBLICATION.name())
          .groupBy("publication")
          .agg(max("month"))
          .collectAsList()
          .forEach(row -> months.put(row.getLong(0), Month.parse(row.getString(1))));
    }
    return months;
  }

  /**
   * The version of a table that readers see now; empty where it was not in the last publication.
   */
  static OptionalLong published(TableStore store, String table) {
    long last = next(store) - 1;
    if (last == 0) {
      return OptionalLong.empty();
    }
    return store
        .read(Tables.DIM_PUBLICATION.name())
        .where(col("publication").equalTo(last).and(col("table").equalTo(table)))
        .select("version")
        .collectAsList()
        .stream()
        .mapToLong(row -> row.getLong(0))
        .findFirst();
  }
}
