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
import java.util.Optional;
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
  private final SchemeEvaluation evaluation;
  private final Dataset<Row> base;
  private final MonthRange range;
  private final Optional<Dataset<Row>> earlier;
  private final Map<String, Dataset<Row>> carried = new HashMap<>();

  SchemeFrames(
      SegmentBuilder builder, Dataset<Row> base, MonthRange range, Optional<Dataset<Row>> earlier) {
    builder.schemes().forEach(scheme -> schemes.put(scheme.name(), scheme));
    this.context = builder.context();
    this.staging = builder.staging();
    this.evaluation = new SchemeEvaluation(schemes.keySet(), context);
    this.base = base;
    this.range = range;
    this.earlier = earlier;
  }

  /**
   * The frame with the columns of a scheme; the same frame where it has them already.
   *
   * @param months the months of the frame's rows
   */
  Dataset<Row> with(Dataset<Row> frame, SchemeDef scheme, Collection<Month> months) {
    if (List.of(frame.columns()).contains(scheme.name())) {
      return frame;
    }
    boolean isEvaluatedInAll = months.stream().allMatch(scheme.evaluate()::evaluatesIn);
    return isEvaluatedInAll && scheme.method().isLocal()
        ? evaluation.evaluate(withUpstream(frame, scheme, months), scheme)
        : joined(frame, scheme);
  }

  private Dataset<Row> withUpstream(
      Dataset<Row> frame, SchemeDef scheme, Collection<Month> months) {
    Dataset<Row> all = frame;
    for (String name : scheme.reads()) {
      SchemeDef upstream = schemes.get(name);
      if (upstream != null) {
        all = with(all, upstream, months);
      }
    }
    return all;
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
    CarryForward carry = new CarryForward(scheme.evaluate(), range);
    Dataset<Row> evaluated = evaluated(scheme, carry.evaluations());
    Dataset<Row> evaluations =
        carry
            .before()
            .flatMap(month -> earlier(scheme, month))
            .map(evaluated::unionByName)
            .orElse(evaluated);
    Dataset<Row> served = carry.carry(evaluations);
    carried.put(scheme.name(), served);
    return served;
  }

  private Dataset<Row> evaluated(SchemeDef scheme, List<Month> months) {
    Object[] evaluations = months.stream().map(Month::toString).toArray();
    Dataset<Row> rows = base.filter(col(SchemeColumns.MONTH).isin(evaluations));
    Staging kept = months.isEmpty() ? Staging.NONE : staging;
    Dataset<Row> inputs = withUpstream(rows, scheme, months);
    Dataset<Row> frame =
        scheme.method().isLocal() ? inputs : kept.keep(inputs.select(inputs(scheme)));
    return kept.keep(evaluation.evaluate(frame, scheme).select(columns(scheme)));
  }

  /** Just what a scheme reads: a ranking goes over its rows several times. */
  private Column[] inputs(SchemeDef scheme) {
    List<String> needed = new ArrayList<>(List.of(keys()));
    needed.add(SchemeColumns.MONTH_END);
    for (String name : scheme.reads()) {
      needed.add(name);
      if (schemes.containsKey(name)) {
        needed.add(SchemeColumns.score(name));
      }
    }
    return needed.stream().map(SchemeColumns::named).toArray(Column[]::new);
  }

  private static Column[] columns(SchemeDef scheme) {
    return Stream.concat(Stream.of(keys()), SchemeColumns.of(scheme.name()).stream())
        .map(SchemeColumns::named)
        .toArray(Column[]::new);
  }

  /** Rows of segment_month in the shape of an evaluation. */
  private Optional<Dataset<Row>> earlier(SchemeDef scheme, Month month) {
    String name = scheme.name();
    Column isEvaluation =
        col("scheme").equalTo(name).and(col(SchemeColumns.MONTH).equalTo(month.toString()));
    return earlier.map(
        segmentRows ->
            segmentRows
                .filter(isEvaluation)
                .select(
                    col(SchemeColumns.CUSTOMER_ID),
                    col(SchemeColumns.MONTH),
                    col("segment").as(SchemeColumns.segment(name)),
                    col("score").as(SchemeColumns.score(name)),
                    col("rank").as(SchemeColumns.rank(name)),
                    col("percentile").as(SchemeColumns.percentile(name)),
                    col("reason").as(SchemeColumns.reason(name)),
                    col("evaluated_month").as(SchemeColumns.evaluatedMonth(name)),
                    col("definition").as(SchemeColumns.definition(name))));
  }
}
