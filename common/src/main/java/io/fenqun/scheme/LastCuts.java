package io.fenqun.scheme;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.ExactSum;
import io.fenqun.table.MonthColumns;
import io.fenqun.table.SchemeValue;
import io.fenqun.table.Tables;
import io.fenqun.time.EvaluationCycle;
import io.fenqun.time.Month;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The segment that a customer would have by this month's own value at the cuts that held the month
 * before, for schemes that cut a ranking into segments: held against the actual segment it tells
 * who moved because others did.
 *
 * <p>The cut of a segment is the least score that stood in it, after merging, in a group of {@code
 * within} at the evaluation that held the month before. A customer is put into the segment of the
 * highest cut that his score reaches, whoever reaches none into that of the lowest; who stands on a
 * cut with the score of the month before stays where the tie-break put him then. The group is that
 * of the month itself: who changes it is judged by the cuts of his new group.
 *
 * <p>At last month's cuts is also the actual segment, so that nothing counts as others' movement,
 * where the customer is OUTSIDE, in a month without an evaluation, and where the group had no cuts.
 * So it is in schemes with approval, in rules with a capacity and in schemes other than the two
 * kinds here: <em>ranked</em> ones, and <em>followers</em>, evaluated every month from their own
 * row, that read one of these and are evaluated anew on what it gives at last month's cuts.
 *
 * <p>The own value is the score as it is this month: where it is made by normalising within a
 * group, the group's maximum has moved with it, and that part of others' movement counts as own.
 *
 * @param cut what is moved to which months, at least one scheme
 * @param staging keeps the rows that are read, once joined
 */
public record LastCuts(CutSchemes cut, SchemeContext context, Staging staging) {
  private static final String NOW = "now__";
  private static final String LAST = "last__";
  private static final String CUTS = "cuts__";
  private static final String ORDER = "order";
  private static final String CODE = "code";
  private static final String[] KEYS = {SchemeColumns.CUSTOMER_ID, SchemeColumns.MONTH};

  /** Schemes that rank on the same occasions in the same groups. */
  private record Occasion(List<String> within, EvaluationCycle evaluate) {}

  /**
   * One row per scheme, month, segment at last month's cuts and actual segment, where the two
   * differ: {@code scheme}, {@code month}, {@code from_segment}, {@code to_segment}, {@code
   * customers}, {@code value} (money of the month, unknown counting 0). Of customers who are in the
   * base of the month and of the one before.
   *
   * @param customers customer_id, month, a segment column per scheme, the value columns and {@link
   *     CutSchemes#names}, of the months of {@link CutSchemes#reads}
   * @param segmentRows rows of segment_month of the same months
   */
  public Dataset<Row> moves(
      Dataset<Row> customers, Dataset<Row> segmentRows, List<SchemeValue> values) {
    List<SchemeDef> moved = Stream.concat(cut.ranked().stream(), cut.followers().stream()).toList();
    List<SchemeValue> ofMoved =
        values.stream()
            .filter(value -> moved.stream().anyMatch(s -> s.name().equals(value.scheme())))
            .toList();
    Dataset<Row> base =
        staging.keep(
            customers
                .join(scores(segmentRows), KEYS, "left")
                .select(read(moved, ofMoved).toArray(Column[]::new)));
    Dataset<Row> judged = judged(withCuts(inBothMonths(base, moved, ofMoved), base));
    Column[] cells = ofMoved.stream().map(LastCuts::cell).toArray(Column[]::new);
    return judged
        .select(SchemeColumns.named(SchemeColumns.MONTH), inline(array(cells)))
        .where(not(col("from_segment").equalTo(col("to_segment"))))
        .groupBy("scheme", "month", "from_segment", "to_segment")
        .agg(count(lit(1)).as("customers"), ExactSum.ofMoney(col("value")).as("value"));
  }

  /** Just what is read: the rows are kept. */
  private List<Column> read(List<SchemeDef> moved, List<SchemeValue> values) {
    Set<String> names = new LinkedHashSet<>(List.of(KEYS));
    moved.forEach(scheme -> names.add(scheme.name()));
    values.forEach(value -> names.add(value.valueColumn()));
    names.addAll(cut.names());
    cut.scored().forEach(scheme -> names.add(SchemeColumns.score(scheme)));
    return names.stream().map(SchemeColumns::named).toList();
  }

