package io.fenqun.explain;

import static org.apache.spark.sql.functions.col;

import io.fenqun.error.FenqunException;
import io.fenqun.pack.Pack;
import io.fenqun.scheme.SchemeColumns;
import io.fenqun.table.HistoryTables;
import io.fenqun.table.TableDef;
import io.fenqun.time.Month;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Why a customer is in its segment (公示/申诉, domain page section 2): the scheme in the month, then
 * every scheme behind it in the month in which it is read. What is shown was computed again from
 * the published features, and each row is held against the published one.
 *
 * @param sections the explained scheme first; never empty
 */
public record Explanation(Pack pack, String customer, List<Section> sections) {

  /**
   * Evaluates the month, and each month whose evaluation it carries, once for all of its sections;
   * the months before them are taken as published.
   *
   * @param scheme of the pack
   * @param month published
   * @throws FenqunException of kind NOT_READY where the scheme is not published yet, of kind CONFIG
   *     where the customer has no row of it in the month
   */
  public static Explanation of(
      Pack pack, String scheme, Month month, String customer, PublishedRows published) {
    List<Serving> servings = Serving.behind(pack, scheme, month, published.first());
    Map<Month, Set<String>> explained = new TreeMap<>();
    for (Serving serving : servings) {
      months(serving)
          .forEach(
              at ->
                  explained.computeIfAbsent(at, m -> new TreeSet<>()).add(serving.scheme().name()));
    }
    PublishedSegments segments = PublishedSegments.of(published.segments(), customer, explained);
    if (segments.find(scheme, month).isEmpty()) {
      throw notThere(scheme, month, customer, published.segments());
    }
    Map<Month, LiveMonth> live = new HashMap<>();
    explained.forEach(
        (at, schemes) -> live.put(at, LiveMonth.of(pack, schemes, at, customer, published)));
    List<Row> decisions = history(published.approvals(), HistoryTables.APPROVAL, customer, month);
    List<Row> changes = history(published.changes(), HistoryTables.GRADE_CHANGE, customer, month);
    List<Row> allocations =
        history(published.allocations(), HistoryTables.ALLOCATION, customer, month);
    List<Section> sections = new ArrayList<>();
    for (Serving serving : servings) {
      sections.add(
          section(
              serving,
              live,
              segments,
              upTo(decisions, serving),
              upTo(changes, serving),
              upTo(allocations, serving).stream()
                  .filter(row -> row.getAs("month").equals(serving.month().toString()))
                  .toList()));
    }
    return new Explanation(pack, customer, List.copyOf(sections));
  }

  private static Set<Month> months(Serving serving) {
    Set<Month> months = new TreeSet<>(Set.of(serving.month()));
    serving.evaluated().ifPresent(months::add);
    return months;
  }

  private static Section section(
      Serving serving,
      Map<Month, LiveMonth> live,
      PublishedSegments published,
      List<Row> decisions,
      List<Row> changes,
      List<Row> allocations) {
    Optional<LiveMonth> evaluated = serving.evaluated().map(live::get);
    return new Section(
        serving,
        evaluated.map(at -> at.inputs(serving.scheme())).orElse(List.of()),
        evaluated.map(at -> at.parts(serving.scheme())).orElse(List.of()),
        held(serving, serving.month(), live, published),
        serving
            .evaluated()
            .filter(at -> serving.isCarried())
            .map(at -> held(serving, at, live, published)),
        decisions,
        changes,
        allocations);
  }

  private static Held held(
      Serving serving, Month at, Map<Month, LiveMonth> live, PublishedSegments published) {
    String scheme = serving.scheme().name();
    return new Held(
        Optional.ofNullable(live.get(at)).map(month -> month.segments().get(scheme)),
        published.find(scheme, at));
  }

  /** Rows of a history of the customer, of all schemes. */
  private static List<Row> history(
      Optional<Dataset<Row>> table, TableDef def, String customer, Month month) {
    Column isBefore = col(SchemeColumns.MONTH).leq(month.toString());
    return table
        .map(
            rows ->
                rows.select(def.selection(List.of(rows.columns())))
                    .where(col(SchemeColumns.CUSTOMER_ID).equalTo(customer).and(isBefore))
                    .orderBy("month", "scheme")
                    .collectAsList())
        .orElse(List.of());
  }

  private static List<Row> upTo(List<Row> history, Serving serving) {
    return history.stream()
        .filter(row -> row.getAs("scheme").equals(serving.scheme().name()))
        .filter(row -> Month.parse(row.getAs("month")).compareTo(serving.month()) <= 0)
        .toList();
  }

  /** Never with the id: a message may stand in a log. */
  private static FenqunException notThere(
      String scheme, Month month, String customer, Dataset<Row> segments) {
    String act = "Cannot explain scheme " + scheme + " in " + month + ": ";
    Dataset<Row> ofScheme = segments.where(col("scheme").equalTo(scheme));
    if (ofScheme.where(col("month").equalTo(month.toString())).isEmpty()) {
      return FenqunException.notReady(
          act + "the scheme is not published there yet; run the pack, or see preview");
    }
    String months =
        ofScheme
            .where(col(SchemeColumns.CUSTOMER_ID).equalTo(customer))
            .select("month")
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .sorted()
            .collect(Collectors.joining(", "));
    return FenqunException.config(
        act
            + (months.isEmpty()
                ? "no published month has this customer; look at the id"
                : "this customer is not in that month's base; it is in " + months));
  }

  /** The section that was asked for. */
  public Section first() {
    return sections.get(0);
  }

  /** True where all that was computed is as published. */
  public boolean isEqual() {
    return sections.stream().allMatch(Section::isEqual);
  }
}
