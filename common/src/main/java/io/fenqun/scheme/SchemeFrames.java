package io.fenqun.scheme;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.fenqun.scheme.Reasons.Code;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Adds schemes to frames of one run. A scheme that can be evaluated where the rows stand is added
 * as columns. One that ranks, or whose months are carried, is evaluated once on a narrow frame of
 * just what it reads, and joined by customer and month; all such joins need the same distribution
 * of the rows.
 */
final class SchemeFrames {
  private final Map<String, SchemeDef> schemes = new LinkedHashMap<>();
  private final SchemeContext context;
  private final Staging staging;
  private final SchemeModels models;
  private final SchemeEvaluation evaluation;
  private final Dataset<Row> base;
  private final MonthRange range;
  private final Optional<Dataset<Row>> earlier;
  private final Approvals approvals;
  private final Map<String, Dataset<Row>> carried = new HashMap<>();

  SchemeFrames(
      SegmentBuilder builder,
      Dataset<Row> base,
      MonthRange range,
      Optional<Dataset<Row>> earlier,
      Approvals approvals) {
    builder.schemes().forEach(scheme -> schemes.put(scheme.name(), scheme));
    this.context = builder.context();
    this.staging = builder.staging();
    this.models = builder.models();
    this.evaluation = new SchemeEvaluation(schemes, context);
    this.base = base;
    this.range = range;
    this.earlier = earlier;
    this.approvals = approvals;
  }

  /**
   * The base with the columns of every scheme that it has not already. Those that are joined are
   * first joined to the keys alone and then to the base at once: a join writes its whole rows anew,
   * and the base is wide.
   */
  Dataset<Row> all() {
    Set<String> given = Set.of(base.columns());
    List<SchemeDef> apart =
        schemes.values().stream()
            .filter(scheme -> !given.contains(scheme.name()))
            .filter(scheme -> isApart(scheme, range.months()))
            .toList();
    Dataset<Row> wide = base;
    if (!apart.isEmpty()) {
      Dataset<Row> gathered =
          base.select(
              SchemeColumns.named(SchemeColumns.CUSTOMER_ID),
              SchemeColumns.named(SchemeColumns.MONTH));
      for (SchemeDef scheme : apart) {
        gathered = joined(gathered, scheme);
      }
      wide = base.join(gathered, keys());
    }
    for (SchemeDef scheme : schemes.values()) {
      wide = with(wide, scheme, range.months());
    }
    return wide;
  }

  /**
   * The frame with the columns of a scheme; the same frame where it has them already.
   *
   * @param months the months of the frame's rows
   */
  private Dataset<Row> with(Dataset<Row> frame, SchemeDef scheme, Collection<Month> months) {
    if (List.of(frame.columns()).contains(scheme.name())) {
      return frame;
    }
    return isApart(scheme, months)
        ? joined(frame, scheme)
        : evaluation.evaluate(withUpstream(frame, scheme, months), scheme);
  }

  /** True where a scheme is no expression over the rows of these months. */
  private static boolean isApart(SchemeDef scheme, Collection<Month> months) {
    return !scheme.method().isLocal()
        || scheme.remembers()
        || !months.stream().allMatch(scheme.evaluate()::evaluatesIn);
  }

  private Dataset<Row> withUpstream(
      Dataset<Row> frame, SchemeDef scheme, Collection<Month> months) {
    Dataset<Row> all = frame;
    for (String name : reads(scheme, schemes)) {
      SchemeDef upstream = schemes.get(name);
      if (upstream != null) {
        all = with(all, upstream, months);
      }
    }
    return all;
  }

  /** What its expressions name, and the groups of the scheme whose codes it asks for. */
  private static Set<String> reads(SchemeDef scheme, Map<String, SchemeDef> schemes) {
    Set<String> reads = new TreeSet<>(scheme.reads());
    scheme
        .method()
        .graded()
        .ifPresent(graded -> reads.addAll(Objects.requireNonNull(schemes.get(graded)).within()));
    return reads;
  }