  private static Column cell(SchemeValue scheme) {
    return struct(
        lit(scheme.scheme()).as("scheme"),
        SchemeColumns.named(scheme.scheme()).as("from_segment"),
        col(NOW).getField(scheme.scheme()).as("to_segment"),
        col(NOW).getField(scheme.valueColumn()).as("value"));
  }

  /** One row a customer and month with the score of every scheme that is asked for it. */
  private Dataset<Row> scores(Dataset<Row> segmentRows) {
    List<Column> scores =
        cut.scored().stream()
            .map(
                name ->
                    max(when(col("scheme").equalTo(name), col("score")))
                        .as(SchemeColumns.score(name)))
            .toList();
    return segmentRows
        .where(col("scheme").isin(cut.scored().toArray()))
        .groupBy(SchemeColumns.CUSTOMER_ID, SchemeColumns.MONTH)
        .agg(scores.get(0), scores.subList(1, scores.size()).toArray(Column[]::new));
  }

  private Dataset<Row> inBothMonths(
      Dataset<Row> base, List<SchemeDef> moved, List<SchemeValue> values) {
    List<Column> now = new ArrayList<>();
    moved.forEach(scheme -> now.add(segment(scheme).as(scheme.name())));
    values.stream()
        .map(SchemeValue::valueColumn)
        .distinct()
        .forEach(value -> now.add(SchemeColumns.named(value).cast(Tables.MONEY).as(value)));
    List<Column> last = new ArrayList<>();
    for (SchemeDef scheme : cut.ranked()) {
      String score = SchemeColumns.score(scheme.name());
      last.add(segment(scheme).as(scheme.name()));
      last.add(SchemeColumns.named(score).as(score));
    }
    Column next = MonthColumns.text(MonthColumns.index(col(SchemeColumns.MONTH)).plus(1));
    Dataset<Row> before =
        base.where(isOf(cut.months().months().stream().map(month -> month.minus(1)).toList()))
            .select(
                SchemeColumns.named(SchemeColumns.CUSTOMER_ID),
                next.as(SchemeColumns.MONTH),
                struct(last.toArray(Column[]::new)).as(LAST));
    return base.where(isOf(cut.months().months()))
        .withColumn(NOW, struct(now.toArray(Column[]::new)))
        .join(before, KEYS);
  }

  private static Column segment(SchemeDef scheme) {
    return coalesce(SchemeColumns.named(scheme.name()), lit(Segments.OUTSIDE));
  }

  private static Column isOf(Collection<Month> months) {
    return col(SchemeColumns.MONTH).isin(months.stream().map(Month::toString).toArray());
  }

