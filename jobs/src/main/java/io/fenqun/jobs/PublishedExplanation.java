package io.fenqun.jobs;

import io.fenqun.conf.Suggestion;
import io.fenqun.error.FenqunException;
import io.fenqun.explain.Explanation;
import io.fenqun.explain.PublishedRows;
import io.fenqun.pack.Pack;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.store.DeltaTableStore;
import io.fenqun.table.HistoryTables;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * An explanation against the last readable publication of a pack.
 *
 * @param publication its number
 */
record PublishedExplanation(Explanation explanation, Month month, long publication) {

  /** Refuses with kind CONFIG a scheme that the pack does not have. */
  static void requireScheme(Pack pack, String scheme) {
    List<String> names = pack.schemes().stream().map(SchemeDef::name).toList();
    if (!names.contains(scheme)) {
      throw FenqunException.config(
          "Cannot explain scheme "
              + scheme
              + ": the pack has no such scheme"
              + Suggestion.among(scheme, names));
    }
  }

  /**
   * Reads features, segments, decisions, changes and allocations of one publication; takes no lock
   * and writes nothing.
   *
   * @throws FenqunException of kind NOT_READY where the month, the scheme, or a feature that it
   *     needs, is not published
   */
  static PublishedExplanation of(
      Pack pack, String scheme, Month month, String customer, DeltaTableStore store) {
    requireScheme(pack, scheme);
    String act = "explain scheme " + scheme + " of " + pack.name();
    PublishedMonths published = PublishedMonths.open(store, act);
    published.require(month, act);
    Dataset<Row> features = published.read(Tables.FEATURE_MONTH.name());
    requireFeatures(pack, scheme, features, act);
    PublishedRows rows =
        new PublishedRows(
            features,
            published.read(Tables.SEGMENT_MONTH.name()),
            published.find(HistoryTables.APPROVAL.name()),
            published.find(HistoryTables.GRADE_CHANGE.name()),
            published.find(HistoryTables.ALLOCATION.name()),
            Models.published(published, month),
            published.months().get(0));
    return new PublishedExplanation(
        Explanation.of(pack, scheme, month, customer, rows), month, published.set().publication());
  }

  private static void requireFeatures(Pack pack, String scheme, Dataset<Row> features, String act) {
    List<SchemeDef> schemes = pack.schemesFor(List.of(scheme));
    List<String> there =
        Stream.concat(Stream.of(features.columns()), schemes.stream().map(SchemeDef::name))
            .toList();
    String missing =
        schemes.stream()
            .flatMap(def -> def.reads().stream())
            .filter(name -> !there.contains(name))
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      throw FenqunException.notReady(
          "Cannot "
              + act
              + ": no feature of these names is published: "
              + missing
              + "; run the pack first");
    }
  }
}