  /** Left join: a customer without an evaluation that serves the month is not evaluated. */
  private Dataset<Row> joined(Dataset<Row> frame, SchemeDef scheme) {
    String segment = SchemeColumns.segment(scheme.name());
    String reason = SchemeColumns.reason(scheme.name());
    String definition = SchemeColumns.definition(scheme.name());
    Column notEvaluated = new Reasons(context.reasonBytes()).of(Code.NOT_EVALUATED);
    return frame
        .join(carried(scheme), keys(), "left")
        .withColumn(segment, coalesce(SchemeColumns.named(segment), lit(Segments.OUTSIDE)))
        .withColumn(reason, coalesce(SchemeColumns.named(reason), notEvaluated))
        .withColumn(
            definition, coalesce(SchemeColumns.named(definition), lit(scheme.definition())));
  }

  private static String[] keys() {
    return new String[] {SchemeColumns.CUSTOMER_ID, SchemeColumns.MONTH};
  }

  /** customer_id, month served and the scheme's columns. */
  private Dataset<Row> carried(SchemeDef scheme) {
    Dataset<Row> known = carried.get(scheme.name());
    if (known != null) {
      return known;
    }
    Dataset<Row> served =
        scheme.method().remembers() ? monthByMonth(scheme) : approved(scheme, served(scheme));
    carried.put(scheme.name(), served);
    return served;
  }

  /** The evaluation that serves each month. */
  private Dataset<Row> served(SchemeDef scheme) {
    CarryForward carry = new CarryForward(scheme.evaluate(), range);
    List<Month> months = carry.evaluations();
    Dataset<Row> evaluated =
        scheme.method().isFitted() ? byModels(scheme, months) : evaluated(scheme, months);
    Dataset<Row> evaluations =
        carry
            .before()
            .flatMap(month -> earlier(scheme, month))
            .map(rows -> EarlierSegments.evaluations(rows, scheme))
            .map(evaluated::unionByName)
            .orElse(evaluated);
    return carry.carry(evaluations);
  }

  /** Evaluations, each with the one before it, and the months that they serve. */
  private Dataset<Row> monthByMonth(SchemeDef scheme) {
    CarryForward carry = new CarryForward(scheme.evaluate(), range);
    List<Month> months = carry.evaluations();
    Optional<Dataset<Row>> before = earlier(scheme, scheme.startsFrom(range.from()));
    Dataset<Row> evaluated = months.isEmpty() ? none(scheme) : remembering(scheme, months, before);
    return carry.carry(
        carry.before().flatMap(month -> before).map(evaluated::unionByName).orElse(evaluated));
  }

  private Dataset<Row> remembering(
      SchemeDef scheme, List<Month> months, Optional<Dataset<Row>> before) {
    Dataset<Row> rows = withUpstream(of(months), scheme, months);
    return new MonthByMonth(months, scheme.name(), staging)
        .run(
            staging.keep(rows.select(inputs(scheme, schemes))),
            before,
            (ofMonth, month) -> evaluation.evaluate(ofMonth, scheme).select(columns(scheme)));
  }

  /** No row, with the columns of an evaluation. */
  private Dataset<Row> none(SchemeDef scheme) {
    Dataset<Row> rows = withUpstream(of(List.of()), scheme, List.of());
    return evaluation
        .evaluate(Before.join(rows, Optional.empty(), scheme.name()), scheme)
        .select(columns(scheme));
  }

  private Dataset<Row> of(List<Month> months) {
    return of(base, months);
  }

  private static Dataset<Row> of(Dataset<Row> rows, List<Month> months) {
    return rows.filter(
        col(SchemeColumns.MONTH).isin(months.stream().map(Month::toString).toArray()));
  }