  /** With an array of cuts of each ranked scheme, the highest first; null where there are none. */
  private Dataset<Row> withCuts(Dataset<Row> rows, Dataset<Row> base) {
    Map<Occasion, List<SchemeDef>> occasions =
        cut.ranked().stream()
            .collect(
                Collectors.groupingBy(
                    s -> new Occasion(s.within(), s.evaluate()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    Dataset<Row> all = rows;
    for (Map.Entry<Occasion, List<SchemeDef>> entry : occasions.entrySet()) {
      Grouping grouping = Grouping.within(entry.getKey().within());
      all = grouping.join(all, cuts(base, entry.getKey(), grouping, entry.getValue()));
    }
    return all;
  }

  /** One row a group and month: the least score of every segment in which somebody stood. */
  private Dataset<Row> cuts(
      Dataset<Row> base, Occasion occasion, Grouping grouping, List<SchemeDef> ofOccasion) {
    Map<Month, Month> evaluations = cut.cutsOf(occasion.evaluate());
    Column heldBefore = lit(null).cast("string");
    for (Map.Entry<Month, Month> evaluation : evaluations.entrySet()) {
      heldBefore =
          when(
                  col(SchemeColumns.MONTH).equalTo(evaluation.getKey().toString()),
                  lit(evaluation.getValue().toString()))
              .otherwise(heldBefore);
    }
    List<Column> minima = new ArrayList<>();
    List<Column> arrays = new ArrayList<>();
    grouping.names().forEach(name -> arrays.add(SchemeColumns.named(name)));
    for (SchemeDef scheme : ofOccasion) {
      List<Column> cuts = new ArrayList<>();
      for (String code : scheme.method().rankedSegments()) {
        String name = CUTS + scheme.name() + "__" + cuts.size();
        Column score = SchemeColumns.named(SchemeColumns.score(scheme.name()));
        minima.add(min(when(segment(scheme).equalTo(code), score)).as(name));
        cuts.add(
            struct(
                negate(SchemeColumns.named(name)).as(ORDER),
                lit(cuts.size()).as("place"),
                lit(code).as(CODE)));
      }
      arrays.add(
          sort_array(
                  filter(
                      array(cuts.toArray(Column[]::new)), edge -> edge.getField(ORDER).isNotNull()))
              .as(CUTS + scheme.name()));
    }
    return base.where(isOf(evaluations.keySet()))
        .withColumn(SchemeColumns.MONTH, heldBefore)
        .groupBy(grouping.columns())
        .agg(minima.get(0), minima.subList(1, minima.size()).toArray(Column[]::new))
        .select(arrays.toArray(Column[]::new));
  }

  /** With the segments at last month's cuts in place of the actual ones. */
  private Dataset<Row> judged(Dataset<Row> rows) {
    List<SchemeDef> followers = cut.followers();
    Set<String> ranked = cut.ranked().stream().map(SchemeDef::name).collect(Collectors.toSet());
    Set<String> known = followers.stream().map(SchemeDef::name).collect(Collectors.toSet());
    Set<String> read = new HashSet<>(known);
    followers.forEach(scheme -> read.addAll(scheme.reads()));
    Set<String> names = new TreeSet<>(cut.names());
    List<Column> columns = new ArrayList<>();
    Stream.of(KEYS).forEach(key -> columns.add(SchemeColumns.named(key)));
    columns.add(lit(false).as("is_departed"));
    columns.add(col(NOW));
    for (SchemeDef scheme : cut.schemes()) {
      String name = scheme.name();
      names.remove(name);
      if (ranked.contains(name)) {
        columns.add(atLastCuts(scheme).as(name));
      } else if (read.contains(name) && !known.contains(name)) {
        columns.add(segment(scheme).as(name));
      }
      if (cut.scored().contains(name) && !known.contains(name)) {
        columns.add(SchemeColumns.named(SchemeColumns.score(name)));
      }
    }
    names.stream()
        .filter(name -> List.of(rows.columns()).contains(name))
        .forEach(name -> columns.add(SchemeColumns.named(name)));
    Dataset<Row> frame = rows.select(columns.toArray(Column[]::new));
    return followers.isEmpty()
        ? frame
        : new SegmentBuilder(
                cut.schemes().stream().filter(s -> read.contains(s.name())).toList(),
                context,
                staging)
            .wide(frame, cut.months(), Optional.empty());
  }

  private Column atLastCuts(SchemeDef scheme) {
    String name = scheme.name();
    Column actual = col(NOW).getField(name);
    Column score = SchemeColumns.named(SchemeColumns.score(name));
    Column cuts = SchemeColumns.named(CUTS + name);
    Column reached = get(filter(cuts, edge -> edge.getField(ORDER).geq(negate(score))), lit(0));
    Column placed = coalesce(reached, get(cuts, size(cuts).minus(1)));
    Column before = col(LAST).getField(name);
    Column isTie =
        placed
            .getField(ORDER)
            .equalTo(negate(score))
            .and(score.equalTo(col(LAST).getField(SchemeColumns.score(name))))
            .and(not(before.equalTo(Segments.OUTSIDE)));
    Column isJudged =
        isOf(cut.months().months().stream().filter(scheme.evaluate()::evaluatesIn).toList())
            .and(not(actual.equalTo(Segments.OUTSIDE)))
            .and(score.isNotNull())
            .and(placed.isNotNull());
    return when(not(isJudged), actual).when(isTie, before).otherwise(placed.getField(CODE));
  }
}
