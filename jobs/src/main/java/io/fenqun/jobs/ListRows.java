package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.fenqun.conf.Suggestion;
import io.fenqun.error.FenqunException;
import io.fenqun.pack.Pack;
import io.fenqun.report.KeyListDef;
import io.fenqun.store.DeltaTableStore;
import io.fenqun.table.ListTables;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The published rows of some lists, group by group and list by list in file order, by rank.
 *
 * @param per the owner of a row, or a feature of its customer
 */
record ListRows(List<KeyListDef> lists, String per) {
  static final String OWNER = "owner";

  private static final String GROUP = "list__group";
  private static final String PLACE = "list__place";
  private static final String NOBODY = "_";

  /** Refuses with kind CONFIG lists and features that the pack does not have. */
  static ListRows of(Pack pack, List<String> codes, String per) {
    List<String> known = pack.lists().stream().map(KeyListDef::code).toList();
    if (known.isEmpty()) {
      throw FenqunException.config(
          "Cannot write lists of " + pack.name() + ": the pack has no lists.yaml");
    }
    for (String code : codes) {
      if (!known.contains(code)) {
        throw FenqunException.config(
            "Cannot write list " + code + ": unknown list" + Suggestion.among(code, known));
      }
    }
    Set<String> features = new TreeSet<>(pack.featureTypes().keySet());
    features.add(OWNER);
    if (!features.contains(per)) {
      throw FenqunException.config(
          "Cannot part lists by " + per + ": unknown feature" + Suggestion.among(per, features));
    }
    return new ListRows(
        pack.lists().stream()
            .filter(list -> codes.isEmpty() || codes.contains(list.code()))
            .toList(),
        per);
  }

  /** How many rows were written; those of nobody stand under {@code _}. */
  long write(
      DeltaTableStore store, Month month, ListFolder folder, ListPages pages, ListWords words) {
    String act = "write lists of " + month;
    PublishedMonths published = PublishedMonths.open(store, act);
    published.require(month, act);
    try {
      return write(rows(published, month).toLocalIterator(), folder, pages, words);
    } catch (IOException e) {
      throw new FenqunException(
          FenqunException.Kind.STORAGE,
          "Cannot write lists to " + folder.path() + ": " + e.getMessage(),
          e);
    }
  }

  private Dataset<Row> rows(PublishedMonths published, Month month) {
    Dataset<Row> rows =
        published
            .read(ListTables.KEY_CUSTOMER.name())
            .where(col("month").equalTo(month.toString()))
            .withColumn(PLACE, place());
    Dataset<Row> grouped =
        per.equals(OWNER)
            ? rows.withColumn(GROUP, col(OWNER))
            : rows.join(groups(published, month), "customer_id");
    return grouped.filter(col(PLACE).geq(0)).orderBy(col(GROUP), col(PLACE), col("rank"));
  }

  private Dataset<Row> groups(PublishedMonths published, Month month) {
    return published
        .read(Tables.FEATURE_MONTH.name())
        .where(col("month").equalTo(month.toString()))
        .select(col("customer_id"), col(per).cast("string").as(GROUP));
  }

  /** Of a list among these, from 0; others have -1. */
  private Column place() {
    Column place = lit(-1);
    for (int i = 0; i < lists.size(); i++) {
      place = when(col("list").equalTo(lists.get(i).code()), lit(i)).otherwise(place);
    }
    return place;
  }

  private static long write(Iterator<Row> rows, ListFolder folder, ListPages pages, ListWords words)
      throws IOException {
    long written = 0;
    Optional<String> group = Optional.empty();
    Optional<String> list = Optional.empty();
    while (rows.hasNext()) {
      Row row = rows.next();
      String ofRow = row.isNullAt(row.fieldIndex(GROUP)) ? NOBODY : row.getAs(GROUP);
      String code = row.getAs("list");
      if (!group.equals(Optional.of(ofRow))) {
        pages.close();
        pages.open(folder.of(ofRow));
        group = Optional.of(ofRow);
        list = Optional.empty();
      }
      if (!list.equals(Optional.of(code))) {
        pages.list(code);
        list = Optional.of(code);
      }
      pages.line(ListLine.of(row, words));
      written++;
    }
    pages.close();
    return written;
  }
}