  /** Over the customers of each month: after a month without the customer all begins anew. */
  private Dataset<Row> approved(SchemeDef scheme, Dataset<Row> proposals) {
    if (!scheme.needsApproval()) {
      return proposals;
    }
    Reasons reasons = new Reasons(context.reasonBytes());
    Dataset<Row> present =
        base.select(
            SchemeColumns.named(SchemeColumns.CUSTOMER_ID),
            SchemeColumns.named(SchemeColumns.MONTH));
    return new MonthByMonth(range.months(), scheme.name(), staging)
        .run(
            staging.keep(present.join(proposals, keys(), "left")),
            earlier(scheme, scheme.startsFrom(range.from())),
            (rows, month) -> approvals.effective(rows, scheme, month, reasons));
  }

  private Dataset<Row> evaluated(SchemeDef scheme, List<Month> months) {
    Staging kept = months.isEmpty() ? Staging.NONE : staging;
    Dataset<Row> inputs = withUpstream(of(months), scheme, months);
    Dataset<Row> frame =
        scheme.method().isLocal() ? inputs : kept.keep(inputs.select(inputs(scheme, schemes)));
    Dataset<Row> evaluated =
        kept.keep(evaluation.evaluate(frame, scheme).select(withGroups(scheme)));
    return evaluation.measure(evaluated, scheme).select(columns(scheme));
  }

  /** Fits where a month is to have a model, then assigns the months of each model together. */
  private Dataset<Row> byModels(SchemeDef scheme, List<Month> months) {
    Staging kept = months.isEmpty() ? Staging.NONE : staging;
    Dataset<Row> rows =
        kept.keep(withUpstream(of(months), scheme, months).select(inputs(scheme, schemes)));
    Map<Optional<SchemeModel>, List<Month>> served = new LinkedHashMap<>();
    for (Month month : months) {
      fit(scheme, rows, month);
      served.computeIfAbsent(models.inEffect(scheme, month), model -> new ArrayList<>()).add(month);
    }
    if (served.isEmpty()) {
      served.put(Optional.empty(), months);
    }
    return kept.keep(
        served.entrySet().stream()
            .map(entry -> evaluation.evaluate(of(rows, entry.getValue()), scheme, entry.getKey()))
            .reduce(Dataset::unionByName)
            .orElseThrow()
            .select(columns(scheme)));
  }

  private void fit(SchemeDef scheme, Dataset<Row> rows, Month month) {
    Optional<SchemeModel> before = models.inEffect(scheme, month);
    boolean isDue = before.isEmpty() || scheme.method().fitsAnew(month);
    if (isDue && !models.isFitted(scheme, month)) {
      Column isMember = evaluation.isMember(scheme);
      models.add(scheme.method().fit(of(rows, List.of(month)), isMember, scheme, month, before));
    }
  }

  /** Just what a scheme reads: a ranking goes over its rows several times. */
  static Column[] inputs(SchemeDef scheme, Map<String, SchemeDef> schemes) {
    List<String> needed = new ArrayList<>(List.of(keys()));
    needed.add(SchemeColumns.MONTH_END);
    for (String name : reads(scheme, schemes)) {
      needed.add(name);
      if (schemes.containsKey(name)) {
        needed.add(SchemeColumns.score(name));
        needed.add(SchemeColumns.evaluatedMonth(name));
      }
    }
    return needed.stream().map(SchemeColumns::named).toArray(Column[]::new);
  }

  private static Column[] withGroups(SchemeDef scheme) {
    Stream<Column> groups =
        scheme.within().stream()
            .filter(name -> !List.of(keys()).contains(name))
            .map(SchemeColumns::named);
    return Stream.concat(Stream.of(columns(scheme)), groups).toArray(Column[]::new);
  }

  private static Column[] columns(SchemeDef scheme) {
    return Stream.concat(Stream.of(keys()), SchemeColumns.of(scheme.name()).stream())
        .map(SchemeColumns::named)
        .toArray(Column[]::new);
  }

  private Optional<Dataset<Row>> earlier(SchemeDef scheme, Month month) {
    return earlier.map(rows -> EarlierSegments.of(rows, scheme, month));
  }
}
